// A client that proves that it knows the key, sends the payload that stdin tells, and reports.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func call(address string, key, payload []byte) ([]byte, error) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	challenge := make([]byte, 32)
	if _, err := io.ReadFull(server, challenge); err != nil {
		return nil, err
	}
	code := hmac.New(sha256.New, key)
	code.Write(challenge)
	if _, err := server.Write(code.Sum(nil)); err != nil {
		return nil, err
	}
	if _, err := server.Write(payload); err != nil {
		return nil, err
	}
	echo := make([]byte, len(payload))
	_, err = io.ReadFull(server, echo)
	return echo, err
}

func main() {
	var order struct{ Payload string }
	check(json.NewDecoder(os.Stdin).Decode(&order))
	payload, err := hex.DecodeString(order.Payload)
	check(err)
	key, err := os.ReadFile(os.Args[2])
	check(err)
	echo, err := call(os.Args[1], key, payload)
	if err != nil {
		json.NewEncoder(os.Stdout).Encode(map[string]any{"ok": false, "error": err.Error()})
		os.Exit(3)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"ok": true, "echo": hex.EncodeToString(echo)})
}
