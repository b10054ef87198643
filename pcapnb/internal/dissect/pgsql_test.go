package dissect_test

import "testing"

// pgMessage is a message of PostgreSQL's protocol after its type, which may be none.
func pgMessage(kind, body string) string {
	n := 4 + len(body)
	return kind + string([]byte{0, 0, byte(n >> 8), byte(n)}) + body
}

func TestPostgres(t *testing.T) {
	const body = "ab\x00\x00\x00\x00"
	var lines []string
	for _, kind := range []string{"C", "D", "H", "P", "Q", "S", "X", "c", "d", "f", "p", "z"} {
		lines = append(lines, pgMessage(kind, body))
	}
	for _, kind := range []string{"A", "C", "E", "I", "N", "R", "S", "Z", "c", "d", "n", "s", "1", "2", "3", "z"} {
		lines = append(lines, "<"+pgMessage(kind, "\x00\x00"+body))
	}
	lines = append(lines, "<"+pgMessage("1", "")+pgMessage("2", ""), pgMessage("S", "")+pgMessage("X", ""))
	fields := []string{"tcp", "data", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 5432, append([]string{pgMessage("", "\x00\x03\x00\x00user\x00a\x00\x00")}, lines...)...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 5432, pgMessage("", "\x04\xd2\x16\x2f"), "<N")...), fields...)
}
