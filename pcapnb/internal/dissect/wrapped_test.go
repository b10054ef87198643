package dissect_test

import (
	"encoding/hex"
	"testing"
)

func init() { fillers["wrapped"] = wrappedFrames }

// wrappedFrames have between Ethernet's header and IP's what switches write there, and labels in UDP.
func wrappedFrames() (frames [][]byte) {
	datagram := ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, []byte("abcd")))
	ip4, ip6 := hex.EncodeToString(datagram), hex.EncodeToString(ipv6Packet(17, udpDatagram(1025, 2000, []byte("abcd"))))
	ether := hex.EncodeToString(etherFrame(0x0800, datagram))
	const sum = "00112233445566778899aabbccddeeff"
	add := func(kind uint16, payloads ...string) {
		for _, s := range payloads {
			frames = append(frames, etherFrame(kind, unhex(s)))
		}
	}
	add(0xd28b, "0001 0010 5cefd4d7 384f0808 0800"+ip4, "0001 0110 5cefd4d7 384f0808 86dd"+ip6, "0001 0020 5cef 384f0808 0800"+ip4,
		"0001 0120 5cef 384f0808 86dd"+ip6, "0001 0030 0800"+ip4, "0002 0800"+ip4)
	const context = "00000001 00000002 00000003 00000004"
	add(0x894f, "0fc6 0101 00002a ff"+context+ip4, "0fc2 0202 00002a ff"+ip6, "0fc4 0203 00002a ff 0100 01 03 61626300"+ether,
		"0fc2 0204 00002a ff 0fc2 0201 00002a fe"+ip4, "0fc2 0205 00002a ff 000641ff"+ip4, "0fc2 0009 00002a ff 6162", "0fc2 0201 00002a ff", "0fc0 0301 00002a ff"+ip4)
	add(0x88e5, "00 00 00000001 0800"+ip4+sum, "20 00 00000001 0200000000010001 86dd"+ip6+sum, "2c 00 00000001 0200000000010001 616263"+sum, "04 00 00000001 6162"+sum,
		"80 00 00000001 0800"+ip4, "00 00 00000001 0800")
	for _, payload := range []string{"000641ff" + ip4, "000640ff 000651ff" + ip6} {
		frames = append(frames, udpFrame(50000, 6635, unhex(payload)))
	}
	for _, next := range []string{"04 00002a00 0fc6 0101 00002a ff" + context + ip4, "01 00002a00" + ip4} {
		frames = append(frames, udpFrame(50000, 4790, unhex("0c 00 00"+next)))
	}
	return frames
}

func TestWrapped(t *testing.T) {
	fields := []string{"eth", "vlan", "ip", "udp", "mpls", "_ws", "frame.protocols", "data"}
	sameAsTshark(t, 1, inOrder(wrappedFrames()...), fields...)
	sameDamaged(t, wrappedFrames(), 14, 3, fields...)
}

// TestPaddedFrames has frames whose payload ends before they do: behind a service's tag, and of the precision time protocol.
func TestPaddedFrames(t *testing.T) {
	padded := func(kind uint16, head string) []byte {
		b := etherFrame(kind, unhex(head))
		return append(b, make([]byte, max(60-len(b), 2))...)
	}
	arp := hex.EncodeToString(arpPacket(1))
	ptp := "0002 002c 0000 0200 0000000000000000 00000000 020000fffe000001 0001 0001 00 00" + "00000000000000000000"
	frames := [][]byte{padded(0x88a8, "00c8 0806"+arp), padded(0x88a8, "00c8 8100 0005 0806"+arp), padded(0x8100, "0005 0806"+arp), padded(0x88f7, ptp), padded(0x88f7, "0001"+ptp[4:])}
	sameAsTshark(t, 1, inOrder(frames...), "eth", "vlan", "arp", "frame.protocols")
}

// TestOldLinks has frames of link layers that old captures have, with IP, with ISO's protocols and with neither.
func TestOldLinks(t *testing.T) {
	ip4 := hex.EncodeToString(ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, []byte("abcd"))))
	ip6 := hex.EncodeToString(ipv6Packet(17, udpDatagram(1025, 2000, []byte("abcd"))))
	arp := hex.EncodeToString(arpPacket(1))
	const snap, is = "aaaa03 000000 0800", "83 1b 01 00 11 01 00 00 03 0a000001 0102 001e 001b 00"
	pseudo := hex.EncodeToString(make([]byte, 40))
	for link, payloads := range map[uint32][]string{
		6:   {"10 40 020000000001 020000000002" + snap + ip4, "10 40 020000000001 820000000002 0630 0012 0013" + snap + ip4, "10 40 020000000001 020000000002 060603" + ip4},
		10:  {"50 020000000001 020000000002" + snap + ip4, "57 020000000001 020000000002" + "060603" + ip4, "41 020000000001 020000000002 616263"},
		104: {"0f00 0800" + ip4, "0f00 fefe 00" + is, "0f00 fefe" + is, "0f00 86dd" + ip6, "8f00 2000 02b4 0000 0001 0007 616263"},
		242: {pseudo + "0800 0000" + ip4, pseudo + "86dd 0000" + ip6, pseudo + "0806 0000" + arp, pseudo + "8847 0000 0006"},
	} {
		var frames [][]byte
		for _, s := range payloads {
			frames = append(frames, unhex(s))
		}
		sameAsTshark(t, link, inOrder(frames...), "llc", "ip", "udp", "arp", "isis", "cdp", "frame.encap", "frame.protocols", "_ws.malformed", "data")
	}
}
