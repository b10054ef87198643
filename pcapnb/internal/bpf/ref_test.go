package bpf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// A reference is a filter as libpcap compiled it, run by the few lines below: tcpdump without starting it per capture.
type reference struct {
	code    []refInst
	refused string // what libpcap said instead
}

type refInst struct {
	code   uint16
	jt, jf uint8
	k      uint32
}

// linkNames are tcpdump's names of link types.
var linkNames = map[int]string{
	linkNull: "NULL", linkEthernet: "EN10MB", linkTokenRing: "IEEE802", linkPPP: "PPP", linkFDDI: "FDDI", linkRaw: "RAW",
	linkPPPSerial: "PPP_SERIAL", linkPPPEther: "PPP_ETHER", linkCHDLC: "C_HDLC", linkWLAN: "IEEE802_11", linkFrameRelay: "FRELAY",
	linkLoop: "LOOP", linkSLL: "LINUX_SLL", linkPrism: "PRISM_HEADER", linkIPoverFC: "IP_OVER_FC", linkRadiotap: "IEEE802_11_RADIO",
	linkAVS: "IEEE802_11_RADIO_AVS", linkPPI: "PPI", linkIPNET: "IPNET", linkIPv4: "IPV4", linkIPv6: "IPV6", linkSLL2: "LINUX_SLL2",
	linkNetAnalyzer: "NETANALYZER", linkNetAnaRaw: "NETANALYZER_TRANSPARENT", 195: "IEEE802_15_4", 239: "NFLOG",
}

// needTcpdump skips the test where the program it compares with is missing.
func needTcpdump(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("tcpdump is not installed; the goldens in testdata say what it said")
	}
}

// refCache keeps references: a start of tcpdump takes longer than all else here.
var refCache sync.Map

// refer compiles a filter with tcpdump.
func refer(link int, expr string) (*reference, error) {
	key := fmt.Sprint(link, " ", expr)
	if r, ok := refCache.Load(key); ok {
		return r.(*reference), nil
	}
	var stderr bytes.Buffer
	cmd := exec.Command("tcpdump", "-ddd", "-y", linkNames[link], "--", expr)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	r := &reference{}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		r.refused = lastLine(stderr.String())
	} else if err != nil {
		return nil, err
	}
	var n int
	lines := bytes.NewReader(out)
	fmt.Fscan(lines, &n)
	for range n {
		var in refInst
		if _, err := fmt.Fscan(lines, &in.code, &in.jt, &in.jf, &in.k); err != nil {
			return nil, err
		}
		r.code = append(r.code, in)
	}
	refCache.Store(key, r)
	return r, nil
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// rejectsAll reports whether libpcap refused the filter because it found that no packet matches.
func rejectsAll(r *reference) bool { return strings.Contains(r.refused, "rejects all packets") }

// match runs the reference as the BPF machine of McCanne and Jacobson does.
func (r *reference) match(data []byte, wireLen int) bool {
	if r.code == nil {
		return false
	}
	var a, x uint32
	var mem [16]uint32
	for pc := 0; ; pc++ {
		in := r.code[pc]
		ok := true
		switch in.code & 7 {
		case 0, 1: // ld, ldx
			var v uint32
			switch in.code & 0xe0 {
			case 0x00:
				v = in.k
			case 0x20:
				v, ok = load(data, uint64(in.k), refSize(in.code))
			case 0x40:
				v, ok = load(data, uint64(in.k)+uint64(x), refSize(in.code))
			case 0x60:
				v = mem[in.k]
			case 0x80:
				v = uint32(wireLen)
			case 0xa0:
				v, ok = load(data, uint64(in.k), 1)
				v = v & 0xf * 4
			}
			if in.code&7 == 0 {
				a = v
			} else {
				x = v
			}
		case 2:
			mem[in.k] = a
		case 3:
			mem[in.k] = x
		case 4:
			operand := in.k
			if in.code&8 != 0 {
				operand = x
			}
			a, ok = refALU(in.code&0xf0, a, operand)
		case 5:
			pc += refJump(in, a, x)
		case 6:
			return in.k != 0
		case 7:
			if in.code&0x80 != 0 {
				a = x
			} else {
				x = a
			}
		}
		if !ok {
			return false
		}
	}
}

func refSize(code uint16) uint8 { return map[uint16]uint8{0: 4, 8: 2, 16: 1}[code&0x18] }

func refALU(op uint16, a, b uint32) (uint32, bool) {
	switch op {
	case 0x00:
		return a + b, true
	case 0x10:
		return a - b, true
	case 0x20:
		return a * b, true
	case 0x30:
		return a / max(b, 1), b != 0
	case 0x40:
		return a | b, true
	case 0x50:
		return a & b, true
	case 0x60:
		return a << b, true
	case 0x70:
		return a >> b, true
	case 0x80:
		return -a, true
	case 0x90:
		return a % max(b, 1), b != 0
	}
	return a ^ b, true
}

func refJump(in refInst, a, x uint32) int {
	operand := in.k
	if in.code&8 != 0 {
		operand = x
	}
	yes := false
	switch in.code & 0xf0 {
	case 0x00:
		return int(int32(in.k))
	case 0x10:
		yes = a == operand
	case 0x20:
		yes = a > operand
	case 0x30:
		yes = a >= operand
	case 0x40:
		yes = a&operand != 0
	}
	if yes {
		return int(in.jt)
	}
	return int(in.jf)
}

// frame is one packet of a capture.
type frame struct {
	link int
	data []byte
	wire int
}

// key tells frames apart that a filter can tell apart.
func (f frame) key() string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(f.wire))) + string(f.data)
}
