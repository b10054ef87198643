package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/readlist"
	"netlab/pcapnb/internal/tshark"
	"netlab/pcapnb/internal/words"
)

// What is not of the dissector's fields tshark knows, where it is installed. What it says of a capture is kept with the
// capture and in the cache, so that the next cell has it at once.

// findTShark finds tshark, unless the packets' capture is not to ask it.
func findTShark(off bool) (*tshark.Program, error) {
	if off {
		return nil, tshark.ErrOption
	}
	return tshark.Find(capture.TSharkFields())
}

// noTShark tells whether a capture among the packets is not to ask tshark.
func (rs Rows) noTShark() bool {
	if rs.Of != nil {
		return rs.Of.NoTShark
	}
	for i := range rs.Len {
		if c, _ := rs.At(i); c.NoTShark {
			return true
		}
	}
	return false
}

// ask returns a column for each field, as tshark has it. Packets of one capture are dissected as the capture has them.
func (rs Rows) ask(ids []dissect.ID) ([]*Column, error) {
	p, err := findTShark(rs.noTShark())
	if err != nil {
		return nil, err
	}
	q := question{program: p, rows: rs}
	for _, id := range ids {
		q.fields = append(q.fields, id.String())
	}
	texts, err := q.fieldTexts()
	if err != nil {
		return nil, err
	}
	cols := make([]*Column, len(ids))
	for i, id := range ids {
		cols[i] = textsColumn(id, texts[i])
	}
	return cols, nil
}

// askWhere, no method because a cell would compile what its signature names, tells of each packet whether tshark's display filter lets it through.
func askWhere(p *tshark.Program, rs Rows, filter string) ([]bool, error) {
	if rs.Of != nil {
		k := keptOf(rs.Of)
		k.mu.Lock()
		defer k.mu.Unlock()
		if match := k.match[filter]; match != nil {
			return match, nil
		}
	}
	q := question{program: p, rows: rs, filter: filter}
	texts, err := q.filterTexts()
	if err != nil {
		return nil, err
	}
	match := make([]bool, rs.Len)
	for i, code := range texts.Codes {
		match[i] = code != capture.NoCode
	}
	if rs.Of != nil {
		keptOf(rs.Of).match[filter] = match
	}
	return match, nil
}

// A question is what tshark is asked of packets: fields, or which of them a filter lets through.
type question struct {
	program *tshark.Program
	rows    Rows
	filter  string
	fields  []string
}

// kept is the name under which the answer of a kind is kept.
func (q *question) kept(kind, text string) string {
	return "tshark " + q.program.Version + " " + kind + " " + text
}

// fieldTexts returns the texts of the fields: those that are kept, and the others in one run.
func (q *question) fieldTexts() ([]capture.Texts, error) {
	texts := make([]capture.Texts, len(q.fields))
	var missing []string
	var at []int
	for i, name := range q.fields {
		var ok bool
		if q.rows.Of != nil {
			texts[i], ok = q.rows.Of.KeptTexts(q.kept("field", name))
		}
		if !ok {
			missing, at = append(missing, name), append(at, i)
		}
	}
	readlist.AddProgram("tshark " + q.program.Version)
	if len(missing) == 0 {
		return texts, nil
	}
	found, err := q.answer(missing)
	if err != nil {
		return nil, err
	}
	for k, t := range found {
		texts[at[k]] = t
		if q.rows.Of != nil {
			q.rows.Of.KeepTexts(q.kept("field", missing[k]), t)
		}
	}
	return texts, nil
}

// filterTexts returns a text for each packet that the filter lets through.
func (q *question) filterTexts() (capture.Texts, error) {
	readlist.AddProgram("tshark " + q.program.Version)
	if q.rows.Of != nil {
		if t, ok := q.rows.Of.KeptTexts(q.kept("filter", q.filter)); ok {
			return t, nil
		}
	}
	found, err := q.answer([]string{"frame.encap_type"}) // every frame has one
	if err != nil {
		return capture.Texts{}, err
	}
	t := capture.Texts{Codes: found[0].Codes, Dict: []string{"1"}}
	for i, code := range t.Codes {
		if code != capture.NoCode {
			t.Codes[i] = 0
		}
	}
	if q.rows.Of != nil {
		q.rows.Of.KeepTexts(q.kept("filter", q.filter), t)
	}
	return t, nil
}

// errOtherFrames says that tshark counts the frames of a file in another way.
var errOtherFrames = errors.New("tshark reads other packets")

