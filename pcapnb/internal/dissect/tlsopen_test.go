package dissect_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
	"netlab/pcapnb/internal/tlskeys"
	"netlab/pcapnb/internal/tlskeys/tlstalk"
)

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
			client, server := tlstalk.Configs(&keys)
			client.MaxVersion = k.version
			if k.suite != 0 {
				client.CipherSuites = []uint16{k.suite}
				server.CipherSuites = client.CipherSuites
			}
			checkOpened(t, &keys, talked(t, 443, client, server, tlstalk.Browse), append(slices.Clone(tlstalk.Paths), "/7"))
		})
	}
}

// TestOpenedConnections opens connections of other kinds: resumed ones, with a client's certificate, on a port that says nothing
// with and without ALPN, of mail, and of what nobody knows.
func TestOpenedConnections(t *testing.T) {
	all := append(slices.Clone(tlstalk.Paths), "/7")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		name := tls.VersionName(version) + " "
		talk := func(about string, port uint16, want []string, change func(client, server *tls.Config), talks ...func(client, server net.Conn)) {
			t.Run(name+about, func(t *testing.T) {
				var keys bytes.Buffer
				client, server := tlstalk.Configs(&keys)
				client.MaxVersion = version
				change(client, server)
				var packets [][]byte
				for _, talk := range talks {
					packets = append(packets, talked(t, port, client, server, talk)...)
				}
				if about == "resumed" && version == tls.VersionTLS12 {
					checkRequests(t, &keys, packets, want) // which tshark leaves closed: the answer has another ticket
				} else {
					checkOpened(t, &keys, packets, want)
				}
			})
		}
		none := func(client, server *tls.Config) {}
		talk("resumed", 443, append(all[:len(all):len(all)], all...), func(client, server *tls.Config) { client.ClientSessionCache = tls.NewLRUClientSessionCache(1) }, tlstalk.Browse, tlstalk.Browse)
		talk("client's certificate", 443, all, func(client, server *tls.Config) {
			client.Certificates, server.ClientAuth = tlstalk.Certificates()[1:], tls.RequireAnyClientCert
		}, tlstalk.Browse)
		talk("any port", 4444, all, none, tlstalk.Browse)
		talk("ALPN", 4444, all, func(client, server *tls.Config) {
			client.NextProtos = []string{"http/1.1"}
			server.NextProtos = client.NextProtos
		}, tlstalk.Browse)
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
		names := func(client, server net.Conn) { // DNS, whose questions have one number on every connection
			const question = "\x01a\x07example\x00\x00\x01\x00\x01"
			go func() {
				io.ReadFull(server, make([]byte, 2+12+len(question)))
				io.WriteString(server, "\x00\x2b\x00\x07\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"+question+"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07")
				server.Close()
			}()
			io.WriteString(client, "\x00\x1b\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"+question)
			io.Copy(io.Discard, client)
			client.Close()
		}
		talk("DNS", 853, nil, none, names, names)
		talk("POP", 995, nil, none, lines)
		talk("unknown", 4445, nil, none, lines)
	}
}

// talked is what crosses the wire as a client and a server talk.
func talked(t *testing.T, port uint16, client, server *tls.Config, talk func(client, server net.Conn)) [][]byte {
	t.Helper()
	packets, err := tlstalk.Talk(port, client, server, talk)
	if err != nil {
		t.Fatal(err)
	}
	return packets
}

// oneConn is a listener to whom one client has come.
type oneConn chan net.Conn

func (c oneConn) Accept() (net.Conn, error) {
	if conn, ok := <-c; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (c oneConn) Close() error {
	close(c)
	return nil
}

func (c oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// TestOpenedHTTP2 opens a connection of HTTP/2, that of Go's own net/http.
func TestOpenedHTTP2(t *testing.T) {
	var keys bytes.Buffer
	client, server := tlstalk.Configs(&keys)
	client.NextProtos, server.NextProtos = []string{"h2"}, []string{"h2"}
	packets := talked(t, 443, client, server, func(client, server net.Conn) {
		conns := make(oneConn, 1)
		conns <- server
		web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			io.WriteString(w, strings.Repeat("some text\n", 2000))
		})}
		go web.Serve(conns)
		client.(*tls.Conn).Handshake()
		browser := http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true,
			DialTLSContext: func(context.Context, string, string) (net.Conn, error) { return client, nil }}}
		for _, path := range []string{"/one", "/two"} {
			if answer, err := browser.Get("https://www.example.com" + path); err != nil {
				t.Error(err)
			} else {
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		}
		client.Close()
		web.Shutdown(t.Context())
	})
	path := checkField(t, "http2.headers.path", &keys, packets, []string{"/one", "/two"})
	if strings.Contains(oracle.Version(), " 4.0.") {
		sameDecodedAs(t, 1, inOrder(packets...), []string{oracle.KeyLog(path)}, "tls", "http2", "tcp", "_ws", "frame.protocols")
	}
}

