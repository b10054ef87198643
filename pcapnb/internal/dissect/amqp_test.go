package dissect_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func init() {
	fillers["amqp"] = func() [][]byte {
		return append(talk(50000, 5672, amqpLines()...), talk(50001, 5672, amqp10Lines()...)...)
	}
}

// amqpFrame is a frame of AMQP 0-9-1.
func amqpFrame(kind byte, payload string) string {
	return string(binary.BigEndian.AppendUint32([]byte{kind, 0, 1}, uint32(len(payload)))) + payload + "\xce"
}

func amqpCall(class, method uint16, arguments string) string {
	b := binary.BigEndian.AppendUint16(nil, class)
	return amqpFrame(1, string(binary.BigEndian.AppendUint16(b, method))+arguments)
}

// amqpHead is the header of a body of a type.
func amqpHead(kind string) string {
	return amqpFrame(2, "\x00\x3c\x00\x00"+strings.Repeat("\x00", 8)+"\x80\x00"+string(byte(len(kind)))+kind)
}

// amqpLines are methods, and bodies whose types have layers.
func amqpLines() []string {
	const zeros = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	lines := []string{"AMQP\x01\x01\x00\x09", "<" + amqpCall(10, 10, "\x00\x09"+zeros), amqpCall(10, 40, "\x02vh\x00\x00"), amqpCall(10, 50, "\x00\x00\x04text\x00\x00\x00\x00"),
		amqpCall(40, 30, "\x00\x00\x01d\x01s\x01k\x00\x00\x00\x00\x00"), amqpCall(50, 20, "\x00\x00\x02q1\x01e\x01r\x00\x00\x00\x00\x00"),
		amqpCall(60, 20, "\x00\x00\x02q1\x02t1\x00\x00\x00\x00\x00"), "<" + amqpCall(60, 60, "\x03tag\x00\x00\x00\x00\x00\x00\x00\x05\x00\x01b\x01c"),
		"<" + amqpCall(60, 50, "\x00\x00\x01a\x01b\x01c"), amqpCall(60, 80, "\x00\x00\x00\x00\x00\x00\x00\x05\x00"), amqpCall(10, 99, ""), amqpCall(9, 9, ""),
		amqpCall(60, 40, "\x00\x00\x01q\x05a"), amqpFrame(8, ""), amqpFrame(9, "abc"), amqpFrame(2, "\x00\x0a"+strings.Repeat("\x00", 12))}
	for _, kind := range []string{"text/plain", "application/json", "text/xml", "application/octet-stream", "image/png", "foo/bar", ""} {
		lines = append(lines, amqpCall(60, 40, "\x00\x00\x01a\x01b\x00")+amqpHead(kind)+amqpFrame(3, `{"a":1}`))
	}
	for class := uint16(10); class <= 120; class += 10 {
		lines = append(lines, amqpCall(class, 10, zeros+zeros), amqpCall(class, 11, zeros+zeros))
	}
	whole := amqpCall(60, 40, "\x00\x00\x01a\x01b\x00")
	return append(lines, whole[:4], whole[4:9], whole[9:]+whole[:3], whole[3:])
}

// amqp10Lines are performatives of AMQP 1.0.
func amqp10Lines() (lines []string) {
	lines = []string{"AMQP\x00\x01\x00\x00", "\x00\x00\x00\x08\x02\x00\x00\x00"}
	for _, code := range []int{0x10, 0x12, 0x17, 0x18, 0x19, 0x80} {
		lines = append(lines, fmt.Sprintf("\x00\x00\x00\x10\x02\x00\x00\x00\x00\x53%c\xc0\x03\x01\xa1\x00", code)[:10]+string([]byte{byte(code)})+"\xc0\x03\x01\xa1\x00")
	}
	return append(lines, "\x00\x00\x00\x10\x02\x01\x00\x00\x00\x53\x41\xc0\x03\x01\xa1\x00")
}

// amqp010Lines are controls and commands of AMQP 0-10.
func amqp010Lines() (lines []string) {
	lines = []string{"AMQP\x01\x01\x00\x0a"}
	for class := byte(1); class < 10; class++ {
		lines = append(lines, "\x0f\x00\x00\x22"+strings.Repeat("\x00", 8)+string([]byte{class, 1})+strings.Repeat("\x00", 20))
	}
	return lines
}

func TestAMQP(t *testing.T) {
	fields := []string{"amqp", "tcp", "data", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 5672, amqpLines()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 5672, amqp10Lines()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 5672, amqp010Lines()...)...), fields...)
	for _, lines := range [][]string{{"AMQP\x00\x00\x09\x01", "<" + amqpCall(10, 51, "")}, {"AMQP", "\x00\x01\x00\x00"}, {"hello, this is text"},
		{"AMQP\x02\x01\x00\x00", "AMQP\x03\x01\x00\x00"}} {
		sameAsTshark(t, 1, inOrder(talk(50000, 5672, lines...)...), fields...)
	}
}
