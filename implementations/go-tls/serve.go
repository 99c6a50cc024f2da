// TLS echo with Go's crypto/tls: every connection is copied into itself.
package main

import (
	"crypto/tls"
	"crypto/x509"
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

func serve(client net.Conn, config *tls.Config, handshakeTimeout time.Duration) {
	defer client.Close()
	secured := tls.Server(client, config)
	client.SetDeadline(time.Now().Add(handshakeTimeout))
	if secured.Handshake() != nil {
		return
	}
	client.SetDeadline(time.Time{})
	io.Copy(secured, secured)
	secured.Close() // says so, and closes
}

func main() {
	address, certfile, keyfile, clientCafile := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	certificate, err := tls.LoadX509KeyPair(certfile, keyfile)
	check(err)
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	if clientCafile != "" {
		trusted, err := os.ReadFile(clientCafile)
		check(err)
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(trusted)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	handshakeTimeout, err := time.ParseDuration(os.Args[5])
	check(err)
	listener, err := net.Listen("tcp", address)
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
		go serve(client, config, handshakeTimeout)
	}
}
