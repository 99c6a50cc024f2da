"""pickle-rpc: remote calls as pickles over authenticated frames."""
