"""XML-RPC key-value service: reading, writing, methods, service; and two servers around them."""
