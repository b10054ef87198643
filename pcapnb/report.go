package pcapnb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb/internal/dissect"
)

// A Report says what a load found, and what it left out and why.
type Report struct {
	File     string
	Format   string // "pcap", "pcapng" or "snoop", with "gzip" or "zstd" where it was packed
	FileSize int64  // bytes
	Packets  int
	Bytes    int64 // on the wire
	First    time.Time
	Last     time.Time

	Truncated     int            // packets of which the capture holds fewer bytes than there were on the wire
	WithoutTime   int            // packets whose time the file does not tell
	LinkTypes     []LinkCount    // in order of first appearance
	Problems      []ProblemCount // packets that were not decoded to the end, by reason
	Notes         []string       // comments on the sections and interfaces of a pcapng file
	Comments      int            // comments on packets, in pcapng
	Secrets       int            // blocks with decryption secrets; those of TLS open its records, none is written
	TrailingBytes int64          // bytes after the last whole packet
	Err           error          // why reading stopped before the end of the file

	Files  int     // how many files Captures have, 0 for one
	Unread []error // what kept reading from the end of each of them where it did, in the order of their names
}

// A LinkCount is how many packets have a link type.
type LinkCount struct {
	LinkType LinkType
	Packets  int
}

// A ProblemCount is how many packets broke a rule, and the first of them.
type ProblemCount struct {
	Problem string
	Packets int
	First   int    // frame number
	File    string // of the first, of which First is the number there; empty where the report is of one file
}

// Report tells of the packets and of the load that they come from.
func (ps Packets) Report() Report {
	r := Report{Packets: len(ps)}
	if len(ps) == 0 {
		return r
	}
	info := &ps[0].c.Info
	r.File, r.Format, r.FileSize = info.Path, strings.TrimSpace(info.Format+" "+info.Packed), info.Size
	r.Comments, r.Secrets, r.TrailingBytes = info.CommentCount(), info.Secrets, info.Trailing
	for _, i := range info.Interfaces {
		for _, note := range []string{i.About, i.Comment} {
			if note != "" && !slices.Contains(r.Notes, note) {
				r.Notes = append(r.Notes, note)
			}
		}
	}
	if info.Err != nil {
		r.Err = (*LoadError)(info.Err)
	}
	var problems [dissect.NumProblems]ProblemCount
	links := map[LinkType]int{}
	for _, p := range ps {
		r.add(p)
		if i, ok := links[p.LinkType()]; ok {
			r.LinkTypes[i].Packets++
		} else {
			links[p.LinkType()] = len(r.LinkTypes)
			r.LinkTypes = append(r.LinkTypes, LinkCount{p.LinkType(), 1})
		}
		if code := dissect.Problem(p.c.Problem[p.i]); code != dissect.ProblemNone && code < dissect.NumProblems {
			if problems[code].Packets++; problems[code].First == 0 {
				problems[code].Problem, problems[code].First = code.String(), p.Number()
			}
		}
	}
	r.Problems = slices.DeleteFunc(problems[:], func(p ProblemCount) bool { return p.Packets == 0 })
	return r
}

func (r *Report) add(p Packet) {
	r.Bytes += int64(p.Length())
	if p.is(hasCut) {
		r.Truncated++
	}
	if !p.is(hasTime) {
		r.WithoutTime++
		return
	}
	t := p.Time()
	if r.First.IsZero() || t.Before(r.First) {
		r.First = t
	}
	if t.After(r.Last) {
		r.Last = t
	}
}

// Table returns the report as a table of two columns.
func (r Report) Table() *Table {
	var rows []reportLine
	say := func(what string, format string, args ...any) {
		rows = append(rows, reportLine{what, fmt.Sprintf(format, args...)})
	}
	say("file", "%s", r.File)
	say("format", "%s", r.Format)
	say("size", "%d bytes", r.FileSize)
	say("packets", "%d, %d bytes on the wire", r.Packets, r.Bytes)
	if !r.First.IsZero() {
		say("time", "%s to %s UTC, %v", r.First.Format(stamp), r.Last.Format(stamp), r.Last.Sub(r.First))
	}
	for _, l := range r.LinkTypes {
		say("link type", "%v, %d packets", l.LinkType, l.Packets)
	}
	count := func(what string, n int, meaning string) {
		if n > 0 {
			say(what, "%d %s", n, meaning)
		}
	}
	count("truncated", r.Truncated, "packets were longer on the wire than in the capture")
	count("without time", r.WithoutTime, "packets")
	for _, p := range r.Problems {
		of := ""
		if p.File != "" {
			of = " of " + p.File
		}
		say("not decoded", "%d packets, first frame %d%s: %s", p.Packets, p.First, of, p.Problem)
	}
	for _, note := range r.Notes[:min(len(r.Notes), maxNotes)] {
		say("comment", "%s", note)
	}
	count("comments", r.Comments, "on packets")
	count("secrets", r.Secrets, "blocks of decryption secrets, which are never written")
	if len(r.Unread) > 0 {
		say("not read to the end", "%d of %d files, %d bytes left", len(r.Unread), r.Files, r.TrailingBytes)
	}
	for _, err := range r.Unread[:min(len(r.Unread), maxUnread)] {
		say("stopped", "%v", err)
	}
	if r.Err != nil {
		say("stopped", "%v; %d bytes not read", r.Err, r.TrailingBytes)
	}
	return TableOf(rows).Full()
}

// maxUnread is how many files that could not be read to their end a report shows; Unread has all.
const maxUnread = 100

// maxNotes is how many comments on sections and interfaces a report shows.
const maxNotes = 20

type reportLine struct{ What, Found string }

const stamp = "2006-01-02 15:04:05.000000"

// String returns the report as text.
func (r Report) String() string { return r.Table().String() }

// HTML returns the report as a plain HTML table.
func (r Report) HTML() string { return r.Table().HTML() }
