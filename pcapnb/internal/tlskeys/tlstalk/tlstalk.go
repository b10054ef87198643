// Package tlstalk has programs talk over TLS for tests and for testdata.
package tlstalk

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Wire is a connection that keeps what crosses it as segments of TCP.
type Wire struct {
	mu      sync.Mutex
	ports   [2]uint16 // of client and server
	seq     [2]uint32
	packets [][]byte
}

const flagsSYN, flagsFIN, flagsPSH, flagsACK = 2, 1, 8, 16

// NewWire returns a wire on which a client has connected to a port.
func NewWire(port uint16) *Wire {
	w := &Wire{ports: [2]uint16{clientPort(), port}, seq: [2]uint32{1000, 5000}}
	w.segment(0, flagsSYN, nil)
	w.segment(1, flagsSYN|flagsACK, nil)
	w.segment(0, flagsACK, nil)
	return w
}

// Send adds what the client, 0, or the server, 1, sends.
func (w *Wire) Send(dir int, b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for part := range slices.Chunk(b, 1400) {
		w.segment(dir, flagsPSH|flagsACK, part)
	}
}

// SendWhole adds what the client, 0, or the server, 1, sends in one segment.
func (w *Wire) SendWhole(dir int, b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.segment(dir, flagsPSH|flagsACK, b)
}

// Packets are what crossed the wire, as frames of Ethernet.
func (w *Wire) Packets() [][]byte { return w.packets }

func (w *Wire) segment(dir int, flags byte, payload []byte) {
	b := binary.BigEndian.AppendUint16(nil, w.ports[dir])
	b = binary.BigEndian.AppendUint16(b, w.ports[1-dir])
	b = binary.BigEndian.AppendUint32(b, w.seq[dir])
	b = binary.BigEndian.AppendUint32(b, w.seq[1-dir])
	b = append(b, 0x50, flags, 0xfd, 0, 0, 0, 0, 0)
	ends := [2][4]byte{{192, 0, 2, 1}, {192, 0, 2, 2}}
	w.packets = append(w.packets, frame(ends[dir], ends[1-dir], append(b, payload...)))
	w.seq[dir] += uint32(len(payload))
	if flags&(flagsSYN|flagsFIN) != 0 {
		w.seq[dir]++
	}
}

// A wireEnd is one end of a wire.
type wireEnd struct {
	net.Conn
	w   *Wire
	dir int
}

// Write is for net.Conn.
func (e wireEnd) Write(b []byte) (int, error) {
	e.w.Send(e.dir, b)
	return e.Conn.Write(b)
}

var talked atomic.Int32

// clientPort is another one at each call.
func clientPort() uint16 { return uint16(40000 + talked.Add(1)) }

// Talk has a client and a server talk over TLS, and returns their packets, as frames of Ethernet. The client's port is another
// one at each call.
func Talk(port uint16, client, server *tls.Config, talk func(client, server net.Conn)) ([][]byte, error) {
	w := NewWire(port)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, _ := listener.Accept()
		accepted <- c
	}()
	a, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return nil, err
	}
	b := <-accepted
	for _, c := range []net.Conn{a, b} {
		c.SetDeadline(time.Now().Add(time.Minute))
		defer c.Close()
	}
	talk(tls.Client(wireEnd{a, w, 0}, client), tls.Server(wireEnd{b, w, 1}, server))
	w.segment(0, flagsFIN|flagsACK, nil)
	w.segment(1, flagsFIN|flagsACK, nil)
	return w.packets, nil
}

// Paths are what Browse asks for; a number is how many bytes the answer has.
var Paths = []string{"/5", "/3000", "/40000", "/chunks"}

// Browse asks for all paths, and sends a form to /7.
func Browse(client, server net.Conn) {
	served := make(chan bool)
	go func() {
		defer close(served)
		serve(server)
	}()
	in := bufio.NewReader(client)
	ask := func(format string, args ...any) {
		fmt.Fprintf(client, format, args...)
		if answer, err := http.ReadResponse(in, nil); err == nil {
			io.Copy(io.Discard, answer.Body)
		}
	}
	for _, p := range Paths {
		ask("GET %s HTTP/1.1\r\nHost: www.example.com\r\n\r\n", p)
	}
	ask("POST /7 HTTP/1.1\r\nHost: www.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\nuser=me&x=1")
	client.Close()
	<-served
}

func serve(server net.Conn) {
	in := bufio.NewReader(server)
	for {
		q, err := http.ReadRequest(in)
		if err != nil {
			server.Close()
			return
		}
		io.Copy(io.Discard, q.Body)
		if q.URL.Path == "/chunks" {
			io.WriteString(server, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
			for range 3 {
				io.WriteString(server, "5\r\nhello\r\n")
			}
			io.WriteString(server, "0\r\n\r\n")
			continue
		}
		var n int
		fmt.Sscanf(q.URL.Path, "/%d", &n)
		fmt.Fprintf(server, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", n, strings.Repeat("x", n))
	}
}

// Certificates are one with a key of RSA and one of an elliptic curve.
var Certificates = sync.OnceValue(func() (list []tls.Certificate) {
	rsaKey, _ := rsa.GenerateKey(rand.Reader, 2048)
	ecKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	about := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "www.example.com"},
		NotBefore: time.Unix(1.6e9, 0), NotAfter: time.Unix(1.9e9, 0), DNSNames: []string{"www.example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &rsaKey.PublicKey, rsaKey)
	der2, err2 := x509.CreateCertificate(rand.Reader, about, about, &ecKey.PublicKey, ecKey)
	if err != nil || err2 != nil {
		panic("no certificates")
	}
	return append(list, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: rsaKey}, tls.Certificate{Certificate: [][]byte{der2}, PrivateKey: ecKey})
})

// Configs are those of a client and a server that write their secrets to keys.
func Configs(keys io.Writer) (client, server *tls.Config) {
	return &tls.Config{InsecureSkipVerify: true, ServerName: "www.example.com", KeyLogWriter: keys, MinVersion: tls.VersionTLS10},
		&tls.Config{Certificates: Certificates(), KeyLogWriter: keys, MinVersion: tls.VersionTLS10}
}

// frame is a frame of Ethernet with a segment of TCP.
func frame(src, dst [4]byte, segment []byte) []byte {
	b := []byte{2, 0, 0, 0, 0, dst[3], 2, 0, 0, 0, 0, src[3], 8, 0, 0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(20+len(segment)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0)
	b = append(append(b, src[:]...), dst[:]...)
	return append(b, segment...)
}
