package share

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/booktest"
	"netlab/pcapnb"
	"netlab/pcapnb/ipynb"
)

// shareFolder is a folder with a capture, a table of names, a notebook that reads both, and a key: one in 256 keys leaves
// the server's address as it is.
func shareFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	capture, err := os.ReadFile("../../../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"ten.pcap":  string(capture),
		"names.csv": "198.51.100.20,www.example.org\n",
		"my.key":    strings.Repeat("0123456789abcdef", 4),
		"my.ipynb": `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
			{"cell_type": "code", "id": "a", "metadata": {}, "source": ["var pkts = pcapnb.MustLoad(\"ten.pcap\")\n", "%env CAPTURE ten.pcap"], "outputs": []},
			{"cell_type": "code", "id": "b", "metadata": {}, "source": ["var names = pcapnb.MustLoadNames(\"names.csv\") // www.example.org"],
			 "outputs": [{"output_type": "stream", "name": "stdout", "text": ["192.168.1.23 www.example.org\n"]},
			             {"output_type": "display_data", "metadata": {}, "data": {"image/png": "AAAA"}}]}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestAnonymize writes a notebook's copy with all it reads, looks for what must not be there, and checks the copy.
func TestAnonymize(t *testing.T) {
	dir, out := shareFolder(t), filepath.Join(t.TempDir(), "out")
	file := filepath.Join(dir, "my.ipynb")
	s := Options{Key: filepath.Join(dir, "my.key")}
	if done, err := s.Do(out, []string{file}, io.Discard); !done || err != nil {
		t.Fatal(done, err)
	}
	pkts, err := pcapnb.Load(filepath.Join(out, "ten.pcapng"))
	if err != nil || len(pkts) != 10 {
		t.Errorf("%d packets, %v", len(pkts), err)
	}
	for _, name := range []string{"my.ipynb", "names.csv"} {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, private := range []string{"192.168.1.23", "198.51.100.20", "example.org", "AAAA"} {
			if strings.Contains(string(data), private) {
				t.Errorf("%s holds %s:\n%s", name, private, data)
			}
		}
	}
	nb, err := ipynb.Read(filepath.Join(out, "my.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := nb.Cells[0].Source(), "var pkts = pcapnb.MustLoad(\"ten.pcapng\")\n%env CAPTURE ten.pcapng"; got != want {
		t.Errorf("the copy's first cell is %q, want %q", got, want)
	}
	if _, err := (Options{Check: true}).Do("", []string{filepath.Join(out, "my.ipynb"), filepath.Join(out, "ten.pcapng")}, io.Discard); err != nil {
		t.Errorf("the copies: %v", err)
	}
	if _, err := (Options{Check: true}).Do("", []string{file}, io.Discard); err == nil || !strings.Contains(err.Error(), "1 private thing") {
		t.Errorf("the original: %v", err)
	}
}

// TestAnonymizeAbsolutePaths: a capture is copied from wherever the notebook names it, and one that is not there is told.
func TestAnonymizeAbsolutePaths(t *testing.T) {
	dir, out := shareFolder(t), filepath.Join(t.TempDir(), "out")
	capture, gone := filepath.Join(dir, "ten.pcap"), "/srv/acme/gone.pcap"
	nb := booktest.Code(t, "var a, b = pcapnb.MustLoad(\""+capture+"\"), pcapnb.MustLoad(\""+gone+"\")\n%env URL https://example.org/x.pcap", "")
	file := filepath.Join(dir, "absolute.ipynb")
	if err := nb.Write(file); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if _, err := (Options{Key: filepath.Join(dir, "my.key")}).Do(out, []string{file}, &said); err != nil {
		t.Fatal(err)
	}
	text := booktest.Text(t, booktest.Read(t, filepath.Join(out, "absolute.ipynb")))
	if strings.Contains(text, dir) || !strings.Contains(text, "ten.pcapng") {
		t.Errorf("the copy names\n%s", text)
	}
	if _, err := os.Stat(filepath.Join(out, "ten.pcapng")); err != nil {
		t.Error(err)
	}
	if !strings.Contains(said.String(), "names "+gone+", which is not there") || strings.Contains(said.String(), "example.org") {
		t.Errorf("said\n%s", said.String())
	}
	var found strings.Builder
	if _, err := (Options{Check: true}).Do("", []string{filepath.Join(out, "absolute.ipynb")}, &found); err == nil || !strings.Contains(found.String(), gone) {
		t.Errorf("-publishcheck finds %q, %v", found.String(), err)
	}
}

// TestAnonymizeKeepsOriginals checks that nothing is written over, and that a name is wanted.
func TestAnonymizeKeepsOriginals(t *testing.T) {
	dir := shareFolder(t)
	file := filepath.Join(dir, "my.ipynb")
	s := Options{Key: filepath.Join(dir, "my.key")}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(dir, []string{file}, io.Discard); err == nil || !strings.Contains(err.Error(), "written over") {
		t.Errorf("into its own folder: %v", err)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the original is %q, %v", after, err)
	}
	for _, test := range []struct {
		Options
		out   string
		files []string
	}{
		{s, "", []string{file}},
		{s, dir, nil},
		{Options{Check: true}, "", nil},
	} {
		if done, err := test.Do(test.out, test.files, io.Discard); !done || err == nil {
			t.Errorf("%+v: %v, %v", test, done, err)
		}
	}
	if done, err := (Options{}).Do("", nil, io.Discard); done || err != nil {
		t.Errorf("without an option: %v, %v", done, err)
	}
}
