#!/bin/sh
# stunnel before a cat of its own for each client: serve.sh HOST PORT CERTFILE KEYFILE [CLIENT_CAFILE]
client=${5:+"verifyChain = yes
CAfile = $5"}
exec stunnel -fd 3 3<<CONFIGURATION
foreground = yes
pid =
debug = err
syslog = no
[echo]
accept = $1:$2
cert = $3
key = $4
TIMEOUTbusy = 1
$client
exec = $(command -v cat)
execArgs = cat
CONFIGURATION
