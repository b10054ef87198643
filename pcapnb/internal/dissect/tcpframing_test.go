package dissect_test

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFramedMessages cuts streams of messages anywhere: their sizes and what they are put together from are tshark's.
func TestFramedMessages(t *testing.T) {
	messages := map[uint16]func(body []byte) []byte{
		502: func(b []byte) []byte {
			return append(append([]byte{0, 1, 0, 0}, size16(2+len(b))...), append([]byte{1, 3}, b...)...)
		},
		1433: func(b []byte) []byte {
			return append(append([]byte{4, 1}, size16(8+len(b))...), append(make([]byte, 4), b...)...)
		},
		1883: func(b []byte) []byte { return append(mqttHead(b), b...) },
		3306: func(b []byte) []byte { return append([]byte{byte(len(b)), byte(len(b) >> 8), 0, 0}, b...) },
		4712: func(b []byte) []byte { return append(append([]byte{0xaa, 1}, size16(4+len(b))...), b...) },
		4840: func(b []byte) []byte {
			return append(binary.LittleEndian.AppendUint32([]byte("MSGF"), uint32(8+len(b))), b...)
		},
		5432: func(b []byte) []byte {
			return append(binary.BigEndian.AppendUint32([]byte{'d'}, uint32(4+len(b))), b...)
		},
		9092: func(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) },
		13400: func(b []byte) []byte {
			return append(binary.BigEndian.AppendUint32([]byte{2, 0xfd, 0x80, 1}, uint32(len(b))), b...)
		},
	}
	var frames [][]byte
	for _, port := range slices.Sorted(maps.Keys(messages)) {
		r := rand.New(rand.NewPCG(uint64(port), 1))
		client, server := connection(40000, port, 1, 1)
		var stream []byte
		for range 40 {
			stream = append(stream, messages[port](bytes.Repeat([]byte{0}, 12+r.IntN(300)))...)
		}
		frames = append(frames, handshake(client, server)...)
		for at := 0; at < len(stream); {
			n := min(1+r.IntN(400), len(stream)-at)
			frames = append(frames, client.data(1+at, 1, string(stream[at:at+n])))
			at += n
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "tcp.pdu", "tcp.seg", "tcp.reassembled")
}

func size16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }

// mqttHead begins a published message.
func mqttHead(b []byte) []byte {
	head := []byte{0x30, byte(len(b))}
	if len(b) > 127 {
		head = []byte{0x30, byte(len(b)&127 | 128), byte(len(b) >> 7)}
	}
	return head
}
