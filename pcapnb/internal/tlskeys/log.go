package tlskeys

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
)

// Labels of the lines of a key log, draft-ietf-tls-keylogfile.
const (
	Master          = "CLIENT_RANDOM" // the master secret of TLS 1.2 and before
	ClientHandshake = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
	ServerHandshake = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
	ClientTraffic   = "CLIENT_TRAFFIC_SECRET_0"
	ServerTraffic   = "SERVER_TRAFFIC_SECRET_0"
)

// Bounds on a key log: bytes of its file, of a line, and of a secret.
const (
	maxLog    = 64 << 20
	maxLine   = 512
	maxSecret = 64
)

// A Log holds secrets. The zero value, and nil, hold none.
type Log struct {
	Path    string // of the file it was read from, "" for none
	secrets map[name][]byte
}

// A name is what a secret is found by: its label and the random value of the client's hello.
type name struct {
	label  string
	random [32]byte
}

// Read reads the key log in a file.
func Read(path string) (*Log, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("key log: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key log %s: not a file", path)
	}
	if info.Size() > maxLog {
		return nil, fmt.Errorf("key log %s: %d MiB, more than the %d MiB that are read", path, info.Size()>>20, maxLog>>20)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key log: %w", err)
	}
	l := &Log{}
	if l.Path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("key log: %w", err)
	}
	l.Add(b)
	if l.Len() == 0 {
		return nil, fmt.Errorf("key log %s: no line of it has a secret of TLS, as %s and two values in hexadecimal", path, Master)
	}
	return l, nil
}

// Add notes the secrets in the text of a key log. As in Wireshark, lines that hold none are passed over.
func (l *Log) Add(text []byte) {
	for line := range bytes.Lines(text) {
		if len(line) <= maxLine {
			l.addLine(bytes.Fields(line))
		}
	}
}

// addLine notes what a line has in its first three words. As in Wireshark the secret ends with its last pair of digits, whatever follows.
func (l *Log) addLine(words [][]byte) {
	if len(words) < 3 {
		return
	}
	n := name{label: known(string(words[0]))}
	if n.label == "" || len(words[1]) != 2*len(n.random) || len(words[2]) > 2*maxSecret+1 {
		return
	}
	secret := make([]byte, len(words[2])/2)
	_, err := hex.Decode(n.random[:], words[1])
	size, _ := hex.Decode(secret, words[2][:2*len(secret)])
	if err != nil || size == 0 {
		return
	}
	secret = secret[:size]
	if l.secrets == nil {
		l.secrets = make(map[name][]byte)
	}
	l.secrets[n] = secret
}

// known returns the label, "" where it is none of the above: as one string for all lines.
func known(label string) string {
	for _, l := range [...]string{Master, ClientHandshake, ServerHandshake, ClientTraffic, ServerTraffic} {
		if l == label {
			return l
		}
	}
	return ""
}

// Join returns a log with the secrets of both, either of which may be nil.
func (l *Log) Join(other *Log) *Log {
	if l.Len() == 0 || l == other {
		return other
	}
	if other.Len() == 0 {
		return l
	}
	both := &Log{cmp.Or(l.Path, other.Path), maps.Clone(l.secrets)}
	maps.Copy(both.secrets, other.secrets)
	return both
}

// Len returns how many secrets there are.
func (l *Log) Len() int {
	if l == nil {
		return 0
	}
	return len(l.secrets)
}

// Secret returns the secret of a label for the connection whose client's hello has a random value, or nil.
func (l *Log) Secret(label string, random []byte) []byte {
	n := name{label: label}
	if l == nil || copy(n.random[:], random) != len(n.random) {
		return nil
	}
	return l.secrets[n]
}
