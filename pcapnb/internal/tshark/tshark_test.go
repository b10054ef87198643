package tshark

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const testdata = "../../../testdata"

// installed returns the tshark of this machine, and skips the test where there is none.
func installed(t *testing.T) *Program {
	t.Helper()
	t.Setenv("PCAPNB_TSHARK", "")
	p, err := Find("")
	if errors.Is(err, ErrMissing) {
		t.Skip("skipped: needs tshark")
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// script makes a program that a test has tshark be.
func script(t *testing.T, body string) *Program {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: needs a shell")
	}
	path := filepath.Join(t.TempDir(), "tshark")
	text := "#!/bin/sh\ncase $1 in\n--version) echo 'TShark (Wireshark) 9.8.7 (x).';;\n-G) printf 'P\\tOne\\tone\\nF\\tTwo\\tone.two\\tFT_UINT8\\tone\\tBASE_HEX\\t0x0\\t\\n';;\n*) " + body + ";;\nesac\n"
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PCAPNB_TSHARK", path)
	p, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cells reads fields of all frames.
func cells(p *Program, in Input, filter string, fields ...string) ([][]string, error) {
	var rows [][]string
	err := p.Read(context.Background(), in, filter, fields, func(cells [][]byte) error {
		var row []string
		for _, c := range cells {
			row = append(row, string(c))
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

func TestRead(t *testing.T) {
	p := installed(t)
	file := filepath.Join(testdata, "ten.pcap")
	want, err := cells(p, Input{File: file}, "", "frame.number", "ip.addr", "tcp.port")
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != 10 || want[9][0] != "10" || !slices.ContainsFunc(want, func(row []string) bool { return strings.Count(row[1], string(Between)) == 1 }) {
		t.Errorf("ten.pcap: %q", want)
	}
	written, err := cells(p, Input{Write: func(w io.Writer) error {
		data, err := os.ReadFile(file)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}}, "", "frame.number", "ip.addr", "tcp.port")
	if err != nil || fmt.Sprint(written) != fmt.Sprint(want) {
		t.Errorf("written to it: %q, %v; as a file %q", written, err, want)
	}
	var filtered [][]string
	for _, row := range want {
		if row[2] != "" {
			filtered = append(filtered, row)
		}
	}
	got, err := cells(p, Input{File: file}, "tcp", "frame.number", "ip.addr", "tcp.port")
	if err != nil || len(got) == 0 || fmt.Sprint(got) != fmt.Sprint(filtered) {
		t.Errorf("with a filter: %q, %v; want %q", got, err, filtered)
	}
}

func TestReadErrors(t *testing.T) {
	p := installed(t)
	file := filepath.Join(testdata, "ten.pcap")
	for _, name := range []string{"-r", "ip.addr;", "ip.adr", "", "-Xlua_script:x.lua", "ip.addr\x00", "ip .addr"} {
		if _, err := cells(p, Input{File: file}, "", name); err == nil || !strings.Contains(err.Error(), "knows no field") {
			t.Errorf("field %q: %v", name, err)
		}
	}
	if _, err := cells(p, Input{File: file}, "smb2.cmd == nonsense", "frame.number"); err == nil || strings.Contains(err.Error(), "Running as user") || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("a wrong filter: %v", err)
	}
	if _, err := cells(p, Input{File: "no.pcap"}, "", "frame.number"); err == nil {
		t.Error("a file that is not there: no error")
	}
	rows, err := cells(p, Input{File: filepath.Join(testdata, "ten-cut.pcap")}, "", "frame.number")
	if err == nil || len(rows) == 0 {
		t.Errorf("a file that is cut: %d rows, %v", len(rows), err)
	}
	broken := errors.New("broken")
	if err := p.Read(context.Background(), Input{File: file}, "", []string{"frame.number"}, func([][]byte) error { return broken }); err != broken {
		t.Errorf("a row that fails: %v", err)
	}
	if _, err := cells(p, Input{Write: func(io.Writer) error { return broken }}, "", "frame.number"); err == nil {
		t.Error("an input that fails: no error")
	}
}

func TestLookup(t *testing.T) {
	p := installed(t)
	for name, kind := range map[string]string{"ip.addr": "FT_IPv4", "ftp": "FT_PROTOCOL", "smb2.cmd": "FT_UINT16", "ftp.request.command": "FT_STRING"} {
		if f, ok := p.Lookup(name); !ok || f.Name != name || f.Type != kind {
			t.Errorf("%s: %v %v, want %s", name, f, ok, kind)
		}
	}
	for _, name := range []string{"", "ip.ad", "p.addr", "ip.addr\tFT_IPv4", "\n", "-r"} {
		if f, ok := p.Lookup(name); ok {
			t.Errorf("%q: %v", name, f)
		}
	}
	if names := p.Names("tftp.op"); !slices.Contains(names, "tftp.opcode") {
		t.Errorf("names that begin with tftp.op: %q", names)
	}
	if !strings.Contains(p.Version, ".") {
		t.Errorf("version %q", p.Version)
	}
}

// TestKept reads the list of fields from the cache folder as long as the program is the same.
func TestKept(t *testing.T) {
	p := script(t, "")
	file := filepath.Join(t.TempDir(), "new", "fields")
	learn := func() *Program {
		t.Helper()
		p := &Program{Path: p.Path}
		if err := p.learn(context.Background(), file); err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := learn()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := first.Lookup("one.two"); !ok || f != (Field{"one.two", "FT_UINT8", "BASE_HEX"}) || first.Version != "9.8.7" {
		t.Errorf("from the program: %v %v, version %q", f, ok, first.Version)
	}
	os.WriteFile(file, append(text, "one.three\tFT_NONE\t\n"...), 0o600)
	if _, ok := learn().Lookup("one.three"); !ok {
		t.Error("the kept list is not read")
	}
	if err := os.Chtimes(p.Path, time.Now(), time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, ok := learn().Lookup("one.three"); ok {
		t.Error("another program's list is read")
	}
}

func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for setting, want := range map[string]string{"off": "turned off", "": "apt-get install tshark", "/no/such/tshark": "names no program"} {
		t.Setenv("PCAPNB_TSHARK", setting)
		if _, err := Find(""); (err == nil || !strings.Contains(err.Error(), want)) && usualPath() == "" {
			t.Errorf("PCAPNB_TSHARK=%s: %v, want %q", setting, err, want)
		}
	}
}

// TestAlone has a program tell what it can see: nothing of the user's.
func TestAlone(t *testing.T) {
	t.Setenv("WIRESHARK_CONFIG_DIR", "/home/teacher/wireshark")
	t.Setenv("SECRET", "hunter2")
	p := script(t, `env | sort | tr '\n' ' ' | tr '\t' ' '; ls -A "$HOME" | tr '\n' ' '; pwd`)
	rows, err := cells(p, Input{File: "x.pcap"}, "", "one.two")
	if err != nil || len(rows) != 1 {
		t.Fatalf("%q, %v", rows, err)
	}
	said := rows[0][0]
	home, _ := os.UserHomeDir()
	for _, bad := range []string{"hunter2", "teacher", "HOME=" + home + " "} {
		if strings.Contains(said, bad) {
			t.Errorf("%q in %s", bad, said)
		}
	}
	_, path, _ := strings.Cut(" "+said, " HOME=")
	path, _, _ = strings.Cut(path, " ")
	if _, err := os.Stat(path); path == "" || err == nil {
		t.Errorf("its home %q is still there", path)
	}
}

// TestHostileOutput reads what no tshark should write.
func TestHostileOutput(t *testing.T) {
	for _, body := range []string{`printf 'a\tb\n'`, `printf 'no end'`, `head -c 70000000 /dev/zero`, `echo broken >&2; exit 3`} {
		if rows, err := cells(script(t, body), Input{File: "x.pcap"}, "", "one.two"); err == nil {
			t.Errorf("%s: %d rows and no error", body, len(rows))
		}
	}
	long := strings.Repeat("x", 200_000)
	rows, err := cells(script(t, `head -c 200000 /dev/zero | tr '\0' x; echo; echo y`), Input{File: "x.pcap"}, "", "one.two")
	if err != nil || len(rows) != 2 || rows[0][0] != long || rows[1][0] != "y" {
		t.Errorf("a long line: %d rows, %v", len(rows), err)
	}
}

// TestCancel ends a program that does not end by itself.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := script(t, `echo 1; exec sleep 1000`)
	err := p.Read(ctx, Input{File: "x.pcap"}, "", []string{"one.two"}, func([][]byte) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzGlossary(f *testing.F) {
	f.Add([]byte("P\tOne\tone\nF\tTwo\tone.two\tFT_UINT8\tone\tBASE_HEX\t0x0\t\nF\tTwo\tone.two\tFT_STRING\tone\t\t0x0\t\n"))
	f.Fuzz(func(t *testing.T, glossary []byte) {
		p := &Program{fields: readGlossary(glossary)}
		for _, name := range p.Names("") {
			if f, ok := p.Lookup(name); !ok || f.Name != name || !IsName(name) {
				t.Errorf("%q: %v %v", name, f, ok)
			}
		}
	})
}
