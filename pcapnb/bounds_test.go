package pcapnb

import (
	"bytes"
	"encoding/binary"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/testcapture"
)

// largestAllocation returns the size of the largest single allocation on the heap while f runs, and where it was.
func largestAllocation(f func()) (size int64, where string) {
	old := runtime.MemProfileRate
	runtime.MemProfileRate = 1
	defer func() { runtime.MemProfileRate = old }()
	type place struct {
		stack [32]uintptr
		each  int64 // bytes: the runtime counts each size by itself
	}
	before := make(map[place]int64)
	for _, r := range memProfile() {
		before[place{r.Stack0, r.AllocBytes / max(r.AllocObjects, 1)}] = r.AllocObjects
	}
	f()
	for _, r := range memProfile() {
		each := r.AllocBytes / max(r.AllocObjects, 1)
		if r.AllocObjects > before[place{r.Stack0, each}] && each > size {
			size, where = each, ""
			frames := runtime.CallersFrames(r.Stack())
			for {
				frame, more := frames.Next()
				where += frame.Function + " "
				if !more {
					break
				}
			}
		}
	}
	return size, where
}

func memProfile() []runtime.MemProfileRecord {
	runtime.GC() // the profile is that of the last but one
	runtime.GC()
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+200)
	n, _ = runtime.MemProfile(records, true)
	return records[:n]
}

// bigBlock is a pcapng file with one packet of size bytes after a block of as many that nobody knows.
func bigBlock(size int) []byte {
	f := testcapture.NewPcapng()
	f.Block(1, []byte{101, 0, 0, 0, 0, 0, 0, 0})
	f.Block(0x0bad, make([]byte, size))
	f.Block(3, []byte{20, 0, 0, 0, 0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2})
	return f
}

// wideFrame is a zstd frame of a single block that nobody packed, with a window of 128 MiB (RFC 8878 section 3.1.1).
func wideFrame(data []byte) []byte {
	size := len(data)<<3 | 1
	return append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, 0x88, byte(size), byte(size >> 8), byte(size >> 16)}, data...)
}

// TestLargestAllocation reads large, packed and strange captures: nothing larger than 16 MiB is allocated at once. The
// columns of large captures lie outside the heap, in memory that is only used as far as there are packets.
func TestLargestAllocation(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		overwrite(t, path, data)
		return path
	}
	paths := []string{"../testdata/morning.pcap", "../testdata/ten-cut.pcap",
		write("plain.pcap", testcapture.Pcap(20_000, 1000)), write("empty-packets.pcap", testcapture.Pcap(500_000, 0)), write("packed.pcap.gz", testcapture.Gzip(testcapture.Pcap(40_000, 1000))),
		write("window.pcap.zst", wideFrame(testcapture.Pcap(1, 28))), write("window.pcapng.zst", wideFrame(bigBlock(100_000))),
		write("comments.pcapng", testcapture.Repeated{Comments: 1, Frames: func(int) [][]byte { return [][]byte{testcapture.UDP(1, 2, nil)} }}.File(1_000_000)),
		write("block.pcapng", bigBlock(16<<20-16)), write("block.pcapng.gz", testcapture.Gzip(bigBlock(16<<20-16))), write("block.pcapng.zst", testcapture.Zstd(bigBlock(16<<20-16)))}
	t.Setenv("PCAPNB_CACHE", "off")
	for _, path := range paths {
		packets := 0
		size, where := largestAllocation(func() {
			ps, _ := Load(path)
			packets = len(ps)
		})
		if size > 16<<20 {
			t.Errorf("%s: %d bytes allocated at once in %s", filepath.Base(path), size, where)
		}
		if packets == 0 {
			t.Errorf("%s: no packets", path)
		}
		t.Logf("%s: %d packets, at most %d bytes at once", filepath.Base(path), packets, size)
	}
}

