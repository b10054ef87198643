package dissect_test

import (
	"bufio"
	"bytes"
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
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// A wire is a connection that keeps what crosses it as segments of TCP.
type wire struct {
	mu      sync.Mutex
	ports   [2]uint16 // of client and server
	seq     [2]uint32
	packets [][]byte
}

const flagsSYN, flagsFIN, flagsPSH, flagsACK = 2, 1, 8, 16

func (w *wire) segment(dir int, flags byte, payload []byte) {
	b := binary.BigEndian.AppendUint16(nil, w.ports[dir])
	b = binary.BigEndian.AppendUint16(b, w.ports[1-dir])
	b = binary.BigEndian.AppendUint32(b, w.seq[dir])
	b = binary.BigEndian.AppendUint32(b, w.seq[1-dir])
	b = append(b, 0x50, flags, 0xfd, 0, 0, 0, 0, 0)
	ends := [2]string{"192.0.2.1", "192.0.2.2"}
	w.packets = append(w.packets, etherFrame(0x0800, ipv4Packet(ends[dir], ends[1-dir], 6, append(b, payload...))))
	w.seq[dir] += uint32(len(payload))
	if flags&(flagsSYN|flagsFIN) != 0 {
		w.seq[dir]++
	}
}

// A wireEnd is one end of a wire.
type wireEnd struct {
	net.Conn
	w   *wire
	dir int
}

func (e wireEnd) Write(b []byte) (int, error) {
	e.w.mu.Lock()
	for part := range slices.Chunk(b, 1400) {
		e.w.segment(e.dir, flagsPSH|flagsACK, part)
	}
	e.w.mu.Unlock()
	return e.Conn.Write(b)
}

var talked atomic.Int32

// clientPort is another one at each call.
func clientPort() uint16 { return uint16(40000 + talked.Add(1)) }

// tlsTalk has a client and a server talk over TLS, and returns their packets.
func tlsTalk(t *testing.T, port uint16, client, server *tls.Config, talk func(client, server net.Conn)) [][]byte {
	t.Helper()
	w := &wire{ports: [2]uint16{clientPort(), port}, seq: [2]uint32{1000, 5000}}
	w.segment(0, flagsSYN, nil)
	w.segment(1, flagsSYN|flagsACK, nil)
	w.segment(0, flagsACK, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, _ := listener.Accept()
		accepted <- c
	}()
	a, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b := <-accepted
	for _, c := range []net.Conn{a, b} {
		c.SetDeadline(time.Now().Add(time.Minute))
		defer c.Close()
	}
	talk(tls.Client(wireEnd{a, w, 0}, client), tls.Server(wireEnd{b, w, 1}, server))
	w.segment(0, flagsFIN|flagsACK, nil)
	w.segment(1, flagsFIN|flagsACK, nil)
	return w.packets
}

// paths are what browse asks for; a number is how many bytes the answer has.
var paths = []string{"/5", "/3000", "/40000", "/chunks"}

// browse asks for all paths, and sends a form.
func browse(client, server net.Conn) {
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
	for _, p := range paths {
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

// tlsCertificates are one with a key of RSA and one of an elliptic curve.
var tlsCertificates = sync.OnceValue(func() (list []tls.Certificate) {
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

func tlsConfigs(keys io.Writer) (client, server *tls.Config) {
	return &tls.Config{InsecureSkipVerify: true, ServerName: "www.example.com", KeyLogWriter: keys, MinVersion: tls.VersionTLS10},
		&tls.Config{Certificates: tlsCertificates(), KeyLogWriter: keys, MinVersion: tls.VersionTLS10}
}

// TestOpenedRecords has Go's own TLS talk with every version and suite it has, and opens the records with the log of its keys: the
// requests are those that were sent, and all cells are tshark's where it is installed.
func TestOpenedRecords(t *testing.T) {
	t.Setenv("GODEBUG", "tlsrsakex=1,tls3des=1")
	type kind struct{ version, suite uint16 }
	kinds := []kind{{tls.VersionTLS13, 0}}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		for _, v := range s.SupportedVersions {
			if v != tls.VersionTLS13 {
				kinds = append(kinds, kind{v, s.ID})
			}
		}
	}
	for _, k := range kinds {
		t.Run(fmt.Sprintf("%s %s", tls.VersionName(k.version), tls.CipherSuiteName(k.suite)), func(t *testing.T) {
			var keys bytes.Buffer
			client, server := tlsConfigs(&keys)
			client.MaxVersion = k.version
			if k.suite != 0 {
				client.CipherSuites = []uint16{k.suite}
				server.CipherSuites = client.CipherSuites
			}
			checkOpened(t, &keys, tlsTalk(t, 443, client, server, browse), append(slices.Clone(paths), "/7"))
		})
	}
}

// TestOpenedConnections opens connections of other kinds: resumed ones, with a client's certificate, on a port that says nothing
// with and without ALPN, of mail, and of what nobody knows.
func TestOpenedConnections(t *testing.T) {
	all := append(slices.Clone(paths), "/7")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		name := tls.VersionName(version) + " "
		talk := func(about string, port uint16, want []string, change func(client, server *tls.Config), talks ...func(client, server net.Conn)) {
			t.Run(name+about, func(t *testing.T) {
				var keys bytes.Buffer
				client, server := tlsConfigs(&keys)
				client.MaxVersion = version
				change(client, server)
				var packets [][]byte
				for _, talk := range talks {
					packets = append(packets, tlsTalk(t, port, client, server, talk)...)
				}
				if about == "resumed" && version == tls.VersionTLS12 {
					checkRequests(t, &keys, packets, want) // which tshark leaves closed: the answer has another ticket
				} else {
					checkOpened(t, &keys, packets, want)
				}
			})
		}
		none := func(client, server *tls.Config) {}
		talk("resumed", 443, append(all[:len(all):len(all)], all...), func(client, server *tls.Config) { client.ClientSessionCache = tls.NewLRUClientSessionCache(1) }, browse, browse)
		talk("client's certificate", 443, all, func(client, server *tls.Config) {
			client.Certificates, server.ClientAuth = tlsCertificates()[1:], tls.RequireAnyClientCert
		}, browse)
		talk("any port", 4444, all, none, browse)
		talk("ALPN", 4444, all, func(client, server *tls.Config) {
			client.NextProtos = []string{"http/1.1"}
			server.NextProtos = client.NextProtos
		}, browse)
		talk("until it closes", 443, []string{"/all"}, none, func(client, server net.Conn) {
			go func() {
				http.ReadRequest(bufio.NewReader(server))
				io.WriteString(server, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"+strings.Repeat("some text\n", 3000))
				server.Close()
			}()
			io.WriteString(client, "GET /all HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
			io.Copy(io.Discard, client)
			client.Close()
		})
		talk("two at once", 443, []string{"/1,/2"}, none, func(client, server net.Conn) {
			go func() {
				in := bufio.NewReader(server)
				http.ReadRequest(in)
				http.ReadRequest(in)
				io.WriteString(server, strings.Repeat("HTTP/1.1 204 No Content\r\n\r\n", 2))
				server.Close()
			}()
			io.WriteString(client, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
			io.Copy(io.Discard, client)
			client.Close()
		})
		lines := func(client, server net.Conn) { // each says something in turn
			go func() {
				b := make([]byte, 100)
				io.WriteString(server, "+OK ready\r\n")
				server.Read(b)
				io.WriteString(server, "+OK bye\r\n")
				server.Close()
			}()
			in := bufio.NewReader(client)
			in.ReadString('\n')
			io.WriteString(client, "USER me\r\n")
			io.Copy(io.Discard, in)
			client.Close()
		}
		talk("POP", 995, nil, none, lines)
		talk("unknown", 4445, nil, none, lines)
	}
}

// checkOpened opens the records in packets and compares what is in them.
func checkOpened(t *testing.T, keys *bytes.Buffer, packets [][]byte, want []string) {
	t.Helper()
	path := checkRequests(t, keys, packets, want)
	if strings.Contains(oracle.Version(), " 4.0.") {
		sameDecodedAs(t, 1, inOrder(packets...), []string{oracle.KeyLog(path)}, "tls", "http", "tcp", "_ws", "frame.protocols", "x509", "data", "pop")
	}
}

// checkRequests compares the requests in records with those that were sent, and returns the path of the key log.
func checkRequests(t *testing.T, keys *bytes.Buffer, packets [][]byte, want []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.log")
	if err := os.WriteFile(path, keys.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	frames, err := oracle.Frames(writeMade(t, 1, inOrder(packets...)))
	if err != nil {
		t.Fatal(err)
	}
	uri, _ := dissect.Lookup("http.request.uri")
	var uris []string
	for _, row := range oracle.Ours(frames, []dissect.ID{uri}, oracle.KeyLog(path)) {
		if row[0] != "" {
			uris = append(uris, row[0])
		}
	}
	if !slices.Equal(uris, want) {
		t.Errorf("requests %q, want %q", uris, want)
	}
	for _, row := range oracle.Ours(frames, []dissect.ID{uri}) {
		if row[0] != "" {
			t.Fatalf("without secrets there is a request %q", row[0])
		}
	}
	return path
}
