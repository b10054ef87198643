package dissect_test

import "testing"

func init() {
	fillers["ospf headers"] = ospfHeaders
	fillers["vrrp over IPv6"] = vrrpOverIPv6
	fillers["ospf"], fillers["rip"], fillers["vrrp"], fillers["hsrp"] = ospfMessages, ripMessages, vrrpMessages, hsrpMessages
}

// over gives packets of a protocol over IPv4 with a payload each.
func over(proto uint8, payloads ...string) (frames [][]byte) {
	for _, s := range payloads {
		frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.1", "224.0.0.5", proto, unhex(s))))
	}
	return frames
}

// ospfMessages are of each type of both versions, with advertisements of routers and networks.
func ospfMessages() [][]byte {
	const head2, head3 = "0a000001 00000000 0000 0000 0000000000000000", "0a000001 00000001 0000 00 00"
	const router = "000a 22 01 0a000001 0a000001 80000001 1234 0030 03 00 0002 0a000002 0a000001 01 00 000a 0a000100 ffffff00 03 00 0014"
	const network = "000b 02 02 0a000001 0a000001 80000001 1234 0020 ffffff00 0a000001 0a000002"
	const header = "800c 08 07 0a000005 0a000001 80000002 4321 0024"
	const router3 = "000a 2001 00000000 0a000001 80000001 1234 0028 01 000033 02 00 000a 00000005 00000006 0a000002"
	const network3 = "000a 2002 00000005 0a000001 80000001 1234 0020 00 000013 0a000001 0a000002"
	frames := over(89, "0201 0030"+head2+"ffffff00 000a 12 01 00000028 0a000001 0a000002 0a000003",
		"0202 0034"+head2+"05dc 42 07 00000100"+header, "0203 0024"+head2+"00000001 0a000001 0a000002", "0204 006c"+head2+"00000002"+router+network,
		"0205 002c"+head2+header, "0201 002c 0a000001 00000000 0000 0001 7365637265740000 ffffff00 000a 02 01 00000028 0a000001 0a000002",
		"0201 002c 0a000001 00000000 0000 0002 0000 01 10 00000007 ffffff00 000a 02 01 00000028 0a000001 0a000002")
	for _, s := range []string{"0301 0028" + head3 + "00000005 01 000013 000a 0028 0a000001 0a000002 0a000003", "0302 0030" + head3 + "00 000013 05dc 00 07 00000100" + "800a 2003 00000000 0a000001 80000001 1234 0024",
		"0303 001c" + head3 + "0000 2001 00000000 0a000002", "0304 005c" + head3 + "00000002" + router3 + network3, "0305 0024" + head3 + "000a 2008 00000000 0a000001 80000001 1234 0028"} {
		frames = append(frames, etherFrame(0x86dd, ipv6Packet(89, unhex(s))))
	}
	return frames
}

// ospfAdvertisements are of the types of version 3 that tell prefixes and routers elsewhere.
func ospfAdvertisements() (frames [][]byte) {
	const update, head = "0a000001 00000001 0000 00 00 00000001", "0a000001 80000001 1234"
	for _, s := range []string{"000a 2003 00000001" + head + "0024 00 000014 40 00 0000 20010db800000004",
		"000a 2004 00000001" + head + "0020 00 000033 00 00000a 0a000003", "000a 4005 00000001" + head + "0024 04 000014 40 00 0000 20010db800000005",
		"000a 2007 00000001" + head + "0020 00 000014 20 08 0000 20010db8",
		"000a 0008 00000005" + head + "0038 01 000033 fe800000000000000000000000000001 00000001 40 00 0000 20010db800000003",
		"000a 2009 00000000" + head + "0038 0002 2001 00000000 0a000001 40 00 000a 20010db800000003 40 00 0000 20010db800000004"} {
		body := unhex(update + s)
		head := []byte{3, 4, 0, byte(4 + len(body))}
		frames = append(frames, etherFrame(0x86dd, ipv6Packet(89, append(head, body...))))
	}
	return frames
}

