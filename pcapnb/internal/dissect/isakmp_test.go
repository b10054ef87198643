package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

func init() { fillers["isakmp"] = ikeMessages }

var ikeFields = []string{"isakmp", "esp", "udpencap", "_ws.col", "frame.protocols"}

func TestISAKMP(t *testing.T) {
	const most = 20
	sameMangled(t, ikeMessages(), 42, most, ikeFields...)
}

// ikePayload makes a payload that says which is next.
func ikePayload(next byte, parts ...string) string {
	b := strings.Join(parts, "")
	return string(append([]byte{next, 0}, size16(4+len(b))...)) + b
}

// ikeMessage makes a message whose first payload is of a kind.
func ikeMessage(version, exchange, flags, kind byte, payloads ...string) []byte {
	b := append([]byte("initiateresponds"), kind, version, exchange, flags, 0, 0, 0, 7)
	body := strings.Join(payloads, "")
	return append(binary.BigEndian.AppendUint32(b, uint32(28+len(body))), body...)
}

func short16(n int) string { return string(size16(n)) }

// ikeAttributeList makes attributes of every type up to last, of two bytes and of more.
func ikeAttributeList(last int) (list string) {
	for n := range last {
		list += short16(0x8000|(n+1)) + "\x00\x01"
	}
	return list + "\x00\x0c\x00\x04\x00\x01\x51\x80" + "\x00\x02\x00\x04\x00\x00\x0e\x10" + "\x00\x0c\x00\x08\x00\x00\x00\x00\x00\x01\x51\x80" + "\x00\x0e\x00\x00"
}

// ikeMessages are messages of both versions with payloads of each kind, on the ports of IKE and of ESP in UDP, and packets of ESP.
func ikeMessages() (frames [][]byte) {
	for i, b := range append(ikeMessages1(), ikeMessages2()...) {
		frames = append(frames, udpFrame(500, 500, b))
		if i%4 == 0 {
			frames = append(frames, udpFrame(4500, uint16(20000+i), append([]byte{0, 0, 0, 0}, b...)))
		}
	}
	for _, payload := range []string{"\xff", "\x00\x00\x00\x09\x00\x00\x00\x01encrypted bytes", "\x00\x00\x00\x09\x00\x00\x00\x02encrypted bytes",
		"\x00\x00\x00\x09\x00\x00\x00\x05encrypted bytes", "\x00\x00\x00\x09\x00\x00\x00\x05encrypted bytes"} {
		frames = append(frames, udpFrame(4500, 4500, []byte(payload)))
		if len(payload) > 1 {
			frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.10", "198.51.100.20", 50, []byte("\x01"+payload[1:]))))
		}
	}
	return frames
}

func ikeMessages1() (list [][]byte) {
	add := func(exchange, flags, kind byte, payloads ...string) {
		list = append(list, ikeMessage(0x10, exchange, flags, kind, payloads...))
	}
	one := func(kind byte, parts ...string) { add(5, 0, kind, ikePayload(0, parts...)) }
	association := "\x00\x00\x00\x01\x00\x00\x00\x01"
	ike := ikePayload(3, "\x01\x01\x00\x00", ikeAttributeList(17)) + ikePayload(0, "\x02\x01\x00\x00", ikeAttributeList(2))
	esp := ikePayload(0, "\x01\x0c\x00\x00", ikeAttributeList(11))
	add(2, 0, 1, ikePayload(13, association, ikePayload(2, "\x01\x01\x00\x02", ike), ikePayload(0, "\x02\x03\x04\x01", "spi!", esp)),
		ikePayload(13, "\xaf\xca\xd7\x13\x68\xa1\xf1\xc9\x6b\x86\x96\xfc\x77\x57\x01\x00"), ikePayload(13, "\x12\xf5\xf2\x8c\x45\x71\x68\xa9\x70\x2d\x9f\xe2\x74\xcc\x01\x00"),
		ikePayload(13, "\x1e\x2b\x51\x69\x05\x99\x1c\x7d\x7c\x96\xfc\xbf\xb5\x87\xe4\x61\x00\x00\x00\x09"), ikePayload(0, "\x82\x99\x03\x17\x57\xa3\x60\x82\xc6\xa6\x21\xde\x00\x05\x02\x44"))
	one(1, "\x00\x00\x00\x00situation")
	add(4, 0, 4, ikePayload(10, "key exchange"), ikePayload(5, "nonce"), ikePayload(8, "\x01\x11\x01\xf4\xc0\x00\x02\x01"), ikePayload(9, "hash"), ikePayload(20, "signature"),
		ikePayload(130, "nat hash"), ikePayload(21, "nat hash"), ikePayload(0, "\x01\x00\x00\x00\xc0\x00\x02\x01"))
	one(131, "\x05\x00\x00\x00", strings.Repeat("\x20", 16))
	for _, id := range []string{"\x02\x00\x00\x00vpn.example.org", "\x03\x00\x00\x00user@example.org", "\x04\x00\x00\x00\xc0\x00\x02\x00\xff\xff\xff\x00",
		"\x05\x00\x00\x00" + strings.Repeat("\x20", 16), "\x0b\x00\x00\x00key id"} {
		one(5, id)
	}
	one(5, "\x06\x00\x00\x00", strings.Repeat("\x20", 32))
	one(5, "\x07\x00\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x09")
	one(5, "\x08\x00\x00\x00", strings.Repeat("\x20", 32))
	one(7, "\x05authority")
	one(7, "\x04authority")
	one(11, "\x00\x00\x00\x01\x01\x10\x8d\x28", strings.Repeat("s", 16), "\x00\x00\x00\x05")
	one(11, "\x00\x00\x00\x01\x01\x10\x8d\x29", strings.Repeat("s", 16), "\x00\x00\x00\x05")
	one(11, "\x00\x00\x00\x01\x03\x04\x00\x0e", "spi!")
	one(11, "\x00\x00\x00\x01\x03\x04\x60\x02", "spi!notified")
	one(12, "\x00\x00\x00\x01\x03\x04\x00\x02", "spi1spi2")
	one(14, "\x01\x00\x00\x05", "\x00\x01\x00\x00\x00\x02\x00\x04\xff\xff\xff\x00\xc0\x88\x00\x01")
	one(19, "data")
	durations := short16(12) + "\x00\x09seconds 1" + short16(2) + "\x00\x08seconds1" + short16(2) + "\x00\x09seconds 1"
	for _, protocol := range []string{"\x01", "\x03"} {
		one(1, association, ikePayload(0, "\x01", protocol, "\x00\x01", ikePayload(0, "\x01\x01\x00\x00", durations)))
	}
	one(132, "\x00\x01\x02\x00part")
	one(132, "\x00\x01\x03\x01part")
	add(32, 1, 8, "encrypted")
	add(6, 1, 14, "encrypted")
	add(2, 0, 10, ikePayload(0, "nonce"), "extra")
	list = append(list, ikeMessage(0x30, 2, 0, 0), []byte("short"))
	return list
}

