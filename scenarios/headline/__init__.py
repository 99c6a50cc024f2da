"""The headline: the same bytes over XML-RPC, pickle RPC and memoryview."""
