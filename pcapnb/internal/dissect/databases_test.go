package dissect_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func init() {
	fillers["cql"] = func() [][]byte { return talk(50000, 9042, cqlLines()...) }
	fillers["bitcoin"] = func() [][]byte { return talk(50000, 8333, bitcoinLines()...) }
	fillers["fix"] = func() [][]byte { return talk(50000, 4000, fixLines()...) }
	fillers["openflow"] = func() [][]byte { return talk(50000, 6653, openFlowMessage(1, 0, 0)) }
}

func cqlMessage(version, operation byte, body string) string {
	return string(binary.BigEndian.AppendUint32([]byte{version, 0, 0xff, 0xfe, operation}, uint32(len(body)))) + body
}

func cqlLines() (lines []string) {
	for operation := range byte(18) {
		if operation != 7 && operation != 10 && operation != 13 {
			lines = append(lines, cqlMessage(4, operation, "\x00\x00\x00\x00"))
		}
		if operation != 0 {
			lines = append(lines, "<"+cqlMessage(0x84, operation, "\x00\x00\x00\x00"))
		}
	}
	whole := cqlMessage(3, 5, "")
	return append(lines, cqlMessage(4, 7, "\x00\x00\x00\x09SELECT a;\x00\x01\x00"), cqlMessage(4, 9, "\x00\x00\x00\x09SELECT a;"), whole+whole,
		whole+cqlMessage(4, 5, ""), cqlMessage(5, 5, ""), whole[:5], whole[5:])
}

// A query has more fields in Wireshark than here.
func TestCQL(t *testing.T) {
	sameAsTshark(t, 1, inOrder(talk(50000, 9042, cqlLines()...)...), "cql", "tcp", "data", "_ws", "frame.protocols")
}

func bitcoinMessage(command, body string) string {
	head := "\xf9\xbe\xb4\xd9" + command + strings.Repeat("\x00", 12-len(command))
	return string(binary.LittleEndian.AppendUint32([]byte(head), uint32(len(body)))) + "\x01\x02\x03\x04" + body
}

func bitcoinLines() (lines []string) {
	for _, command := range strings.Fields("version verack addr inv getdata notfound headers getaddr mempool ping pong filterclear alert checkorder reply xyz sendheaders") {
		lines = append(lines, bitcoinMessage(command, "\x00\x00\x00\x00\x00\x00\x00\x00"))
	}
	whole := bitcoinMessage("ping", "12345678")
	return append(lines, whole+bitcoinMessage("verack", ""), whole[:3], whole[3:30], whole[30:]+whole[:5], whole[5:])
}

func TestBitcoin(t *testing.T) {
	for _, port := range []uint16{8333, 9999} {
		sameAsTshark(t, 1, inOrder(talk(50000, port, bitcoinLines()...)...), "bitcoin", "tcp", "data", "_ws", "frame.protocols")
	}
}

func fixMessage(kind string) string {
	body := "35=" + kind + "\x0134=5\x0149=A\x0152=20200101-00:00:00\x0156=B\x01"
	return fmt.Sprintf("8=FIX.4.2\x019=%d\x01%s10=123\x01", len(body), body)
}

func fixLines() (lines []string) {
	lines = []string{"hello"}
	for _, kind := range []string{"0", "A", "D", "8", "AE", "zz", "W", "s", "CG"} {
		lines = append(lines, fixMessage(kind))
	}
	whole := fixMessage("D")
	return append(lines, whole+fixMessage("1"), whole[:15], whole[15:], whole[:5], whole[5:30], whole[30:]+whole[:4], whole[4:])
}

// Wireshark has a field for each tag.
func TestFIX(t *testing.T) {
	sameAsTshark(t, 1, inOrder(talk(50000, 4000, fixLines()...)...), "fix", "tcp", "data", "_ws", "frame.protocols")
}

func openFlowMessage(version, kind byte, more int) string {
	return string([]byte{version, kind, 0, byte(8 + more), 0, 0, 0, 1}) + strings.Repeat("\x00", more)
}

func TestOpenFlow(t *testing.T) {
	var lines []string
	for _, version := range []byte{1, 2, 4, 5, 6} {
		for _, kind := range []byte{2, 3, 5, 7, 20, 21, 40} {
			lines = append(lines, openFlowMessage(version, kind, 0))
		}
	}
	for _, part := range []byte{0, 3, 7, 8, 11, 13, 14} {
		lines = append(lines, "\x04\x12\x00\x10\x00\x00\x00\x01\x00"+string([]byte{part})+"\x00\x00\x00\x00\x00\x00")
	}
	whole := openFlowMessage(1, 0, 0)
	lines = append(lines, whole+whole, whole[:5], whole[5:], "<"+whole)
	for _, port := range []uint16{6653, 6633} {
		sameAsTshark(t, 1, inOrder(talk(50000, port, lines...)...), "openflow", "tcp", "data", "_ws", "frame.protocols")
	}
	sameAsTshark(t, 1, inOrder(talk(50000, 6634, "<"+whole, whole, "<"+whole)...), "tcp", "data", "_ws", "frame.protocols")
}

func TestRESP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(talk(50000, 6379, "PING\r\n", "*1\r\n$4\r\nPING\r\n", "<+PONG\r\n", "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "<$5\r\nhello\r\n", "<$-1\r\n",
		"<:1000\r\n", "<-ERR foo\r\n", "<*2\r\n:1\r\n$1\r\na\r\n", "<*0\r\n", "<*-1\r\n", "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n", "*1\r\n$4\r\nPI", "NG\r\n",
		"<+OK", "<\r\n", "<$4\r\n\x00\x01\xff\xfe\r\n", "<*1\r\n*1\r\n:1\r\n", "$3\r\nfoo\r\n", "+a\r\n", ":1\r\n", "-e\r\n", "<garbage\r\n")...),
		"tcp", "data", "_ws", "frame.protocols")
}
