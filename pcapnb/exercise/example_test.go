package exercise_test

import (
	"fmt"

	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
)

func ten() pcapnb.Packets { return pcapnb.MustLoad("../../testdata/ten.pcap") }

// A student's answer is a function of the packets.
func ExampleCheck() {
	total := func(pkts pcapnb.Packets) any { return pkts.Sum(pcapnb.Length) }
	exercise.Check("bytes-total", ten(), total)
	// Output: ✓ bytes-total: Right: 889 bytes.
}

// What a student did is recognised by the number it gives.
func ExampleGrade() {
	for _, m := range []pcapnb.Number[pcapnb.Packet, int]{pcapnb.Length, pcapnb.PayloadLen} {
		r := exercise.Grade("bytes-total", ten(), ten().Sum(m))
		fmt.Println(r.Credit, r.Message)
	}
	// Output:
	// 1 Right: 889 bytes.
	// 0 357 bytes is not it. This counts payload only; the headers went over the wire too.
}

func ExampleHint() {
	exercise.Hint("longest-silence")
	// Output:
	// Hint 1 of 2: Look at the times between each packet and the one before it.
	// Hint 2 of 2: pkts.InterArrival() gives them; the longest is the largest.
}

// An exercise of one's own, with a mistake that is worth half.
func ExampleSet() {
	exercise.Set("opened", exercise.Exercise{
		Answer: func(ps pcapnb.Packets) any { return len(ps.Where("tcp.flags.syn == 1 && tcp.flags.ack == 0")) },
		Mistakes: []exercise.Mistake{{
			Says:   "This counts the server's answer too.",
			Answer: func(ps pcapnb.Packets) any { return len(ps.Where("tcp.flags.syn == 1")) },
			Credit: 0.5,
		}},
	})
	fmt.Println(exercise.Grade("opened", ten(), 2))
	// Output: ◐ opened: 2 is not it. This counts the server's answer too. (50 % of the points)
}

func ExampleCatalogue() {
	fmt.Println(len(exercise.Catalogue()), "questions:", exercise.Catalogue()[:3])
	// Output: 47 questions: [bytes-total bytes-received header-bytes]
}

// A packet, filled in by the student and checked field by field.
func ExamplePacket() {
	syn := ten().Where("tcp")[0]
	exercise.Packet("syn", syn, exercise.Fields{"ip.ttl": "0x40", "tcp.dstport": "80"}, "ip.ttl", "tcp.dstport")
	// Output:
	// ✓ syn: 2 of 2 fields are right.
	//   ✓ ip.ttl = 0x40
	//   ✓ tcp.dstport = 80
}

func ExampleGradePacket() {
	syn := ten().Where("tcp")[0]
	r := exercise.GradePacket("syn", syn, exercise.Fields{"ip.ttl": "64", "tcp.dstport": "53280"}, "ip.ttl", "tcp.dstport")
	fmt.Println(r)
	// Output:
	// ◐ syn: 1 of 2 fields are right. tcp.dstport: That is tcp.srcport. (50 % of the points)
	//   ✓ ip.ttl = 64
	//   ✗ tcp.dstport = 53280  That is tcp.srcport.
}

// Two captures are the same for the grader if their packets are.
func ExampleFingerprint() {
	again := pcapnb.MustLoad("../../testdata/ten.pcap.gz")
	fmt.Println(exercise.Fingerprint(ten()) == exercise.Fingerprint(again), exercise.Fingerprint(ten()) == exercise.Fingerprint(ten()[1:]))
	// Output: true false
}

// The packet's layers, without what is to be filled in, and what to write it into.
func ExampleBlank() {
	arp := ten()[0]
	exercise.Blank(arp, "arp.opcode")
	// Output:
	// frame 1
	// ###[ Frame 1: 42 bytes on wire (336 bits), 42 bytes captured (336 bits) ]###
	//   frame.encap_type           = 1
	//   frame.time                 = Nov 22, 2026 06:33:20.029729000 UTC
	//   frame.offset_shift         = 0.000000000
	//   frame.time_epoch           = 1795329200.029729000
	//   frame.time_delta           = 0.000000000
	//   frame.time_delta_displayed = 0.000000000
	//   frame.time_relative        = 0.000000000
	//   frame.number               = 1
	//   frame.len                  = 42
	//   frame.cap_len              = 42
	//   frame.marked               = 0
	//   frame.ignored              = 0
	//   frame.protocols            = eth:ethertype:arp
	// ###[ Ethernet II ]###
	//   eth.dst       = ff:ff:ff:ff:ff:ff
	//     eth.dst.oui = 16777215
	//     eth.dst.lg  = 1
	//     eth.dst.ig  = 1
	//   eth.src       = 3c:15:c2:d9:d3:50
	//     eth.src.oui = 3937730
	//     eth.src.lg  = 0
	//     eth.src.ig  = 0
	//   eth.type      = 0x0806
	// ###[ Address Resolution Protocol ]###
	//   arp.hw.type        = 1
	//   arp.proto.type     = 0x0800
	//   arp.hw.size        = 6
	//   arp.proto.size     = 4
	//   arp.opcode         = ____
	//   arp.src.hw_mac     = 3c:15:c2:d9:d3:50
	//   arp.src.proto_ipv4 = 192.168.1.23
	//   arp.dst.hw_mac     = 00:00:00:00:00:00
	//   arp.dst.proto_ipv4 = 192.168.1.1
	// 0000  ff ff ff ff ff ff 3c 15 c2 d9 d3 50 08 06 00 01  ......<....P....
	// 0010  08 00 06 04 00 01 3c 15 c2 d9 d3 50 c0 a8 01 17  ......<....P....
	// 0020  00 00 00 00 00 00 c0 a8 01 01                    ..........
	//
	// exercise.Fields{"arp.opcode": ""}
}
