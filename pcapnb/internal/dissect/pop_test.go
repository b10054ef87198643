package dissect_test

import "testing"

// popLines are commands and replies, of one line and of more.
var popLines = []string{"<+OK ready\r\n", "USER bob\r\n", "<+OK\r\n", "PASS s e\r\n", "<-ERR no\r\n", "STAT\r\n", "<+OK 2 320\r\n", "LIST\r\n",
	"<+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n", "RETR 1\r\n", "<+OK 120 octets\r\nFrom: a@b\r\n\r\nbody\r\n", "<more\r\n.\r\n", "DELE 1\r\nDELE 2\r\n",
	"<+OK 1\r\n+OK 2\r\n", "US\xe9R\x01 b\xff\n", " lead x\r\n", "\r\n", "half", " x\r\n", "<+O", "<K y\r\n", "QUIT\r\n", "<+OK bye\r\n"}

func init() { fillers["pop"] = func() [][]byte { return talk(50000, 110, popLines...) } }

func TestPOP(t *testing.T) {
	fields := []string{"pop", "tcp", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 110, popLines...)...), fields...)
	cutAndDamaged(t, 110, popLines, fields...)
}