// TestNothingIsPrinted decodes every packet of testdata, and one that makes gopacket print, with the standard outputs
// watched.
func TestNothingIsPrinted(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = file, file
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	paths, _ := filepath.Glob("../testdata/*.pcap*")
	for _, path := range paths {
		ps, _ := Load(path)
		for _, p := range ps.Head(100) {
			p.Layers()
			everyField(t, p)
		}
	}
	gtp := bytes.Repeat([]byte{0x34, 0xff, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0x85, 0xff}, 3)
	decodeOne(linkEthernet, 100, ethernetUDP(2152, gtp))[0].Layers()
	file.Seek(0, io.SeekStart)
	if printed, err := io.ReadAll(file); err != nil || len(printed) > 0 {
		t.Errorf("printed %q (%v)", printed, err)
	}
}

// TestNoSocket holds what reads captures away from the network: packages that cannot open a socket, and in this one the
// files that may.
func TestNoSocket(t *testing.T) {
	for _, pkg := range []string{"capfile", "dissect", "dfilter", "bpf", "safe", "caret"} {
		out, err := exec.Command("go", "list", "-deps", "netlab/pcapnb/internal/"+pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, not := range []string{"net", "net/http", "os/exec", "crypto/tls"} {
			if slices.Contains(strings.Fields(string(out)), not) {
				t.Errorf("internal/%s depends on %s", pkg, not)
			}
		}
	}
	asks := []string{"Dial", "DialTimeout", "DialTCP", "DialUDP", "Listen", "ListenPacket", "Resolver", "DefaultResolver", "Dialer",
		"LookupAddr", "LookupHost", "LookupIP", "LookupCNAME", "LookupMX", "LookupNS", "LookupPort", "LookupSRV", "LookupTXT"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range []string{"capture", "wire"} {
		inside, err := filepath.Glob("internal/" + pkg + "/*.go")
		if err != nil || len(inside) == 0 {
			t.Fatal("no files in", pkg, err)
		}
		files = append(files, inside...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "names.go" || name == "names_lookup.go" { // ask the DNS where PCAPNB_LIVE=1 says so
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if from, ok := s.X.(*ast.Ident); ok && from.Name == "net" && slices.Contains(asks, s.Sel.Name) {
				t.Errorf("%s uses net.%s", name, s.Sel.Name)
			}
			return true
		})
	}
}

// TestSecretsStayBehind writes a capture with decryption secrets out in every form: none has them, the cache neither.
func TestSecretsStayBehind(t *testing.T) {
	const secret = "CLIENT_RANDOM c0ffee deadbeef"
	le := binary.LittleEndian
	body := append(le.AppendUint32(le.AppendUint32(nil, 0x544c534b), uint32(len(secret))), secret...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	file, err := os.ReadFile("../testdata/ten.pcapng")
	if err != nil {
		t.Fatal(err)
	}
	first := le.Uint32(file[4:]) // behind the section header
	block := le.AppendUint32(append(le.AppendUint32(le.AppendUint32(nil, 10), uint32(12+len(body))), body...), uint32(12+len(body)))
	file = slices.Concat(file[:first], block, file[first:])
	dir := useCache(t)
	path := filepath.Join(t.TempDir(), "secrets.pcapng.gz")
	overwrite(t, path, testcapture.Gzip(file))
	ps := MustLoad(path)
	if ps.Report().Secrets != 1 || len(ps) != 10 {
		t.Fatalf("%d packets and %d secrets", len(ps), ps.Report().Secrets)
	}
	var out bytes.Buffer
	for _, write := range []func() error{func() error { return ps.WritePcapTo(&out) }, func() error { return ps.WritePcapngTo(&out) },
		func() error { return ps.WriteCSV(&out) }, func() error { return ps.Table().WriteJSONLines(&out) }} {
		if err := write(); err != nil && !strings.Contains(err.Error(), "nanoseconds") {
			t.Fatal(err)
		}
	}
	out.WriteString(ps.HTML() + ps.Report().String())
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out.Write(data)
	}
	if bytes.Contains(out.Bytes(), []byte("c0ffee")) {
		t.Error("the secret came out")
	}
}