// checkOpened opens the records in packets and compares what is in them.
func checkOpened(t *testing.T, keys *bytes.Buffer, packets [][]byte, want []string) {
	t.Helper()
	path := checkRequests(t, keys, packets, want)
	if strings.Contains(oracle.Version(), " 4.0.") {
		sameDecodedAs(t, 1, inOrder(packets...), []string{oracle.KeyLog(path)}, "tls", "http", "tcp", "_ws", "frame.protocols", "x509", "data", "pop", "dns")
	}
}

// checkRequests compares the requests in records with those that were sent, and returns the path of the key log.
func checkRequests(t *testing.T, keys *bytes.Buffer, packets [][]byte, want []string) string {
	t.Helper()
	return checkField(t, "http.request.uri", keys, packets, want)
}

// checkField does so with the requests that a field says.
func checkField(t *testing.T, field string, keys *bytes.Buffer, packets [][]byte, want []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.log")
	if err := os.WriteFile(path, keys.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	frames, err := oracle.Frames(writeMade(t, 1, inOrder(packets...)))
	if err != nil {
		t.Fatal(err)
	}
	uri, ok := dissect.Lookup(field)
	if !ok {
		t.Fatalf("no field %s", field)
	}
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

// A sealer protects the records of one side as TLS_AES_128_GCM_SHA256 does, RFC 8446 section 5.2.
type sealer struct {
	secret []byte
	seq    uint64
}

func (s *sealer) record(kind byte, padding int, content []byte) []byte {
	key, iv := tlskeys.ExpandLabel(sha256.New, s.secret, "key", 16), tlskeys.ExpandLabel(sha256.New, s.secret, "iv", 12)
	block, _ := aes.NewCipher(key)
	aead, _ := cipher.NewGCM(block)
	for i := range 8 {
		iv[4+i] ^= byte(s.seq >> (56 - 8*i))
	}
	s.seq++
	inner := append(append(slices.Clone(content), kind), make([]byte, padding)...)
	head := []byte{23, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(head[3:], uint16(len(inner)+aead.Overhead()))
	return aead.Seal(slices.Clone(head), iv, inner, head)
}

// update changes the keys, RFC 8446 section 7.2.
func (s *sealer) update() {
	s.secret, s.seq = tlskeys.ExpandLabel(sha256.New, s.secret, "traffic upd", len(s.secret)), 0
}

// message is a handshake message.
func message(kind byte, parts ...string) []byte {
	body := strings.Join(parts, "")
	return append([]byte{kind, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// sealedTalk is a connection of TLS 1.3 with what Go's own does not send: a request for a certificate with a context, messages cut
// at records, padding, new keys on both sides, and a record that does not open. It returns the packets and the key log.
func sealedTalk() (packets [][]byte, keys string) { return sealedTalkWith(nil) }

// sealedTalkWith is one that ends with what more sends.
func sealedTalkWith(more func(send func(dir int, kind byte, content []byte))) (packets [][]byte, keys string) {
	random := strings.Repeat("r", 32)
	record := func(m []byte) []byte {
		return append([]byte{22, 3, 3, byte(len(m) >> 8), byte(len(m))}, m...)
	}
	hello := func(kind byte, ciphers, versions string) []byte {
		extensions := "\x00\x2b\x00" + string(rune(len(versions))) + versions
		return record(message(kind, "\x03\x03", random, "\x00", ciphers, "\x00"+string(rune(len(extensions))), extensions))
	}
	var sides [2]sealer
	secrets := func(labels ...string) {
		for i, label := range labels {
			sides[i] = sealer{secret: bytes.Repeat([]byte{byte(len(label))}, 32)}
			keys += fmt.Sprintf("%s %x %x\n", label, random, sides[i].secret)
		}
	}
	w := tlstalk.NewWire(443)
	w.Send(0, hello(1, "\x00\x02\x13\x01\x01\x00", "\x02\x03\x04"))
	w.Send(1, hello(2, "\x13\x01\x00", "\x03\x04"))
	secrets(tlskeys.ClientHandshake, tlskeys.ServerHandshake)
	client, server := &sides[0], &sides[1]
	flight := slices.Concat(message(8, "\x00\x00"), message(13, "\x03ctx", "\x00\x08", "\x00\x0d\x00\x04\x00\x02\x08\x04"), message(11, "\x00", "\x00\x00\x00"), message(20, strings.Repeat("f", 32)))
	w.Send(1, slices.Concat(server.record(22, 0, flight[:50]), server.record(22, 7, flight[50:])))
	w.Send(0, slices.Concat(client.record(22, 0, message(11, "\x03ctx", "\x00\x00\x00")), client.record(22, 100, message(20, strings.Repeat("f", 32)))))
	secrets(tlskeys.ClientTraffic, tlskeys.ServerTraffic)
	w.Send(0, client.record(23, 3, []byte("GET /before HTTP/1.1\r\nHost: a\r\n\r\n")))
	w.Send(1, server.record(23, 0, []byte("HTTP/1.1 204 No Content\r\n\r\n")))
	w.Send(1, server.record(22, 0, message(24, "\x01")))
	server.update()
	w.Send(0, client.record(22, 0, message(24, "\x00")))
	client.update()
	w.Send(0, client.record(23, 0, []byte("GET /after HTTP/1.1\r\nHost: a\r\n\r\n")))
	w.Send(1, append(server.record(23, 0, []byte("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")), server.record(23, 0, []byte("yes"))...))
	w.Send(0, (&sealer{secret: make([]byte, 32)}).record(23, 0, []byte("with other keys")))
	if more != nil {
		more(func(dir int, kind byte, content []byte) { w.Send(dir, sides[dir].record(kind, 0, content)) })
	}
	w.Send(0, client.record(21, 0, []byte{1, 0}))
	return w.Packets(), keys
}

func TestSealedTalk(t *testing.T) {
	packets, keys := sealedTalk()
	checkOpened(t, bytes.NewBufferString(keys), packets, []string{"/before", "/after"})
}

// openedTalks are connections of several kinds, and their secrets.
func openedTalks(t *testing.T) (packets [][]byte, as dissect.DecodeAs) {
	t.Setenv("GODEBUG", "tlsrsakex=1")
	packets, keys := sealedTalk()
	log := bytes.NewBufferString(keys)
	for _, suite := range []uint16{0, tls.TLS_RSA_WITH_AES_128_GCM_SHA256} {
		client, server := tlstalk.Configs(log)
		client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
		server.ClientAuth, client.Certificates = tls.RequireAnyClientCert, tlstalk.Certificates()[1:]
		if suite != 0 {
			client.MaxVersion, client.CipherSuites, server.CipherSuites = tls.VersionTLS12, []uint16{suite}, []uint16{suite}
		}
		packets = append(packets, talked(t, 443, client, server, tlstalk.Browse)...)
	}
	as.Keys = new(tlskeys.Log)
	as.Keys.Add(log.Bytes())
	return packets, as
}

// TestSealedGarbage opens records whose contents are chosen at random: nothing panics, and what comes after them is opened.
func TestSealedGarbage(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []byte{0, 3, 4, 5, 8, 11, 12, 13, 14, 15, 16, 19, 22, 25, 67} // but hellos and those that change the keys
	packets, keys := sealedTalkWith(func(send func(dir int, kind byte, content []byte)) {
		for range 3000 {
			content := make([]byte, random.IntN(80))
			for i := range content {
				content[i] = byte(random.IntN(256))
			}
			kind := byte(20 + random.IntN(4))
			if len(content) > 4 && kind == 22 {
				content[0], content[1], content[2], content[3] = kinds[random.IntN(len(kinds))], 0, 0, byte(len(content)-4)
			}
			send(random.IntN(2), kind, content)
		}
	})
	var as dissect.DecodeAs
	as.Keys = new(tlskeys.Log)
	as.Keys.Add([]byte(keys))
	session := dissect.New(dissect.NewSet(dissect.All()...)).DecodeAs(as)
	contents := make(map[string]int)
	for i, b := range packets {
		var out dissect.Fields
		session.Dissect(&dissect.Frame{Number: i + 1, Link: 1, Length: len(b), Data: b}, &out)
		for _, v := range out.Values {
			if v.ID.String() == "tls.record.content_type" {
				contents[string(v.AppendText(nil))]++
			}
		}
	}
	for _, kind := range []string{"20", "21", "22", "23"} {
		if contents[kind] < 600 {
			t.Errorf("%d records of kind %s were opened, of some 750", contents[kind], kind)
		}
	}
}
