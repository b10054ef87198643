package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb/internal/testcapture"
)

// withInterfaces is a pcapng file with n interfaces, named after the file, and a packet of each of some.
func withInterfaces(file string, n int, packets ...int) []byte {
	f := testcapture.NewPcapng()
	for i := range n {
		name := fmt.Sprintf("%s%05d", file, i)
		body := append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, byte(len(name)), 0}, name...)
		f.Block(1, append(body, make([]byte, -len(name)&3+4)...))
	}
	for _, iface := range packets {
		f.Block(6, append(binary.LittleEndian.AppendUint32(nil, uint32(iface)), make([]byte, 16)...))
	}
	return f
}

// TestMergeManyInterfaces merges files that together have more interfaces than rows can number: those that are alike count once,
// and where there are still too many, the load says so.
func TestMergeManyInterfaces(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var alike, different []string
	for i := range 8 {
		alike = append(alike, write(fmt.Sprintf("alike%d", i), withInterfaces("a", 10_000, 0, 5000, 9999)))
		different = append(different, write(fmt.Sprintf("different%d", i), withInterfaces(string(rune('a'+i)), 10_000, 0, 5000, 9999)))
	}
	c, errs := Load(context.Background(), Options{NoCache: true}, alike...)
	if len(errs) > 0 || c.N != 24 {
		t.Fatal(errs)
	}
	for i := range c.N {
		if got, want := c.Info.Interfaces[c.Iface[i]].Name, []string{"a00000", "a05000", "a09999"}[i%3]; got != want {
			t.Errorf("packet %d is of interface %s, want %s", i, got, want)
		}
	}
	c, errs = Load(context.Background(), Options{NoCache: true}, different[:6]...)
	if len(errs) > 0 || len(c.Info.Interfaces) != 60_000 || c.Info.Interfaces[c.Iface[17]].Name != "f09999" {
		t.Errorf("%v", errs)
	}
	if c, errs = Load(context.Background(), Options{NoCache: true}, different...); c != nil || len(errs) != 1 || !strings.Contains(errs[0].Error(), "65536 interfaces") {
		t.Errorf("%v", errs)
	}
}

// TestMergeComments merges files with comments: each packet keeps its own.
func TestMergeComments(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for i := range 3 {
		r := testcapture.Repeated{Comments: 2, Frames: func(n int) (frames [][]byte) {
			for range n {
				frames = append(frames, testcapture.UDP(uint16(1000+i), 7000, nil))
			}
			return frames
		}}
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, bytes.ReplaceAll(r.File(5), []byte("a\x00\x00\x00"), []byte{byte('a' + i), 0, 0, 0}), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	c, errs := Load(context.Background(), Options{NoCache: true}, paths...)
	if len(errs) > 0 || c.N != 15 || c.Info.CommentCount() != 30 {
		t.Fatalf("%v: %d packets, %d comments", errs, c.N, c.Info.CommentCount())
	}
	for i := range c.N {
		letter := string(rune('a' + c.PortSrc[i] - 1000))
		if got := c.Comment(i); got != letter+"\n"+letter {
			t.Errorf("packet %d of %s has comments %q", i, letter, got)
		}
	}
}
