package pcapnb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/wholefile"
)

const (
	lookups        = 16 // at a time
	lookupPatience = 3 * time.Second
	allPatience    = 2 * time.Minute // for all lookups of a call; what is not answered by then the next cell asks again
)

// ask looks up the addresses that the list lacks, and writes its file anew.
func (n *nameList) ask(addrs []netip.Addr) {
	if !n.live {
		return
	}
	addrs = n.unknown(addrs)
	if len(addrs) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), allPatience)
	defer cancel()
	line := progress.Start("looking up names", "looked up names", "addresses")
	var done atomic.Int64
	state := func() progress.State { return progress.State{Count: int(done.Load()), OfCount: len(addrs)} }
	progress.During(line, state, func() error {
		n.eachAtOnce(addrs, func(a netip.Addr) {
			n.learn(ctx, a)
			done.Add(1)
		})
		return nil
	})
	if err := n.save(); err != nil {
		panic(misusedf("pcapnb: the names that were looked up cannot be kept: %v. Give LoadNames a file in a folder that you may write to", err))
	}
}

// learn looks up an address and takes down what the DNS says, or that nobody answered.
func (n *nameList) learn(ctx context.Context, a netip.Addr) {
	name, err := n.lookUp(ctx, a)
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil {
		n.silent[a] = true
	} else {
		n.set(a, name)
	}
}

// unknown are the addresses that are not in the list and have not been asked for without an answer.
func (n *nameList) unknown(addrs []netip.Addr) []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(addrs), func(a netip.Addr) bool {
		_, known := n.known[a]
		return known || n.silent[a]
	})
}

func (n *nameList) eachAtOnce(addrs []netip.Addr, do func(netip.Addr)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, lookups)
	for _, a := range addrs {
		slots <- struct{}{}
		wg.Go(func() {
			do(a)
			<-slots
		})
	}
	wg.Wait()
}

// lookUp asks the DNS for the name of an address; it is empty where the DNS says that there is none.
func (n *nameList) lookUp(ctx context.Context, a netip.Addr) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupPatience)
	defer cancel()
	names, err := n.reverse(ctx, a.String())
	var none *net.DNSError
	if errors.As(err, &none) && none.IsNotFound {
		return "", nil
	}
	if err != nil || len(names) == 0 {
		return "", err
	}
	return strings.TrimSuffix(slices.Min(names), "."), nil
}

// save writes the file, with what others wrote into it meanwhile. Should they do so at this very moment, the next cell
// asks again for what is lost.
func (n *nameList) save() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.catchUp()
	var b strings.Builder
	b.WriteString("# address,name as the DNS gave it (PTR records, RFC 1035 section 3.5); no name: there was none\n")
	for _, a := range slices.SortedFunc(maps.Keys(n.known), netip.Addr.Compare) {
		name := ""
		if found := n.known[a]; len(found) > 0 {
			name = found[0].name
		}
		fmt.Fprintf(&b, "%v,%s\n", a, name)
	}
	return wholefile.WriteBytes(n.path, []byte(b.String()), 0o644)
}

// catchUp adds what the file says of addresses that the list lacks.
func (n *nameList) catchUp() {
	f, err := os.Open(n.path)
	if err != nil {
		return // there is none yet
	}
	defer f.Close()
	others := &nameList{known: make(map[netip.Addr][]foundName)}
	if others.read(f) != nil {
		return // it is no list any more, and is made one again
	}
	for a, names := range others.known {
		if _, known := n.known[a]; !known {
			n.known[a] = names
		}
	}
}
