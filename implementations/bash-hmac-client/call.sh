#!/usr/bin/env bash
# HMAC-SHA256 from OpenSSL's SHA-256 as RFC 2104 has it: call.sh HOST PORT AUTHKEY_FILE.
# `openssl dgst -hmac` would take the key as an argument, which everybody on the machine can read.
set -uo pipefail

BLOCK_BYTES=64
hex() { od -An -v -tx1 | tr -d ' \n'; }
raw() { printf '%b' "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }
sha256() { openssl dgst -sha256 -binary; }

padded() { # the key in one block, each byte with the bits of $1 turned
  local key place block=""
  key=$(hex <"$authkey")
  ((${#key} > 2 * BLOCK_BYTES)) && key=$(sha256 <"$authkey" | hex)
  for ((place = 0; place < 2 * BLOCK_BYTES; place += 2)); do
    local byte=${key:place:2}
    printf -v byte '%02x' $((0x${byte:-0} ^ $1))
    block+=$byte
  done
  raw "$block"
}

hmac() { { padded 0x5c; { padded 0x36; raw "$1"; } | sha256; } | sha256; }

fail() { printf '{"ok": false, "error": "%s"}\n' "$1"; exit 3; }

take() { # so many bytes in hex, or fewer where the server ends
  head -c "$1" <&3 | hex
}

authkey=$3
read -r order
payload=$(sed 's/.*"payload": *"\([0-9a-f]*\)".*/\1/' <<<"$order")
exec 3<>"/dev/tcp/$1/$2" || fail "cannot connect"
challenge=$(take 32)
((${#challenge} == 64)) || fail "no challenge"
trap '' PIPE
{ hmac "$challenge"; raw "$payload"; } >&3 || fail "the server has left"
echo=$(take $((${#payload} / 2)))
((${#echo} == ${#payload})) || fail "no echo"
printf '{"ok": true, "echo": "%s"}\n' "$echo"