// answer runs tshark: on the capture's file, where that has what a copy of the packets lacks, as secrets for decryption, and
// tshark finds the same packets in it; otherwise the packets are written to tshark.
func (q *question) answer(fields []string) ([]capture.Texts, error) {
	if q.rows.Len == 0 {
		return make([]capture.Texts, len(fields)), nil
	}
	what := words.Plural(len(fields), "field")
	if len(fields) <= 3 {
		what = strings.Join(fields, ", ")
	}
	doing, done := "reading "+what+" with tshark", "read "+what+" with tshark"
	if q.filter != "" {
		doing, done = "filtering by "+words.Cut(q.filter, 50)+" with tshark", "filtered by "+words.Cut(q.filter, 50)+" with tshark"
	}
	line := progress.Start(doing, done, "packets")
	as, keyLog := q.rows.As().Rules(), q.rows.As().KeyLog()
	if file := q.file(); file != "" {
		texts, err := q.run(tshark.Input{File: file, DecodeAs: as, KeyLog: keyLog}, fields, line)
		if err == nil {
			line.End(nil)
			return texts, nil
		}
	}
	texts, err := q.run(tshark.Input{Write: q.rows.write, DecodeAs: as, KeyLog: keyLog}, fields, line)
	line.End(err)
	return texts, err
}

// file is the file that holds the packets, "" where there is none or it changed.
func (q *question) file() string {
	c := q.rows.Of
	if c == nil || c.File == "" || c.Info.Err != nil {
		return ""
	}
	if info, err := os.Stat(c.File); err != nil || !info.Mode().IsRegular() || info.Size() != c.Info.Size {
		return ""
	}
	return filepath.Clean(c.File)
}

// run has tshark answer for an input and sees that its frames are these packets, by their numbers and lengths.
func (q *question) run(in tshark.Input, fields []string, line *progress.Line) ([]capture.Texts, error) {
	texts, known := make([]capture.Texts, len(fields)), make([]map[string]uint32, len(fields))
	for k := range texts {
		known[k] = map[string]uint32{}
		texts[k].Codes = make([]uint32, q.rows.Len)
		for i := range texts[k].Codes {
			texts[k].Codes[i] = capture.NoCode
		}
	}
	seen := 0
	asked := append([]string{"frame.number", "frame.len", "frame.cap_len"}, fields...)
	err := q.program.Read(context.Background(), in, q.filter, asked, func(cells [][]byte) error {
		i, err := q.row(cells)
		if err != nil {
			return err
		}
		for k, cell := range cells[3:] {
			if len(cell) > 0 {
				texts[k].Codes[i] = code(&texts[k], known[k], cell)
			}
		}
		seen++
		if i%1000 == 0 {
			line.At(progress.State{Count: i, OfCount: q.rows.Len})
		}
		return nil
	})
	if err == nil && q.filter == "" && seen != q.rows.Len {
		err = errOtherFrames
	}
	if err != nil && (q.filter != "" || seen != q.rows.Len) { // else it complains of what it read whole
		return nil, err
	}
	return texts, nil
}

// row is the row of a frame, which must be as long as the packet.
func (q *question) row(cells [][]byte) (int, error) {
	var n [3]int
	for k := range n {
		var err error
		if n[k], err = strconv.Atoi(string(cells[k])); err != nil {
			return 0, fmt.Errorf("tshark writes %q for a number", cells[k])
		}
	}
	if n[0] < 1 || n[0] > q.rows.Len {
		return 0, errOtherFrames
	}
	c, row := q.rows.At(n[0] - 1)
	if int(c.Length[row]) != n[1] || int(c.Captured[row]) != n[2] {
		return 0, errOtherFrames
	}
	return n[0] - 1, nil
}

func code(t *capture.Texts, known map[string]uint32, cell []byte) uint32 {
	code, ok := known[string(cell)]
	if !ok {
		code = uint32(len(t.Dict))
		text := string(cell)
		known[text] = code
		t.Dict = append(t.Dict, text)
	}
	return code
}

// write writes the packets as a capture.
func (rs Rows) write(w io.Writer) error {
	out := capfile.NewWriter(w)
	for i := range rs.Len {
		c, row := rs.At(i)
		of := c.Info.Interfaces[c.Iface[row]]
		out.Packet(of, capfile.Packet{Data: c.Bytes(row), Length: int(c.Length[row]), Time: c.Time[row], NoTime: c.Has[row]&dissect.HasTime == 0})
	}
	return out.Flush()
}
