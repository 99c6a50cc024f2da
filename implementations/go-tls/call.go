// A client with Go's crypto/tls: sends the payload that stdin tells, and reports what came back.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"os"
	"time"
)

const timeout = 1500 * time.Millisecond

var versions = map[uint16]string{
	tls.VersionTLS10: "TLSv1", tls.VersionTLS11: "TLSv1.1",
	tls.VersionTLS12: "TLSv1.2", tls.VersionTLS13: "TLSv1.3",
}

func fail(stage string, err error) {
	json.NewEncoder(os.Stdout).Encode(map[string]any{"ok": false, "stage": stage, "error": err.Error()})
	os.Exit(3)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	address, name, cafile := os.Args[1], os.Args[2], os.Args[3]
	var order struct{ Payload string }
	check(json.NewDecoder(os.Stdin).Decode(&order))
	payload, err := hex.DecodeString(order.Payload)
	check(err)
	trusted, err := os.ReadFile(cafile)
	check(err)
	config := &tls.Config{ServerName: name, RootCAs: x509.NewCertPool()}
	config.RootCAs.AppendCertsFromPEM(trusted)
	if len(os.Args) > 5 {
		certificate, err := tls.LoadX509KeyPair(os.Args[4], os.Args[5])
		check(err)
		config.Certificates = []tls.Certificate{certificate}
	}
	plain, err := net.DialTimeout("tcp", address, timeout)
	if err != nil {
		fail("connect", err)
	}
	plain.SetDeadline(time.Now().Add(timeout))
	secured := tls.Client(plain, config)
	if err := secured.Handshake(); err != nil {
		fail("handshake", err)
	}
	echo := make([]byte, len(payload))
	if _, err := secured.Write(payload); err != nil {
		fail("read", err)
	}
	if _, err := io.ReadFull(secured, echo); err != nil {
		fail("read", err)
	}
	version := versions[secured.ConnectionState().Version]
	json.NewEncoder(os.Stdout).Encode(map[string]any{"ok": true, "version": version, "echo": hex.EncodeToString(echo)})
}