func ikeMessages2() (list [][]byte) {
	add := func(exchange, flags, kind byte, payloads ...string) {
		list = append(list, ikeMessage(0x20, exchange, flags, kind, payloads...))
	}
	one := func(kind byte, parts ...string) { add(37, 0x28, kind, ikePayload(0, parts...)) }
	transforms := ikePayload(3, "\x01\x00\x00\x0c\x80\x0e\x01\x00") + ikePayload(3, "\x02\x00\x00\x07") + ikePayload(3, "\x03\x00\x00\x0e") +
		ikePayload(3, "\x04\x00\x00\x14") + ikePayload(3, "\x05\x00\x00\x00") + ikePayload(0, "\x06\x00\x00\x01\x00\x0f\x00\x02ab")
	add(34, 8, 33, ikePayload(34, ikePayload(2, "\x01\x01\x00\x06", transforms), ikePayload(0, "\x02\x03\x04\x01", "spi!", ikePayload(0, "\x01\x00\x00\x0c"))),
		ikePayload(40, "\x00\x14\x00\x00key"), ikePayload(41, "nonce"), ikePayload(41, "\x00\x00\x40\x04hash"), ikePayload(41, "\x00\x00\x40\x2f\x00\x02\x00\x03"),
		ikePayload(43, "\x00\x00\x00\x11\x00\x14"), ikePayload(0, "vendor"))
	add(35, 0x20, 35, ikePayload(36, "\x02\x00\x00\x00example.org"), ikePayload(39, "\x01\x00\x00\x00\xc0\x00\x02\x01"), ikePayload(44, "\x02\x00\x00\x00auth"),
		ikePayload(45, "\x02\x00\x00\x00", "\x07\x00\x00\x10\x00\x00\xff\xff\xc0\x00\x02\x00\xc0\x00\x02\xff", "\x08\x11\x00\x28\x00\x50\x00\x51", strings.Repeat("\x20", 32)),
		ikePayload(0, "\x01\x00\x00\x00", "\x07\x06\x00\x10\x00\x00\xff\xff\xc0\x00\x02\x00\xc0\x00\x02\xff"))
	add(36, 0, 46, ikePayload(33, "ivivencrypted data and more"))
	add(35, 8, 53, ikePayload(33, "\x00\x01\x00\x02ivivencrypted data and more"))
	one(38, "\x04", strings.Repeat("h", 40))
	one(42, "\x03\x04\x00\x02spi1spi2")
	one(42, "\x01\x00\x00\x00")
	one(41, "\x00\x00\x40\x00")
	one(41, "\x03\x04\x00\x2csend")
	one(48, "\x01\x02\x00\x09\x01user")
	one(47, "\x02\x00\x00\x00", "\x00\x01\x00\x04\xc0\x00\x02\x01\x00\x03\x00\x00\x00\x07\x00\x04name")
	one(49, "method")
	one(54, "data")
	add(34, 8, 40, ikePayload(0, "nonce"), "extra")
	return list
}
