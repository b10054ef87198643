package tlskeys

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPRF checks the function of TLS 1.2 with the vector that the TLS working group's list has for SHA-256, and the keys of
// TLS 1.3 with RFC 8448 section 3.
func TestPRF(t *testing.T) {
	secret := unhex(t, "9bbe436ba940f017b17652849a71db35")
	seed := unhex(t, "a0ba9f936cda311827a6f796ffd5198c")
	want := unhex(t, "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a")
	if got := prfOf(v12, suites[0x009c].prf)(secret, "test label", seed, 32); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
	server := unhex(t, "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
	h := suites[0x1301].prf
	if key, want := ExpandLabel(h, server, "key", 16), unhex(t, "3fce516009c21727d0f2e4e86ee403bc"); !bytes.Equal(key, want) {
		t.Errorf("key %x, want %x", key, want)
	}
	if iv, want := ExpandLabel(h, server, "iv", 12), unhex(t, "5d313eb2671276ee13000b30"); !bytes.Equal(iv, want) {
		t.Errorf("iv %x, want %x", iv, want)
	}
}

// TestCCM opens example 3 of NIST SP 800-38C.
func TestCCM(t *testing.T) {
	from := func(first, n int) (b []byte) {
		for i := range n {
			b = append(b, byte(first+i))
		}
		return b
	}
	block, err := aes.NewCipher(from(0x40, 16))
	if err != nil {
		t.Fatal(err)
	}
	c, sealed := ccm{block, 8}, unhex(t, "e3b201a9 f5b71a7a 9b1ceaec cd97e70b 6176aad9 a4428aa5 484392fb c1b09951")
	if plain, err := c.open(from(0x10, 12), sealed, from(0, 20)); err != nil || !bytes.Equal(plain, from(0x20, 24)) {
		t.Errorf("%x, %v", plain, err)
	}
	for i := range sealed {
		sealed[i] ^= 1
		if _, err := c.open(from(0x10, 12), sealed, from(0, 20)); err == nil {
			t.Errorf("opens with another byte %d", i)
		}
		sealed[i] ^= 1
	}
}

func TestLog(t *testing.T) {
	random := strings.Repeat("0a", 32)
	text := "# a comment\r\n" +
		Master + " " + random + " " + strings.Repeat("0b", 48) + "\r\n" +
		"CLIENT_RANDOM 0a 0b\n" + // too short
		"CLIENT_RANDOM " + strings.Repeat("zz", 32) + " 0b\n" +
		"SOMETHING_ELSE " + random + " 0b\n" +
		ClientTraffic + " " + random + " " + strings.Repeat("0c", 65) + "\n" + // too long
		ServerTraffic + " " + random + " 0d"
	path := filepath.Join(t.TempDir(), "keys.log")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if l.Len() != 2 || len(l.Secret(Master, unhex(t, random))) != 48 || len(l.Secret(ServerTraffic, unhex(t, random))) != 1 {
		t.Errorf("%d secrets, want a master secret and one of traffic", l.Len())
	}
	if l.Secret(Master, []byte{1}) != nil || (*Log)(nil).Secret(Master, unhex(t, random)) != nil {
		t.Error("a secret for a random value of another length, or of no log")
	}
	if both := l.Join(l); both != l {
		t.Error("a log joined with itself is another one")
	}
	long := &Log{}
	long.Add([]byte(Master + " " + random + " 0b" + strings.Repeat(" ", maxLine)))
	if long.Len() != 0 {
		t.Error("a line that is too long is read")
	}
	other := &Log{}
	other.Add([]byte(ClientTraffic + " " + random + " 0e"))
	if both := l.Join(other); both.Len() != 3 || both.Path != l.Path || l.Len() != 2 {
		t.Errorf("%d secrets of both, from %q", both.Len(), both.Path)
	}
}

func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{empty: "no line of it has a secret", dir: "not a file", filepath.Join(dir, "none"): "no such file"} {
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// TestOpenGarbage opens what is no record of the keys: nothing may panic, and nothing opens.
func TestOpenGarbage(t *testing.T) {
	master, random := bytes.Repeat([]byte{1}, 48), bytes.Repeat([]byte{2}, 32)
	for id, s := range suites {
		var openers []*Opener
		if id>>8 == 0x13 {
			openers = append(openers, New13(id, make([]byte, s.prf().Size())))
		} else {
			for version := uint16(v10); version <= v12; version++ {
				for _, last := range []bool{false, true} {
					one := Session{Version: version, Suite: id, Master: master, Client: random, Server: random, MACLast: last}
					c, s := one.Openers()
					openers = append(openers, c, s)
				}
			}
		}
		for _, o := range openers {
			for n := range 100 {
				if plain, _, ok := o.Open([]byte{23, 3, 3, 0, byte(n)}, bytes.Repeat([]byte{byte(n)}, n)); ok {
					t.Fatalf("suite %#04x: %d bytes open as %x", id, n, plain)
				}
			}
		}
	}
}
