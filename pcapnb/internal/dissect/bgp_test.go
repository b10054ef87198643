package dissect_test

import (
	"strings"
	"testing"
)

func init() { fillers["bgp"], fillers["sctp"] = bgpMessages, sctpPackets }

// bgpMessages are a connection with a message of each type.
func bgpMessages() [][]byte {
	client, server := connection(50000, 179, 1000, 2000)
	frames := handshake(client, server)
	seq := 1
	const marker = "ffffffffffffffffffffffffffffffff"
	for _, s := range []string{marker + "002b 01 04 fde8 00b4 0a000001 0e 02 0c 01 04 0001 00 01 41 04 0000fde8", marker + "0013 04",
		marker + "0047 02 0004 18 c00002 0029 40 01 01 00 40 02 06 02 01 0000fde8 40 03 04 c0000201 80 04 04 00000005 40 05 04 00000064 80 09 04 0a000001 10 c000",
		marker + "0023 02 0000 000c 50 02 0008 02 01 fde8 01 01 fde9",
		marker + "0017 05 0001 00 01" + marker + "0013 04", marker + "0015 03 01 02", marker + "0015 03 02 02", marker + "0015 03 03 02",
		marker + "0015 03 04 00", marker + "0015 03 05 01", marker + "0015 03 06 04"} {
		b := unhex(s)
		frames = append(frames, client.data(seq, 1, string(b)))
		seq += len(b)
	}
	return frames
}

func TestBGP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(bgpMessages()...), "bgp", "_ws", "frame.protocols", "tcp")
}

// A message whose beginning was not captured is followed by whole ones; a marker, a length, a kind or a prefix may be wrong.
func TestBrokenBGP(t *testing.T) {
	client, server := connection(50000, 179, 1000, 2000)
	frames := handshake(client, server)
	seq := 1
	const marker, rest = "ffffffffffffffffffffffffffffffff", "0102030405ffffff00"
	const keepalive = marker + "0013 04"
	const invalid = marker + "002d 02 0003 b20102 0000 000000000000000000000000000000000000"
	for _, s := range []string{rest, rest + keepalive, rest + keepalive + keepalive, keepalive, keepalive + "fe" + keepalive[2:],
		marker + "0013 2d", marker + "0013 00", strings.Repeat(rest, 3), keepalive + marker + "0012 04", marker + "1001 04" + rest, keepalive, invalid, invalid + keepalive, keepalive} {
		b := unhex(s)
		frames = append(frames, client.data(seq, 1, string(b)))
		seq += len(b)
	}
	sameAsTshark(t, 1, inOrder(frames...), "bgp", "_ws", "frame.protocols", "tcp")
	sameMangled(t, bgpMessages()[3:], 54, 5, "bgp", "_ws", "frame.protocols")
}

// sctpPackets have chunks of each kind that is taken apart.
func sctpPackets() (frames [][]byte) {
	const ports = "0b58 0b59 00000001 00000000"
	for _, s := range []string{"01 00 0014 12345678 0000ffff 000a 000b 000003e8", "02 00 0014 12345678 0000ffff 000a 000b 000003e8",
		"0a 00 0008 01020304", "0b 00 0004", "00 03 0014 000003e8 0001 0002 00000000 61626364", "03 00 0010 000003e8 0000ffff 0000 0000",
		"07 00 0008 000003e8", "08 00 0004", "0e 00 0004", "04 00 000c 0001 0008 01020304"} {
		frames = append(frames, over(132, ports+s)...)
	}
	return frames
}

func TestSCTP(t *testing.T) {
	sameMangled(t, sctpPackets(), 34, 50, "sctp.c", "sctp.i", "sctp.s", "sctp.d")
}
