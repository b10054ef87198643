package pcapnb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"

	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/readlist"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

// Names are the names of addresses, from a capture (NamesIn) or from a file of reverse DNS lookups (LoadNames). A
// published notebook shows the same names next year: no cell asks the network unless it was told to.
type Names struct {
	lists []*nameList // the first that has a name for an address decides
}

// A nameList is what one source of names says.
type nameList struct {
	path    string // of the file; empty for names from a capture
	live    bool   // what is missing is looked up in the DNS
	dropped int    // names that were too many to keep
	reverse func(ctx context.Context, address string) (names []string, err error)

	mu     sync.Mutex
	known  map[netip.Addr][]foundName // the one to use first; none: it was asked for and has none
	silent map[netip.Addr]bool        // nobody answered; the next cell asks again
}

// A foundName is one name of an address.
type foundName struct {
	name   string
	source nameSource
	first  int // number of the first packet that says so, 0 where it was no packet
	count  int // packets that say so
}

// LoadNames reads a file of names, with a line for each address: the address, a comma, its name. A line without a name
// says that there is none. With the environment variable PCAPNB_LIVE=1 addresses that the file lacks are looked up in
// the DNS and added to it; the file need not exist then.
func LoadNames(path string) (*Names, error) {
	n := &nameList{path: path, live: os.Getenv("PCAPNB_LIVE") == "1", reverse: net.DefaultResolver.LookupAddr,
		known: make(map[netip.Addr][]foundName), silent: make(map[netip.Addr]bool)}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && n.live:
		return &Names{[]*nameList{n}}, nil
	case err != nil:
		reason, missing := fileerr.Open(path, err)
		if missing {
			reason += ". To make it from the DNS start with: go run ./notebooks -live"
		}
		return nil, fmt.Errorf("%s: %s", path, reason)
	}
	defer f.Close()
	readlist.Add(path)
	if err := n.read(f); err != nil {
		return nil, err
	}
	return &Names{[]*nameList{n}}, nil
}

// read takes what a file says.
func (n *nameList) read(file io.Reader) error {
	lines := bufio.NewScanner(file)
	for row := 1; lines.Scan(); row++ {
		if err := n.addLine(lines.Text()); err != nil {
			return fmt.Errorf("%s: line %d: %w", n.path, row, err)
		}
	}
	return lines.Err()
}

func (n *nameList) addLine(line string) error {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	text, name, _ := strings.Cut(line, ",")
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return fmt.Errorf("want an address, a comma and a name, not %q", line)
	}
	n.set(addr, name)
	return nil
}

// set says what the only name of an address is; empty for none.
func (n *nameList) set(a netip.Addr, name string) {
	n.known[a] = nil
	if name != "" {
		n.known[a] = []foundName{{name: name, source: fromFile}}
	}
}

// MustLoadNames is LoadNames for a notebook cell.
func MustLoadNames(path string) *Names {
	n, err := LoadNames(path)
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return n
}

// Or returns names of which those of n come first, and those of others where n has none:
// NamesIn(pkts).Or(MustLoadNames("names.csv")).
func (n *Names) Or(others *Names) *Names {
	return &Names{slices.Concat(n.lists, others.lists)}
}

// Lookup returns the name of an address such as "198.51.100.20", or "" where it has none or none is known.
func (n *Names) Lookup(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		panic(misusedf("pcapnb: Lookup(%q): want an IP address such as 192.168.1.13", address))
	}
	return n.name(a)
}

// Key is a field with the names of field's addresses; packets whose address has no known name lack it.
func (n *Names) Key(name string, field Keyer[Packet, netip.Addr]) Key[Packet, string] {
	d := table.LabelDef(name, field, func(a netip.Addr) (string, bool) {
		text := n.name(a)
		return text, text != ""
	})
	oneByOne := d.Codes
	d.Codes = func(rows []Packet) table.Codes[string] {
		if slices.ContainsFunc(n.lists, func(list *nameList) bool { return list.live }) {
			n.ask(Unique(rows, field)) // many at a time
		}
		return oneByOne(rows)
	}
	return d.Key()
}

// Fill looks up all addresses of field at once, where lookups are live; otherwise it does nothing.
func (n *Names) Fill(ps Packets, field Keyer[Packet, netip.Addr]) {
	n.ask(Unique(ps, field))
}

// name asks one list after the other.
func (n *Names) name(a netip.Addr) string {
	for _, list := range n.lists {
		list.ask([]netip.Addr{a})
		if found := list.of(a); len(found) > 0 {
			return found[0].name
		}
	}
	return ""
}

// ask has the lists look up the addresses that the lists before them do not know.
func (n *Names) ask(addrs []netip.Addr) {
	for _, list := range n.lists {
		list.ask(addrs)
		addrs = slices.DeleteFunc(slices.Clone(addrs), func(a netip.Addr) bool { return len(list.of(a)) > 0 })
	}
}

func (n *nameList) of(a netip.Addr) []foundName {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.known[a]
}

// addresses are those that the list says something about, in order.
func (n *nameList) addresses() []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.SortedFunc(maps.Keys(n.known), netip.Addr.Compare)
}

// Table has a row for each name of each address, with its source, the number of the first packet that tells it and how
// many packets do. Of several names of an address the first is the one that Lookup and Key give.
func (n *Names) Table() *Table {
	var addrs []netip.Addr
	for _, list := range n.lists {
		addrs = append(addrs, list.addresses()...)
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	var rows []nameRow
	for _, a := range slices.Compact(addrs) {
		for _, list := range n.lists {
			for _, f := range list.of(a) {
				rows = append(rows, nameRow{a, f.name, f.source.String(), f.first, f.count})
			}
		}
	}
	t := TableOf(rows)
	if dropped := n.dropped(); dropped > 0 {
		t = t.Note(words.Plural(dropped, "further name") + " left out")
	}
	return t
}

type nameRow struct {
	Address netip.Addr `col:"address"`
	Name    string     `col:"name"`
	Source  string     `col:"source"`
	First   int        `col:"first,omitzero"`
	Count   int        `col:"packets,omitzero"`
}

func (n *Names) dropped() (sum int) {
	for _, list := range n.lists {
		sum += list.dropped
	}
	return sum
}

// String returns the table of the names as text.
func (n *Names) String() string { return n.Table().String() }

// HTML returns the table of the names as markup.
func (n *Names) HTML() string { return n.Table().HTML() }
