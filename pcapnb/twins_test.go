package pcapnb

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allCaptures are the captures of testdata and, where they are there, those of others.
func allCaptures() []string {
	files, _ := filepath.Glob("../testdata/*.pcap*")
	for _, pattern := range []string{"../../shared/captures/*/*", "../../shared/cases/*"} {
		more, _ := filepath.Glob(pattern)
		files = append(files, more...)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || info.IsDir() || strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".md")
	})
}

// TestColumnsAgreeWithNames asks each capture for the typed fields and for the fields by Wireshark's name.
func TestColumnsAgreeWithNames(t *testing.T) {
	names := asked()
	counts := newTally()
	for _, path := range allCaptures() {
		ps, _ := LoadContext(t.Context(), LoadOptions{NoCache: true}, path)
		if len(ps) == 0 || testing.Short() && len(ps) > 2000 {
			continue
		}
		var fields []Key[Packet, string]
		for _, name := range names {
			fields = append(fields, ps.Field(name))
		}
		for _, p := range ps {
			cells := map[string]string{}
			for k, f := range fields {
				cells[names[k]], _ = f.Of(p)
			}
			counts.packet(path, p, newRow(cells))
		}
	}
	counts.report(t, 1)
}

// A talk makes TCP segments between two ends, in time order.
type talk struct {
	dice *rand.Rand
	now  int64
	out  []byte
}

// segment writes a packet: IPv4 over a raw link, or inside GRE or an IPv4 tunnel.
func (w *talk) segment(src, dst byte, sport, dport uint16, flags uint8, seq, ack uint32, size, tunnel int) {
	tcp := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, sport), dport)
	tcp = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(tcp, seq), ack)
	tcp = append(append(tcp, 0x50, flags, 0x20, 0, 0, 0, 0, 0), make([]byte, size)...)
	b := ipv4Around(6, src, dst, tcp)
	switch tunnel {
	case 1:
		b = ipv4Around(47, 101, 102, append([]byte{0, 0, 8, 0}, b...))
	case 2:
		b = ipv4Around(4, 101, 102, b)
	}
	w.now += int64(w.dice.IntN(50_000))
	le := binary.LittleEndian
	w.out = le.AppendUint32(le.AppendUint32(w.out, uint32(w.now/1e6)), uint32(w.now%1e6))
	w.out = le.AppendUint32(le.AppendUint32(w.out, uint32(len(b))), uint32(len(b)))
	w.out = append(w.out, b...)
}

func ipv4Around(proto, src, dst byte, payload []byte) []byte {
	head := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, proto, 0, 0, 192, 0, 2, src, 192, 0, 2, dst}
	binary.BigEndian.PutUint16(head[2:], uint16(20+len(payload)))
	return append(head, payload...)
}

// connect writes one connection, in which anything may be late, lost, sent twice or one-sided.
func (w *talk) connect() {
	const fin, syn, rst, ack = 1, 2, 4, 16
	d := w.dice
	client, server := byte(1+d.IntN(4)), byte(11+d.IntN(4))
	sport, dport := uint16(1000+d.IntN(12)), uint16(80+d.IntN(2)) // few, so that ports are used again
	if d.IntN(3) > 0 {
		sport = uint16(2000 + d.IntN(60_000))
	}
	tunnel := max(0, d.IntN(12)-9)
	iss, irs := d.Uint32(), d.Uint32()
	if d.IntN(4) == 0 {
		iss = 0xffffffff - uint32(d.IntN(400)) // wraps soon
	}
	type step struct {
		fromClient bool
		flags      uint8
		seq, ack   uint32
		size       int
	}
	steps := []step{{true, syn, iss, 0, 0}, {false, syn | ack, irs, iss + 1, 0}, {true, ack, iss + 1, irs + 1, 0}}
	if d.IntN(10) == 0 { // both open
		steps = []step{{true, syn, iss, 0, 0}, {false, syn, irs, 0, 0}, {true, syn | ack, iss, irs + 1, 0}, {false, syn | ack, irs, iss + 1, 0}}
	}
	cseq, sseq := iss+1, irs+1
	for range d.IntN(5) {
		n := d.IntN(300)
		steps = append(steps, step{true, ack, cseq, sseq, n})
		cseq += uint32(n)
		steps = append(steps, step{false, ack, sseq, cseq, n})
		sseq += uint32(n)
	}
	switch d.IntN(3) {
	case 0:
		steps = append(steps, step{true, fin | ack, cseq, sseq, 0}, step{false, fin | ack, sseq, cseq + 1, 0})
	case 1:
		steps = append(steps, step{false, rst, sseq, 0, 0})
	}
	switch d.IntN(5) {
	case 0: // the handshake is late, or another order
		i, k := d.IntN(3), d.IntN(len(steps))
		steps[i], steps[k] = steps[k], steps[i]
	case 1: // something is not in the capture
		i := d.IntN(len(steps))
		steps = slices.Delete(steps, i, i+1)
	case 2: // sent again
		i := d.IntN(len(steps))
		steps = slices.Insert(steps, d.IntN(len(steps)), steps[i])
	case 3: // one side only
		one := d.IntN(2) == 0
		steps = slices.DeleteFunc(steps, func(s step) bool { return s.fromClient == one })
	}
	for _, s := range steps {
		if s.fromClient {
			w.segment(client, server, sport, dport, s.flags, s.seq, s.ack, s.size, tunnel)
		} else {
			w.segment(server, client, dport, sport, s.flags, s.seq, s.ack, s.size, tunnel)
		}
	}
}

// conversations is a capture of generated TCP connections.
func conversations(seed uint64, n int) []byte {
	le := binary.LittleEndian
	w := &talk{dice: rand.New(rand.NewPCG(seed, 0))}
	w.out = append(le.AppendUint32(nil, 0xa1b2c3d4), 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0)
	for range n {
		w.connect()
	}
	return w.out
}

// TestStreamNumbers compares the numbers of generated streams: as a column, by name, and tshark's.
func TestStreamNumbers(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 500
	}
	path := filepath.Join(t.TempDir(), "conversations.pcap")
	for seed := range uint64(2) {
		overwrite(t, path, conversations(seed, n))
		ps := MustLoad(path)
		typed, named := column(ps, TCPStream), column(ps, ps.Field("tcp.stream"))
		if typed != named {
			t.Errorf("seed %d: the column and tcp.stream differ", seed)
		}
		if _, err := exec.LookPath("tshark"); err != nil {
			t.Log("not compared with tshark, which is not installed")
			continue
		}
		theirs, err := exec.Command("tshark", "-n", "-r", path, "-T", "fields", "-e", "tcp.stream").Output()
		if err != nil {
			t.Fatal(err)
		}
		ours, want := strings.Fields(typed), strings.Fields(string(theirs))
		if len(ours) != len(want) {
			t.Fatalf("%d packets, tshark has %d", len(ours), len(want))
		}
		differ := 0
		for i := range ours {
			if ours[i] != want[i] {
				if differ++; differ < 10 {
					t.Errorf("seed %d packet %d: stream %s, tshark %s: %s", seed, i+1, ours[i], want[i], ps[i].Summary())
				}
			}
		}
		t.Logf("%d packets, %d differ", len(ours), differ)
	}
}
