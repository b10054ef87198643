// Command goldens writes what tshark says of each capture in testdata, for the tests to compare with:
//
//	go run ./internal/goldens ../testdata testdata/tshark
//
// The first line of each file is the command that made it.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Fields are the columns that the tests compare.
var fields = []string{"frame.number", "frame.protocols", "frame.time_epoch", "frame.len", "frame.cap_len", "eth.src", "eth.dst",
	"ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "ip.ttl", "ipv6.hlim", "ip.id", "ip.proto", "vlan.id",
	"tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "tcp.len", "tcp.stream", "tcp.seq_raw", "tcp.window_size_value"}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: goldens CAPTURES GOLDENS")
	}
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.*"))
	if err != nil || len(files) == 0 {
		log.Fatalf("no captures in %s: %v", os.Args[1], err)
	}
	for _, file := range files {
		if name := filepath.Base(file); !strings.Contains(name, "cap") && !strings.HasSuffix(name, ".dmp") || strings.HasSuffix(name, ".csv") {
			continue
		}
		if err := write(file, filepath.Join(os.Args[2], filepath.Base(file)+".tsv")); err != nil {
			log.Print(err) // a file that tshark cannot read has no golden
		}
	}
}

func write(capture, golden string) error {
	// Custom blocks of pcapng, which Wireshark counts among the frames, are no packets here.
	args := []string{"-n", "-r", capture, "-Y", "frame.encap_type", "-T", "fields"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	cmd := exec.Command("tshark", args...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return fmt.Errorf("tshark -r %s: %w", capture, err)
	}
	args[2] = filepath.Base(capture)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# tshark %s\n%s\n", strings.Join(args, " "), strings.Join(fields, "\t"))
	b.Write(out)
	return os.WriteFile(golden, b.Bytes(), 0o644)
}
