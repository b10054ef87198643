package pcapnb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Names are the names of addresses as a reverse DNS lookup gives them, kept in a file: a published notebook shows the
// same names next year, and no cell asks the network unless it was told to.
type Names struct {
	path string
	name map[netip.Addr]string // empty: it was asked for and has none
	live bool
}

// LoadNames reads a file of names, with a line for each address: the address, a comma, its name. A line without a name
// says that there is none. With the environment variable PCAPNB_LIVE=1 addresses that the file lacks are looked up in
// the DNS and added to it; the file need not exist then.
func LoadNames(path string) (*Names, error) {
	n := &Names{path: path, name: make(map[netip.Addr]string), live: os.Getenv("PCAPNB_LIVE") == "1"}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && n.live {
		return n, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, openError(path, err))
	}
	defer f.Close()
	noteRead(path)
	lines := bufio.NewScanner(f)
	for row := 1; lines.Scan(); row++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, name, _ := strings.Cut(line, ",")
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: want an address, a comma and a name, not %q", path, row, line)
		}
		n.name[addr] = name
	}
	return n, lines.Err()
}

// MustLoadNames is LoadNames for a notebook cell.
func MustLoadNames(path string) *Names {
	n, err := LoadNames(path)
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return n
}

// Lookup returns the name of an address such as "198.51.100.20", or "" where it has none or none is known.
func (n *Names) Lookup(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		panic(misusedf("pcapnb: Lookup(%q): want an IP address such as 192.168.1.13", address))
	}
	n.ask([]netip.Addr{a})
	return n.name[a]
}

// Key is a field with the names of field's addresses; packets whose address has no known name lack it.
func (n *Names) Key(name string, field Keyer[Packet, netip.Addr]) Key[Packet, string] {
	addr := field.AsKey()
	return LabelFunc(name, addr, func(a netip.Addr) (string, bool) {
		n.ask([]netip.Addr{a})
		return n.name[a], n.name[a] != ""
	})
}

// Fill looks up all addresses of field at once, where lookups are live; otherwise it does nothing.
func (n *Names) Fill(ps Packets, field Keyer[Packet, netip.Addr]) {
	n.ask(Unique(ps, field))
}

const (
	lookups       = 16 // at a time
	lookupTimeout = 3 * time.Second
)

// ask looks up the addresses that the file lacks, and writes the file anew.
func (n *Names) ask(addrs []netip.Addr) {
	if !n.live {
		return
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		slots = make(chan struct{}, lookups)
		added bool
	)
	for _, a := range addrs {
		if _, known := n.name[a]; known {
			continue
		}
		added = true
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			name := reverse(a)
			mu.Lock()
			n.name[a] = name
			mu.Unlock()
		})
	}
	wg.Wait()
	if added {
		n.save()
	}
}

// reverse asks the system's resolver for the name of an address.
func reverse(a netip.Addr) string {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
	defer cancel()
	names, err := net.DefaultResolver.LookupAddr(ctx, a.String())
	if err != nil || len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return strings.TrimSuffix(names[0], ".")
}

func (n *Names) save() {
	var addrs []netip.Addr
	for a := range n.name {
		addrs = append(addrs, a)
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	var b strings.Builder
	b.WriteString("# address,name as the DNS gave it (PTR records, RFC 1035 section 3.5); no name: there was none\n")
	for _, a := range addrs {
		fmt.Fprintf(&b, "%v,%s\n", a, n.name[a])
	}
	os.WriteFile(n.path, []byte(b.String()), 0o644)
}
