package dissect_test

import (
	"encoding/hex"
	"testing"
)

func init() { fillers["pim"] = pimMessages }

// pimMessages are of every type and version, with addresses of both versions of IP, some with attributes.
func pimMessages() [][]byte {
	const (
		router, router6 = "01 00 c0000201", "02 00 20010db8000000000000000000000001"
		group, source   = "01 00 81 20 ef020202", "01 00 07 20 0a00000b"
		group6          = "02 00 00 80 ff1e0000000000000000000000000001"
		attributed      = "01 01 04 20 0a00000c 01 06 01 00 c0000201 42 01 ff"
	)
	return over(103, "20 00 0000 0001 0002 0069 0002 0004 81f4 09c4 0013 0004 00000001 0014 0004 12345678 0015 0004 01 3c 0000",
		"20 00 0000 0018 000c"+router+router+"fde9 0012"+router6+"0063 0002 abcd",
		"23 00 0000 "+router+" 00 02 00d2 01 00 00 20 ef030303 0001 0001"+source+"01 00 04 20 0a00000c"+group+"0000 0000",
		"26 00 0000 "+router6+" 00 02 00d2 "+group6+" 0001 0001 02 00 07 80 20010db8000000000000000000000002"+attributed+group+"0001 0000"+source,
		"22 00 0000 "+group+router, "22 00 0000 "+group6+router6, "22 00 0000 03 00 00 20 ef030303"+router,
		"24 00 0000 1234 1e 80"+router+group+"02 02 0000"+router+"0096 c0 00"+router+"0096 c1 00"+group6+"01 01 0000"+router6+"0096 c0 00",
		"25 00 0000 "+group+router+"80000001 00000002", "27 00 0000 "+router+"00 00 0000", "28 00 0000 02 c0 0096"+router+group+group,
		"29 00 0000 "+group+router+router+"00000001 00000002 20 40 80 3c", "2a 10 0000 "+router+"00000001 00000002", "2b 00 0000 00",
		"2c 80 0000 "+router+"8001 0016"+group+"0001 00d2"+router+"0002 0003 abcdef", "10 00 0000 0000", "20 00 0000")
}

// pimRegisters are packets on their way to the rendezvous point, and what says that there is none.
func pimRegisters() [][]byte {
	const head = "21 00 deff 00000000"
	inner := hex.EncodeToString(ipv4Packet("192.0.2.7", "239.1.1.1", 17, udpDatagram(1025, 2000, []byte("abcd"))))
	inner6 := hex.EncodeToString(ipv6Packet(17, udpDatagram(1025, 2000, []byte("abcd"))))
	frames := over(103, head+inner, head+inner6, "21 00 9eff 40000000 00000000000000000000000067000000 c0000207 ef010101", head+"ff00000000000000000000000000000000000000")
	return append(frames, etherFrame(0x86dd, ipv6Packet(103, unhex(head+inner6))), etherFrame(0x86dd, ipv6Packet(103, make([]byte, 48))))
}

func TestPIM(t *testing.T) {
	sameMangled(t, pimMessages(), 34, 80, "pim", "_ws.col", "frame.protocols")
	sameMangled(t, pimRegisters(), 54, 80, "pim", "ip", "udp", "_ws.col", "frame.protocols")
}
