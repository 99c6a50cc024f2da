// Whoever knows the key is copied into himself.
package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func authenticate(client net.Conn, key []byte) bool {
	challenge := make([]byte, 32)
	_, err := rand.Read(challenge)
	check(err)
	if _, err := client.Write(challenge); err != nil {
		return false
	}
	code := hmac.New(sha256.New, key)
	code.Write(challenge)
	answer := make([]byte, sha256.Size)
	if _, err := io.ReadFull(client, answer); err != nil {
		return false
	}
	return hmac.Equal(code.Sum(nil), answer)
}

func attend(client net.Conn, key []byte, timeout time.Duration) {
	defer client.Close()
	client.SetDeadline(time.Now().Add(timeout))
	if authenticate(client, key) {
		client.SetDeadline(time.Time{})
		io.Copy(client, client)
	}
}

func main() {
	key, err := os.ReadFile(os.Args[2])
	check(err)
	timeout, err := time.ParseDuration(os.Args[3])
	check(err)
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	where := listener.Addr().(*net.TCPAddr)
	fmt.Printf("{\"listening\": {\"host\": %q, \"port\": %d}}\n", where.IP, where.Port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		client, err := listener.Accept()
		check(err)
		go attend(client, key, timeout)
	}
}
