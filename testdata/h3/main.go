// H3 speaks HTTP/3 for testdata/record.sh. It is a module of its own, so that nothing else links QUIC.
//
//	h3 serve FOLDER CERTIFICATE KEY ADDRESS:PORT   serve the files of a folder
//	h3 get CA URL URL…                             fetch the first, then the others at once, over one connection; then
//	                                               the first again over a new one that resumes it (0-RTT)
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "h3:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 5 && args[0] == "serve":
		return serve(args[1], args[2], args[3], args[4])
	case len(args) > 2 && args[0] == "get":
		return get(args[1], args[2:])
	}
	return fmt.Errorf("usage: h3 serve FOLDER CERTIFICATE KEY ADDRESS:PORT, or h3 get CA URL…")
}

func serve(folder, certificate, key, address string) error {
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return err
	}
	server := http3.Server{
		Addr: address, Handler: http.FileServer(http.Dir(folder)),
		TLSConfig:  http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{pair}}),
		QUICConfig: &quic.Config{Allow0RTT: true},
	}
	return server.ListenAndServe()
}

func get(ca string, urls []string) error {
	pem, err := os.ReadFile(ca)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	transport := &http3.Transport{
		TLSClientConfig: &tls.Config{
			RootCAs: roots, ClientSessionCache: tls.NewLRUClientSessionCache(1),
			CurvePreferences: []tls.CurveID{tls.X25519}, // a hello that fits into one packet
		},
		QUICConfig: &quic.Config{TokenStore: quic.NewLRUTokenStore(1, 4)},
		Dial:       dial,
	}
	if err := fetch(transport, http.MethodGet, urls[0]); err != nil {
		return err
	}
	others := make(chan error)
	for _, url := range urls[1:] {
		go func() { others <- fetch(transport, http.MethodGet, url) }()
	}
	for range urls[1:] {
		if err := <-others; err != nil {
			return err
		}
	}
	time.Sleep(300 * time.Millisecond) // for the server's ticket and token
	transport.CloseIdleConnections()
	if err := transport.Close(); err != nil {
		return err
	}
	time.Sleep(time.Second)
	again := &http3.Transport{TLSClientConfig: transport.TLSClientConfig, QUICConfig: transport.QUICConfig, Dial: dial}
	defer again.Close()
	err = fetch(again, http3.MethodGet0RTT, urls[0])
	time.Sleep(300 * time.Millisecond)
	return err
}

// dial opens a connection from a socket of its own, so that the second has another port, and with connection IDs at both
// ends.
func dial(ctx context.Context, address string, tlsConfig *tls.Config, config *quic.Config) (*quic.Conn, error) {
	server, err := net.ResolveUDPAddr("udp4", address)
	if err != nil {
		return nil, err
	}
	socket, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return nil, err
	}
	transport := &quic.Transport{Conn: socket, ConnectionIDLength: 8}
	return transport.DialEarly(ctx, server, tlsConfig, config)
}

func fetch(transport *http3.Transport, method, url string) error {
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		return err
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
