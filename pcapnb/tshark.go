package pcapnb

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/readlist"
	"netlab/pcapnb/table"
)

// tsharkFields reads fields by running tshark, for those that are not known here.
func tsharkFields(path string, options ReadOptions, fields []string) (*Table, error) {
	program, err := exec.LookPath("tshark")
	if err != nil {
		return nil, errors.New("tshark is not installed: get Wireshark's tshark (apt-get install tshark, brew install wireshark, or www.wireshark.org)")
	}
	readlist.Add(path)
	columns := append([]string{"frame.number", "frame.time_epoch"}, fields...)
	args := []string{"-n", "-r", path, "-T", "fields"}
	for _, f := range columns {
		args = append(args, "-e", f)
	}
	if filter := tsharkFilter(options, fields); filter != "" {
		args = append(args, "-Y", filter)
	}
	var out lineCount
	var complaint bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	what := "fields of " + filepath.Base(path) + " with tshark"
	line := progress.Start("reading "+what, "read "+what, "packets")
	if err := progress.During(line, out.state, cmd.Run); err != nil && out.text.Len() == 0 {
		return nil, fmt.Errorf("tshark -r %s: %w: %s", path, err, tsharkComplaint(complaint.String()))
	}
	return tsharkTable(out.text.String(), columns, options), nil
}

// tsharkComplaint is what tshark says is wrong, without its warning to root.
func tsharkComplaint(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "Running as user") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

func tsharkFilter(options ReadOptions, fields []string) string {
	var parts []string
	if options.Filter != "" {
		parts = append(parts, "("+options.Filter+")")
	}
	if options.Strict {
		parts = append(parts, fields...)
	}
	return strings.Join(parts, " && ")
}

// tsharkTable makes a table of tshark's lines. The first two columns number and time the rows.
func tsharkTable(out string, columns []string, options ReadOptions) *Table {
	cells := make([][]string, len(columns))
	for line := range strings.Lines(out) {
		record := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i := range cells {
			cell := ""
			if i < len(record) {
				cell = record[i]
			}
			cells[i] = append(cells[i], cell)
		}
	}
	var cols []*Column
	for i, name := range columns {
		cols = append(cols, table.ParseColumn(name, cells[i]))
	}
	index := cols[0]
	if options.TimeIndex {
		index = epochColumn(cells[1])
	}
	return table.NumberedBy(NewTable(cols[2:]...), index)
}

// epochColumn makes times of seconds since 1970 with all their decimals.
func epochColumn(cells []string) *Column {
	times := make([]any, len(cells))
	for i, cell := range cells {
		sec, frac, _ := strings.Cut(cell, ".")
		s, err := strconv.ParseInt(sec, 10, 64)
		ns, fracErr := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
		if err == nil && fracErr == nil {
			times[i] = time.Unix(s, ns).UTC()
		}
	}
	return NewColumn("frame.time", "", times)
}

// lineCount keeps what is written to it; meanwhile other goroutines may ask how many lines there are.
type lineCount struct {
	text  bytes.Buffer
	lines atomic.Int64
}

// Write appends p.
func (c *lineCount) Write(p []byte) (int, error) {
	c.lines.Add(int64(bytes.Count(p, []byte("\n"))))
	return c.text.Write(p)
}

// state is a packet for each line.
func (c *lineCount) state() progress.State { return progress.State{Count: int(c.lines.Load())} }
