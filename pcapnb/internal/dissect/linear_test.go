package dissect_test

import (
	"bytes"
	"runtime"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
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

// repeated returns the frames with n of a thing that a capture may have any number of.
func repeated(t *testing.T, name string, n int) [][]byte {
	t.Helper()
	for _, r := range testcapture.AllRepeated() {
		if r.Name == name {
			return r.Frames(n)
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

// everyField calls each with the fields of every frame.
func everyField(frames [][]byte, each func(frame []byte, f dissect.TreeField)) {
	var walk func(b []byte, fields []dissect.TreeField)
	walk = func(b []byte, fields []dissect.TreeField) {
		for _, f := range fields {
			each(b, f)
			walk(b, f.Children)
		}
	}
	s := dissect.NewTree()
	for i, b := range frames {
		for _, l := range s.Tree(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}) {
			walk(b, l.Fields)
		}
	}
}

// TestMessagesInMessages counts how deep messages that may hold their like are read: the depth of the stack is no capture's affair.
func TestMessagesInMessages(t *testing.T) {
	for name, field := range map[string]string{"kerberos messages in messages": "kerberos.msg_type", "ike payloads in payloads": "isakmp.prop.number",
		"gquic tags in tags": "gquic.tag.scfg", "socks in socks": "socks.results"} {
		found := make(map[string]int)
		deepest := 0
		everyField(repeated(t, name, 200), func(b []byte, f dissect.TreeField) {
			if f.Name == field {
				found[string(b)]++
				deepest = max(deepest, found[string(b)])
			}
		})
		if deepest < 1 || deepest > 60 {
			t.Errorf("%s: %d of %s in a frame", name, deepest, field)
		}
	}
}

// TestManySources makes more pieces in a frame than there are numbers for their bytes: none of them claims to be in the frame.
func TestManySources(t *testing.T) {
	const heads = 54
	for name, field := range map[string]string{"ssh packets of AES-GCM": "ssh.padding_length", "websocket frames": "data.data", "sctp messages in parts": "data.data"} {
		pieces := 0
		everyField(repeated(t, name, 600), func(b []byte, f dissect.TreeField) {
			if f.Name == field {
				pieces++
			}
			if f.Name == field && f.Source == 0 && f.Offset < heads {
				t.Errorf("%s: a message is in the frame's heads, at %d", name, f.Offset)
			}
		})
		if pieces < 600 {
			t.Errorf("%s: %d pieces", name, pieces)
		}
	}
}

// TestLayersOfReassembled looks for the bytes of protocols in a frame that ends a message and tells of what it was put together.
func TestLayersOfReassembled(t *testing.T) {
	var want dissect.Set
	for _, name := range []string{"ldap", "tcp.segment.count"} {
		id, _ := dissect.Lookup(name)
		want.Add(id)
	}
	s := dissect.New(&want)
	var out dissect.Fields
	layers := 0
	for i, b := range repeated(t, "ldap attributes in segments", 10) {
		s.Dissect(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}, &out)
		for j, v := range out.Values {
			if v.ID.String() == "ldap" {
				layers++
				if b, _ := out.Layer(j); len(b) == 0 || b[0] != 0x30 {
					t.Errorf("frame %d: ldap is %x", i+1, b)
				}
			}
		}
	}
	if layers == 0 {
		t.Error("no message")
	}
}
