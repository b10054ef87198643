// Package oracle compares the fields of package dissect with those of tshark,
// cell by cell: one cell is one field of one frame of one capture.
package oracle

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/tlskeys"
)

// Later lists fields that came to Wireshark after the version we compare with,
// 4.0; and one that this package splits more finely.
func Later(name string) bool {
	return strings.HasPrefix(name, "tls.handshake.ja4")
}

// Fields returns the fields that can be compared.
func Fields() []dissect.ID {
	var ids []dissect.ID
	for _, id := range dissect.All() {
		if !Later(id.String()) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Frames reads the frames of a capture. It returns those before an error, too.
func Frames(path string) ([]dissect.Frame, error) {
	frames, _, err := read(path)
	return frames, err
}

func read(path string) ([]dissect.Frame, *tlskeys.Log, error) {
	src, err := capfile.Open(path, capfile.Limits{})
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	var (
		frames []dissect.Frame
		sc     capfile.Scanner
		recs   = make([]capfile.Record, 1024)
		rest   []byte
	)
	for {
		data, base, eof := src.Next(rest)
		for {
			n, used, err := sc.Scan(data, base, eof, recs)
			for _, r := range recs[:n] {
				frames = append(frames, frame(&sc, &r, data[r.Offset-base:], len(frames)+1))
			}
			data, base = data[used:], base+int64(used)
			if err != nil {
				return frames, nil, err
			}
			if n == 0 {
				break
			}
		}
		if eof {
			for _, c := range sc.Comments {
				if c.Packet < len(frames) {
					frames[c.Packet].Comments = strings.Split(c.Text, "\n")
				}
			}
			keys := new(tlskeys.Log)
			keys.Add(sc.KeyLog)
			return frames, keys, src.Err()
		}
		rest = data
	}
}

func frame(sc *capfile.Scanner, r *capfile.Record, data []byte, number int) dissect.Frame {
	i := sc.Interfaces[r.Iface]
	f := dissect.Frame{Number: number, Time: r.Time, HasTime: !r.NoTime, Link: i.Link, Length: int(r.Len), Data: data[:r.CapLen:r.CapLen]}
	f.Interface = &dissect.Interface{FCSLen: int(i.FCSLen), ID: -1}
	if sc.Format == "pcapng" {
		id := 0
		for _, j := range sc.Interfaces[:r.Iface] {
			if j.Section == i.Section {
				id++
			}
		}
		f.Interface = &dissect.Interface{ID: id, Section: i.Section, Name: i.Name, Named: i.Named, Description: i.Description, FCSLen: int(i.FCSLen)}
	}
	return f
}

// Rules that name a file: a key log, as tshark -o takes it, and a capture whose own secrets are used.
const (
	keyLogRule  = "tls.keylog_file:"
	secretsRule = "secrets of "
)

// KeyLog is the rule for [Ours], and the preference for tshark -o, that names a key log.
func KeyLog(path string) string { return keyLogRule + path }

// SecretsOf is the rule for [Ours] that opens what a capture has the secrets of, as tshark does.
func SecretsOf(path string) string { return secretsRule + path }

// Ours dissects the frames and returns one row of texts a frame, where several
// occurrences of a field are joined by commas. Rules say what ports carry, as DecodeAs.Add takes them, and where secrets are.
func Ours(frames []dissect.Frame, ids []dissect.ID, rules ...string) [][]string {
	want := dissect.NewSet(ids...)
	col := make(map[dissect.ID]int, len(ids))
	for i, id := range ids {
		col[id] = i
	}
	s, as := dissect.New(want), dissect.DecodeAs{}
	for _, rule := range rules {
		var err error
		if path, is := strings.CutPrefix(rule, keyLogRule); is {
			var keys *tlskeys.Log
			keys, err = tlskeys.Read(path)
			as.Keys = as.Keys.Join(keys)
		} else if path, is := strings.CutPrefix(rule, secretsRule); is {
			_, keys, _ := read(path)
			as.Keys = as.Keys.Join(keys)
		} else {
			err = as.Add(rule)
		}
		if err != nil {
			panic(err) // a test's own mistake
		}
	}
	s.DecodeAs(as)
	var out dissect.Fields
	rows := make([][]string, len(frames))
	cells := make([][]byte, len(ids))
	count := make([]int, len(ids))
	for i := range frames {
		s.Dissect(&frames[i], &out)
		for c := range cells {
			cells[c], count[c] = cells[c][:0], 0
		}
		for j := range out.Values {
			v := &out.Values[j]
			c := col[v.ID]
			if count[c] > 0 {
				cells[c] = append(cells[c], ',')
			}
			count[c]++
			cells[c] = v.AppendText(cells[c])
		}
		row := make([]string, len(ids))
		for c := range cells {
			row[c] = string(cells[c])
		}
		rows[i] = row
	}
	return rows
}

// Command is the tshark command that makes the cells of a capture, with more options.
func Command(path string, ids []dissect.ID, options ...string) []string {
	args := append([]string{"tshark", "-n", "-r", path, "-T", "fields", "-E", "occurrence=a"}, options...)
	for _, id := range ids {
		args = append(args, "-e", id.String())
	}
	return args
}

// Theirs runs tshark, with more options, and returns its rows.
func Theirs(path string, ids []dissect.ID, options ...string) ([][]string, error) {
	args := Command(path, ids, options...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("tshark: %w: %s", err, stderr.String())
	}
	var rows [][]string
	for _, line := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return Packets(rows, ids), nil
}

// Packets leaves out the frames that tshark makes of a pcapng file's custom blocks, which are no packets: they alone have no
// encapsulation. What it says of the packets after them can then be compared, but for their numbers.
func Packets(rows [][]string, ids []dissect.ID) [][]string {
	at := slices.IndexFunc(ids, func(id dissect.ID) bool { return id.String() == "frame.encap_type" })
	if at < 0 {
		return rows
	}
	return slices.DeleteFunc(rows, func(row []string) bool { return len(row) > 1 && at < len(row) && row[at] == "" })
}

// Version returns the first line of tshark --version, or "" when there is none.
var Version = sync.OnceValue(func() string {
	out, err := exec.Command("tshark", "--version").Output()
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
})

// Captures returns the capture files under a folder, sorted.
func Captures(dir string) []string {
	var files []string
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			switch filepath.Ext(path) {
			case ".pcap", ".pcapng", ".cap", ".dmp":
				files = append(files, path)
			}
		}
		return nil
	})
	sort.Strings(files)
	return files
}

// Score counts the cells of a field: those in which either side has a value,
// and those in which they differ.
type Score struct{ Cells, Filled, Wrong int }

// Add adds the counts of another score.
func (s *Score) Add(t Score) {
	s.Cells += t.Cells
	s.Filled += t.Filled
	s.Wrong += t.Wrong
}

// Diff is one cell that differs.
type Diff struct {
	Field        dissect.ID
	Frame        int
	Ours, Theirs string
}

// Compare scores the fields of a capture and calls report for each difference.
func Compare(ids []dissect.ID, ours, theirs [][]string, report func(Diff)) []Score {
	scores := make([]Score, len(ids))
	for i := range theirs {
		for c, id := range ids {
			var a, b string
			if i < len(ours) {
				a = ours[i][c]
			}
			if c < len(theirs[i]) {
				b = theirs[i][c]
			}
			scores[c].Cells++
			if a != "" || b != "" {
				scores[c].Filled++
			}
			if a != b {
				scores[c].Wrong++
				report(Diff{id, i + 1, a, b})
			}
		}
	}
	return scores
}
