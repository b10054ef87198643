package dissect_test

import (
	"bytes"
	"runtime"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// TestHandshakeInManyRecords gathers a message from n records of one byte each, and from 4n: the bytes that are allocated grow
// with the records, not with their square.
func TestHandshakeInManyRecords(t *testing.T) {
	small, large := allocated(handshakeRecords(4000)), allocated(handshakeRecords(16000))
	if large > 8*small {
		t.Errorf("%d bytes are allocated for 4,000 records, %d for 16,000", small, large)
	}
}

// handshakeRecords returns a connection with a message of 100,000 bytes, of which n bytes are sent, each in a record.
func handshakeRecords(n int) [][]byte {
	client, server := connection(40000, 443, 1, 1)
	frames := handshake(client, server)
	const perSegment = 200
	for sent := 0; sent < n; sent += perSegment {
		var records []byte
		if sent == 0 {
			records = append(records, 22, 3, 1, 0, 5, 11, 0x01, 0x86, 0xa0, 0)
		}
		records = append(records, bytes.Repeat([]byte{22, 3, 1, 0, 1, 0}, perSegment)...)
		at := 1 + sent*6
		if sent > 0 {
			at += 10
		}
		frames = append(frames, client.data(at, 1, string(records)))
	}
	return frames
}

// allocated returns how many bytes are allocated while frames are dissected for a field of the handshake.
func allocated(frames [][]byte) uint64 {
	id, _ := dissect.Lookup("tls.handshake.type")
	s := dissect.New(dissect.NewSet(id))
	var out dissect.Fields
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i, b := range frames {
		s.Dissect(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}, &out)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
