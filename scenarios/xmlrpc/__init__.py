"""xmlrpc: remote procedure calls as XML over HTTP."""
