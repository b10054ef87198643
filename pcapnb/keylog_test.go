package pcapnb

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/tlskeys/tlstalk"
)

// opened are the ways to give the secrets of a connection: a key log, and the blocks of pcapng.
func opened(t *testing.T) (plain, keyLog, withSecrets string) {
	t.Helper()
	var keys bytes.Buffer
	client, server := tlstalk.Configs(&keys)
	packets, err := tlstalk.Talk(443, client, server, tlstalk.Browse)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("plain.pcapng", pcapngWith(packets, nil)), write("keys.log", keys.Bytes()), write("secrets.pcapng", pcapngWith(packets, keys.Bytes()))
}

// pcapngWith is a capture with a block of secrets, where there are any.
func pcapngWith(packets [][]byte, secrets []byte) []byte {
	le := binary.LittleEndian
	block := func(b []byte, kind uint32, body []byte) []byte {
		body = append(body, make([]byte, -len(body)&3)...)
		b = le.AppendUint32(le.AppendUint32(b, kind), uint32(12+len(body)))
		return le.AppendUint32(append(b, body...), uint32(12+len(body)))
	}
	b := block(nil, 0x0a0d0d0a, []byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	b = block(b, 1, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	if secrets != nil {
		b = block(b, 10, append(le.AppendUint32(le.AppendUint32(nil, 0x544c534b), uint32(len(secrets))), secrets...))
	}
	for i, p := range packets {
		head := make([]byte, 20)
		le.PutUint32(head[8:], uint32(1000*i))
		le.PutUint32(head[12:], uint32(len(p)))
		le.PutUint32(head[16:], uint32(len(p)))
		b = block(b, 6, append(head, p...))
	}
	return b
}

// TestKeyLog loads a capture of TLS with its secrets: the requests in it are those that were sent, also through tshark, whichever
// way the secrets are given, and without them there are none. None of them is in the cache.
func TestKeyLog(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("PCAPNB_CACHE", cache)
	plain, keyLog, withSecrets := opened(t)
	load := func(options LoadOptions, path string) Packets {
		ps, err := LoadContext(t.Context(), options, path)
		if err != nil {
			t.Fatal(err)
		}
		return ps
	}
	requests := func(ps Packets) (uris []string) {
		var b strings.Builder
		if err := ps.Where("http.request").Fields("http.request.uri").WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		return strings.Fields(b.String())[1:]
	}
	if got := requests(load(LoadOptions{}, plain)); len(got) > 0 {
		t.Errorf("without secrets there are requests %q", got)
	}
	want := append(slices.Clone(tlstalk.Paths), "/7")
	byLog, bySecrets := load(LoadOptions{KeyLog: keyLog}, plain), load(LoadOptions{}, withSecrets)
	for name, ps := range map[string]Packets{"key log": byLog, "secrets in the file": bySecrets} {
		if got := requests(ps); !slices.Equal(got, want) {
			t.Errorf("%s: requests %q, want %q", name, got, want)
		}
	}
	foreign := "http.request.line,_ws.expert.message" // the second only tshark knows
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Log("tshark is not installed: what it is told of secrets is not compared")
	} else {
		for name, ps := range map[string]Packets{"key log": byLog, "secrets in the file": bySecrets} {
			if text := ps.Fields(strings.Split(foreign, ",")...).String(); !strings.Contains(text, "GET /3000 HTTP/1.1") {
				t.Errorf("%s: tshark shows no request:\n%.500s", name, text)
			}
		}
	}
	filepath.WalkDir(cache, func(path string, e os.DirEntry, err error) error {
		if b, _ := os.ReadFile(path); bytes.Contains(b, []byte("CLIENT_TRAFFIC")) || bytes.Contains(b, []byte("/chunks")) {
			t.Errorf("%s holds secrets, or what they opened", path)
		}
		return nil
	})
	if _, err := LoadContext(t.Context(), LoadOptions{KeyLog: plain}, plain); err == nil || !strings.Contains(err.Error(), "no line of it has a secret") {
		t.Errorf("a key log that is none: %v", err)
	}
}