// ospfHeaders acknowledge advertisements of each type that is not taken apart.
func ospfHeaders() [][]byte {
	const head2, head3 = "0a000001 00000000 0000 0000 0000000000000000", "0a000001 00000001 0000 00 00"
	return append(over(89, "0205 0090"+head2+"000b 02 03 0a000001 0a000001 80000001 1234 0024 000b 02 04 0a000001 0a000001 80000001 1234 0024 000b 02 05 0a000001 0a000001 80000001 1234 0024 000b 02 06 0a000001 0a000001 80000001 1234 0024 000b 02 08 0a000001 0a000001 80000001 1234 0024 000b 02 09 0a000001 0a000001 80000001 1234 0024"), etherFrame(0x86dd, ipv6Packet(89, unhex("0305 0088"+head3+"000a 2003 00000000 0a000001 80000001 1234 0024 000a 2004 00000000 0a000001 80000001 1234 0024 000a 2005 00000000 0a000001 80000001 1234 0024 000a 2006 00000000 0a000001 80000001 1234 0024 000a 2007 00000000 0a000001 80000001 1234 0024 000a 2009 00000000 0a000001 80000001 1234 0024"))))
}

func TestOSPF(t *testing.T) {
	sameAsTshark(t, 1, inOrder(ospfHeaders()...), "ospf", "_ws.col", "frame.protocols")
	sameMangled(t, ospfMessages(), 54, 50, "ospf", "_ws.col", "frame.protocols")
	sameMangled(t, ospfAdvertisements(), 54, 50, "ospf", "_ws.col", "frame.protocols")
}

// ripMessages are of both versions, with routes, a password and a digest.
func ripMessages() (frames [][]byte) {
	for _, s := range []string{"02 02 0000 ffff 0002 70617373776f72640000000000000000 0002 0007 c0000200 ffffff00 c0000209 00000003",
		"02 01 0000 0002 0000 c0000200 00000000 00000000 00000001", "01 02 0000 0000 0000 00000000 00000000 00000000 00000010",
		"02 02 0000 ffff 0003 0018 01 10 00000007 0000000000000000 ffff 0001 00112233445566778899aabbccddeeff"} {
		frames = append(frames, udpFrame(520, 520, unhex(s)))
	}
	return frames
}

func TestRIP(t *testing.T) {
	sameMangled(t, ripMessages(), 42, 50, "rip", "_ws.col", "frame.protocols")
}

// vrrpMessages are of versions 2 and 3, one with a password.
func vrrpMessages() [][]byte {
	return over(112, "21 05 64 02 00 01 0000 c0000201 c0000202 0000000000000000", "21 05 ff 01 01 01 1234 c0000201 7365637265740000",
		"31 05 64 01 0064 0000 c0000201", "32 05 64 01 0064 0000 c0000201")
}

func vrrpOverIPv6() [][]byte {
	return [][]byte{etherFrame(0x86dd, ipv6Packet(112, unhex("31 05 64 01 0064 0000 fe800000000000000000000000000001")))}
}

func TestVRRP(t *testing.T) {
	sameMangled(t, vrrpMessages(), 34, 50, "vrrp", "_ws.col", "frame.protocols")
	sameMangled(t, vrrpOverIPv6(), 54, 50, "vrrp", "_ws.col", "frame.protocols")
}

// hsrpMessages are of each kind.
func hsrpMessages() (frames [][]byte) {
	for _, s := range []string{"00 00 10 03 0a c8 01 00 636973636f000000 c0000201", "00 01 08 03 0a c8 01 00 636973636f000000 c0000201",
		"00 02 04 03 0a c8 01 00 7365637265740000 c0000201", "00 03 0001 000a 02 00 0001 0002 00000000"} {
		frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.1", "224.0.0.2", 17, udpDatagram(1985, 1985, unhex(s)))))
	}
	return frames
}

func TestHSRP(t *testing.T) {
	sameMangled(t, hsrpMessages(), 42, 50, "hsrp", "_ws.col", "frame.protocols")
}
