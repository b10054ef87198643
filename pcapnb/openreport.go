package pcapnb

import (
	"slices"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// Report reads all files and tells of them and of their packets. It names the files that could not be read to their end,
// where and why, and what was left out.
func (c Captures) Report() Report {
	f := c.folder()
	r := Report{File: f.name()}
	var mu sync.Mutex
	var parts []*reportPart
	formats, notes, interfaces := make([]string, len(f.files)), make([][]string, len(f.files)), make([]int, len(f.files))
	errs := f.read(func() func(ps []Packet) {
		part := new(reportPart)
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, part)
		return part.add
	}, func(u unit, b *capture.Batches) {
		format, packed := b.Format()
		if formats[u.file] == "" { // of a file's spans each tells all of this
			r.FileSize += b.Size()
		}
		formats[u.file] = strings.TrimSpace(format + " " + packed)
		r.Secrets += b.Secrets()
		r.TrailingBytes += b.Trailing()
		if all := b.Interfaces(); len(all) > interfaces[u.file] {
			for _, i := range all[interfaces[u.file]:] {
				notes[u.file] = append(notes[u.file], i.About, i.Comment)
			}
			interfaces[u.file] = len(all)
		}
	})
	slices.Sort(formats)
	r.Format = strings.Join(slices.DeleteFunc(slices.Compact(formats), func(s string) bool { return s == "" }), ", ")
	for _, note := range slices.Concat(notes...) {
		if note != "" && !slices.Contains(r.Notes, note) {
			r.Notes = append(r.Notes, note)
		}
	}
	if len(f.files) > 1 {
		r.Files, r.Unread = len(f.files), errs
	} else if len(errs) > 0 {
		r.Err = errs[0]
	}
	var all reportPart
	for _, part := range parts {
		all.join(part)
	}
	all.report(&r, len(f.files) > 1)
	return r
}

// A reportPart is what one goroutine saw.
type reportPart struct {
	Report
	links    []linkSeen
	problems [dissect.NumProblems]problemSeen
}

type linkSeen struct {
	link  LinkType
	n     int
	first capture.Place
}

type problemSeen struct {
	n     int
	first capture.Place
	path  string
}

func (r *reportPart) add(ps []Packet) {
	for _, p := range ps {
		place := p.c.Places[p.i]
		r.Packets++
		r.Report.add(p)
		r.link(p.LinkType(), 1, place)
		if code := dissect.Problem(p.c.Problem[p.i]); code != dissect.ProblemNone && code < dissect.NumProblems {
			r.problem(code, problemSeen{1, place, p.c.Info.Path})
		}
	}
	if len(ps) > 0 {
		r.Comments += ps[0].c.Info.CommentCount()
	}
}

func (r *reportPart) link(link LinkType, n int, first capture.Place) {
	i := slices.IndexFunc(r.links, func(l linkSeen) bool { return l.link == link })
	if i < 0 {
		r.links = append(r.links, linkSeen{link, n, first})
		return
	}
	l := &r.links[i]
	l.n += n
	if first.Compare(l.first) < 0 {
		l.first = first
	}
}

func (r *reportPart) problem(code dissect.Problem, seen problemSeen) {
	p := &r.problems[code]
	if p.n == 0 || seen.first.Compare(p.first) < 0 {
		p.first, p.path = seen.first, seen.path
	}
	p.n += seen.n
}

func (r *reportPart) join(o *reportPart) {
	r.Packets += o.Packets
	r.Bytes += o.Bytes
	r.Truncated += o.Truncated
	r.WithoutTime += o.WithoutTime
	r.Comments += o.Comments
	if r.First.IsZero() || !o.First.IsZero() && o.First.Before(r.First) {
		r.First = o.First
	}
	if o.Last.After(r.Last) {
		r.Last = o.Last
	}
	for _, l := range o.links {
		r.link(l.link, l.n, l.first)
	}
	for code, p := range o.problems {
		if p.n > 0 {
			r.problem(dissect.Problem(code), p)
		}
	}
}

// report puts what was seen into r. A frame is numbered in its file; with several that is named.
func (r *reportPart) report(to *Report, several bool) {
	to.Packets, to.Bytes, to.Truncated, to.WithoutTime, to.Comments = r.Packets, r.Bytes, r.Truncated, r.WithoutTime, r.Comments
	to.First, to.Last = r.First, r.Last
	slices.SortFunc(r.links, func(a, b linkSeen) int { return a.first.Compare(b.first) })
	for _, l := range r.links {
		to.LinkTypes = append(to.LinkTypes, LinkCount{l.link, l.n})
	}
	for code, p := range r.problems {
		if p.n == 0 {
			continue
		}
		count := ProblemCount{Problem: dissect.Problem(code).String(), Packets: p.n, First: p.first.Row + 1}
		if several {
			count.File = p.path
		}
		to.Problems = append(to.Problems, count)
	}
}
