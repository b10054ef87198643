package pcapnb

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netlab/pcapnb/internal/bpf"
	"netlab/pcapnb/internal/wire"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

func newFolder(files []string) *folder {
	files = slices.Clone(files)
	slices.SortStableFunc(files, cmp.Compare[string])
	return &folder{files: files, limit: loadLimit, several: len(files) > 1, engine: os.Getenv("NETLAB_ENGINE")}
}

// A folder is what Captures are made of.
type folder struct {
	files []string // in order of their names
	sifts []sift   // what the packets have to pass
	said  []string // the same as text
	plans []string // the same as data, as table.Node makes it
	limit int      // most packets that come into memory

	several bool    // the files are one of several
	whole   *folder // that File took the file from, nil for none
	engine  string  // where it is worked out: "" or local here, otherwise the master of a Spark
}

// A sift leaves those of some packets that pass. The packets come in order where they are in one goroutine.
type sift struct {
	start   func() func(ps []Packet) []Packet // makes functions, one for each goroutine
	ordered bool                              // what is left depends on the packets before that came so far
	whole   bool                              // or on all packets before, whatever other sifts say of them
}

// loadLimit is how many packets Load brings into memory unless Limit says otherwise: about a gigabyte of columns.
const loadLimit = 10_000_000

// all returns the folder of all files, from whose first packet times are counted.
func (f *folder) all() *folder { return cmp.Or(f.whole, f) }

// with returns the captures with only the packets that pass one more sift.
func (f *folder) with(text, plan string, s sift) *folder {
	g := *f
	g.sifts = append(f.sifts[:len(f.sifts):len(f.sifts)], s)
	g.said = append(f.said[:len(f.said):len(f.said)], text)
	g.plans = append(f.plans[:len(f.plans):len(f.plans)], plan)
	return &g
}

func (f *folder) filter(cond Cond[Packet]) *folder {
	return f.with(cond.String(), table.Node("filter", table.PlanOf(cond)), sift{start: table.Sift(cond)})
}

func (f *folder) where(filter string) (*folder, error) {
	matcher, state, err := wire.Sift(filter, f.several)
	if err != nil {
		return nil, err
	}
	return f.with(filter, table.Node("where", table.Node(filter)), sift{whole: state, start: func() func(ps []Packet) []Packet {
		match := matcher()
		return func(ps []Packet) []Packet { return matching(ps, match(Packets(ps).rows())) }
	}}), nil
}

// matching returns the packets that match.
func matching(ps []Packet, match []bool) (out []Packet) {
	for i, p := range ps {
		if match[i] {
			out = append(out, p)
		}
	}
	return out
}

func (f *folder) bpf(filter string) *folder {
	return f.with(filter, table.Node("bpf", table.Node(filter)), sift{start: func() func(ps []Packet) []Packet {
		programs := make(map[LinkType]*bpf.Program)
		return func(ps []Packet) []Packet { return matchBPF(ps, filter, programs) }
	}})
}

// name says which files there are.
func (f *folder) name() string {
	if len(f.files) == 1 {
		return f.files[0]
	}
	in := map[string]bool{}
	for _, path := range f.files {
		in[filepath.Dir(path)] = true
	}
	name := words.Plural(len(f.files), "file")
	if len(in) == 1 {
		name += " in " + filepath.Dir(f.files[0])
	}
	return fmt.Sprintf("%s, %s to %s", name, filepath.Base(f.files[0]), filepath.Base(f.files[len(f.files)-1]))
}

// left says in a note what could not be read.
func (f *folder) left(errs []error) []string {
	if len(errs) == 0 {
		return nil
	}
	var short []string
	for _, err := range errs[:min(len(errs), 3)] {
		short = append(short, err.Error())
	}
	more := ""
	if n := len(errs) - len(short); n > 0 {
		more = fmt.Sprintf("; and %d more, which Report tells", n)
	}
	return []string{fmt.Sprintf("%d of %s could not be read to the end: %s%s", len(errs), words.Plural(len(f.files), "file"), strings.Join(short, "; "), more)}
}
