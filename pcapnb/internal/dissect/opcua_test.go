package dissect_test

import (
	"encoding/binary"
	"testing"
)

// opcMessage is a message of OPC UA whose length goes after its type.
func opcMessage(kind, body string) string {
	return kind + string(binary.LittleEndian.AppendUint32(nil, uint32(8+len(body)))) + body
}

// The services in it are none that has fields, or are cut into parts, which Wireshark does not look into.
func TestOPCUA(t *testing.T) {
	const ids = "\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00"
	const rest = "aaaaaaaaaaaaaaaaaaaa"
	sameAsTshark(t, 1, inOrder(talk(50000, 4840,
		opcMessage("HELF", "\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x40\x00\x80\x00\x00\x00\x18\x00\x00\x00opc.tcp://localhost:4840"),
		"<"+opcMessage("ACKF", "\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x40\x00\x80\x00\x00\x00"),
		opcMessage("MSGF", ids+"\x01\x00\x01\x00"+rest), "<"+opcMessage("MSGF", ids+"\x00\x23"+rest),
		opcMessage("MSGF", ids+"\x01\x00\x90\x01"+rest)+opcMessage("MSGF", ids+"\x01\x00\x0f\x27"+rest),
		opcMessage("MSGC", ids+"\x01\x00\x77\x02"+rest), "<"+opcMessage("ERRF", "\x00\x00\x01\x80\xff\xff\xff\xff"), opcMessage("XXXF", rest),
		opcMessage("MSGA", ids+"\x00\x00\x01\x80\xff\xff\xff\xff"))...), "tcp", "data", "_ws", "frame.protocols")
}
