//go:build linux

package main

import (
	"container/heap"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A rule says what happens on the way to the frames of one network or port.
type rule struct {
	net     netip.Prefix // either end of the packet lies in it; invalid: any
	port    int          // either end of the packet uses it; 0: any
	delay   time.Duration
	loss    float64       // share of the frames that never arrive
	reorder float64       // share of the frames that are held back
	hold    time.Duration // how long those are held back
	queue   int           // bytes that wait at most; 0: as many as the link lets
}

// parseRule reads "198.51.100.0/24,delay=10ms,loss=0.01" or "8002,reorder=0.02,hold=5ms".
func parseRule(text string) (rule, error) {
	words := strings.Split(text, ",")
	var r rule
	var err error
	if r.port, err = strconv.Atoi(words[0]); err != nil && words[0] != "*" {
		if r.net, err = netip.ParsePrefix(words[0]); err != nil {
			return r, fmt.Errorf("rule %q: %w", text, err)
		}
	}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "queue":
			r.queue, err = strconv.Atoi(value)
		case "delay":
			r.delay, err = time.ParseDuration(value)
		case "hold":
			r.hold, err = time.ParseDuration(value)
		case "loss":
			r.loss, err = strconv.ParseFloat(value, 64)
		case "reorder":
			r.reorder, err = strconv.ParseFloat(value, 64)
		default:
			err = fmt.Errorf("no such property")
		}
		if err != nil {
			return r, fmt.Errorf("rule %q, %q: %w", text, word, err)
		}
	}
	return r, nil
}

// ends are what a rule looks at; the zero value matches only rules for any frame.
type ends struct {
	src, dst         netip.Addr
	srcPort, dstPort int
}

// endsOf reads the addresses and ports of an Ethernet frame with IPv4 or IPv6.
func endsOf(frame []byte) ends {
	var e ends
	if len(frame) < 54 {
		return e
	}
	var proto byte
	var rest []byte
	switch ip := frame[14:]; binary.BigEndian.Uint16(frame[12:]) {
	case 0x0800:
		e.src, _ = netip.AddrFromSlice(ip[12:16])
		e.dst, _ = netip.AddrFromSlice(ip[16:20])
		proto, rest = ip[9], ip[20:]
	case 0x86dd:
		e.src, _ = netip.AddrFromSlice(ip[8:24])
		e.dst, _ = netip.AddrFromSlice(ip[24:40])
		proto, rest = ip[6], ip[40:]
	}
	if (proto == 6 || proto == 17) && len(rest) >= 4 {
		e.srcPort = int(binary.BigEndian.Uint16(rest))
		e.dstPort = int(binary.BigEndian.Uint16(rest[2:]))
	}
	return e
}

func (r rule) matches(e ends) bool {
	if r.net.IsValid() && !r.net.Contains(e.src) && !r.net.Contains(e.dst) {
		return false
	}
	return r.port == 0 || r.port == e.srcPort || r.port == e.dstPort
}

// A late frame waits for its time to be sent.
type late struct {
	at    time.Time
	order int
	frame []byte
}

type lates []late

func (l lates) Len() int { return len(l) }
func (l lates) Less(i, j int) bool {
	if l[i].at.Equal(l[j].at) {
		return l[i].order < l[j].order
	}
	return l[i].at.Before(l[j].at)
}
func (l lates) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
func (l *lates) Push(x any)   { *l = append(*l, x.(late)) }
func (l *lates) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}

// A way is one direction of the link: a queue drained at a rate, then a delay.
type way struct {
	in, out  int     // packet sockets
	rate     float64 // bytes a second
	queue    int     // bytes that wait at most; more are dropped
	rules    []rule
	dice     *rand.Rand // one throw a frame, so a seed always says the same
	free     time.Time  // when the queue will be empty
	mu       sync.Mutex
	waiting  lates
	arrivals int
	wake     chan struct{}
}

// accept decides what becomes of one frame that has just arrived.
func (w *way) accept(frame []byte, now time.Time) {
	throw := w.dice.Float64()
	r := w.ruleFor(endsOf(frame))
	if throw < r.loss {
		return
	}
	if w.free.Before(now) {
		w.free = now
	}
	queue := w.queue
	if r.queue > 0 {
		queue = r.queue
	}
	if backlog := w.free.Sub(now).Seconds() * w.rate; int(backlog) > queue {
		return
	}
	w.free = w.free.Add(time.Duration(float64(len(frame)) / w.rate * 1e9))
	at := w.free.Add(r.delay)
	if throw < r.loss+r.reorder {
		at = at.Add(r.hold)
	}
	w.mu.Lock()
	w.arrivals++
	heap.Push(&w.waiting, late{at, w.arrivals, frame})
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *way) ruleFor(e ends) rule {
	for _, r := range w.rules {
		if r.matches(e) {
			return r
		}
	}
	return rule{}
}

// receive takes frames off the wire for as long as the program runs.
func (w *way) receive(failed chan<- error) {
	buf := make([]byte, 65536)
	for {
		n, from, err := syscall.Recvfrom(w.in, buf, 0)
		if err != nil {
			failed <- err
			return
		}
		// The socket also shows what we ourselves send.
		if ll, ok := from.(*syscall.SockaddrLinklayer); ok && ll.Pkttype == syscall.PACKET_OUTGOING {
			continue
		}
		w.accept(append([]byte(nil), buf[:n]...), time.Now())
	}
}

// deliver sends each frame when its time has come.
func (w *way) deliver() {
	for {
		w.mu.Lock()
		pause := time.Hour
		var due []byte
		if len(w.waiting) > 0 {
			if pause = time.Until(w.waiting[0].at); pause <= 0 {
				due = heap.Pop(&w.waiting).(late).frame
			}
		}
		w.mu.Unlock()
		if due != nil {
			syscall.Write(w.out, due) // a frame that does not fit is lost, as on any link
			continue
		}
		select {
		case <-w.wake:
		case <-time.After(pause):
		}
	}
}

// packetSocket opens an interface for whole frames.
func packetSocket(name string) (int, error) {
	ifi, err := net.InterfaceByName(name)
	if err != nil {
		return 0, err
	}
	// The kernel wants the protocol in network byte order; ETH_P_ALL is 0x0003.
	network := binary.NativeEndian.Uint16([]byte{0, syscall.ETH_P_ALL})
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW, int(network))
	if err != nil {
		return 0, err
	}
	return fd, syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: network, Ifindex: ifi.Index})
}

func shape(args []string) error {
	flags := flag.NewFlagSet("shape", flag.ExitOnError)
	a := flags.String("a", "", "one interface")
	b := flags.String("b", "", "the other interface")
	mbit := flags.Float64("mbit", 20, "rate in megabits a second")
	queue := flags.Int("queue", 64000, "bytes that wait at most")
	seed := flags.Uint64("seed", 1, "seed of the losses")
	flags.Parse(args)

	var rules []rule
	for _, text := range flags.Args() {
		r, err := parseRule(text)
		if err != nil {
			return err
		}
		rules = append(rules, r)
	}
	left, err := packetSocket(*a)
	if err != nil {
		return err
	}
	right, err := packetSocket(*b)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for i, ends := range [][2]int{{left, right}, {right, left}} {
		w := &way{in: ends[0], out: ends[1], rate: *mbit * 1e6 / 8, queue: *queue, rules: rules,
			dice: rand.New(rand.NewPCG(*seed, uint64(i))), wake: make(chan struct{}, 1)}
		go w.receive(failed)
		go w.deliver()
	}
	return <-failed
}
