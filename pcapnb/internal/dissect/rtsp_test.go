package dissect_test

import "testing"

func init() { fillers["rtsp"] = func() [][]byte { return talk(50000, 554, rtspLines...) } }

// rtspLines are messages of RTSP, whole and in parts, and data between them.
var rtspLines = []string{"OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n", "<RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: X\r\n\r\n",
	"DESCRIBE rtsp://h/ RTSP/1.0\r\nCSeq: 2\r\n\r\n", "<RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
	"SETUP rtsp://h/ RTSP/1.0\r\nCSeq: 2\r\n", "\r\n", "<$\x00\x00\x04abcd", "<$\x00\x00\x04abcd$\x01\x00\x02ab", "hello\r\n", "GARBAGE rtsp://x RTSP/1.0\r\n\r\n",
	"<RTSP/1.0 404 Not Found\r\nContent-Type: text/parameters\r\nContent-Length: 10\r\n\r\nabc", "<defghij",
	"OPTIONS rtsp://h/ RTSP/1.0\r\nCSeq: 1\r\n\r\nOPTIONS rtsp://h/2 RTSP/1.0\r\nCSeq: 1\r\n\r\n",
	"ANNOUNCE rtsp://h RTSP/1.0\r\nContent-Type: foo/bar\r\nContent-Length: 3\r\n\r\nabc", "SET_PARAMETER rtsp://h RTSP/1.0\r\nContent-Length: 3\r\n\r\nabc",
	"$\x00\x00\x04ab", "cd", "ANNOUNCE rtsp://h RTSP/1.0\r\n", "CSeq: 3\r\n", "Content-Length: 6\r\n\r\nab", "c", "def"}

func TestRTSP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(talk(50000, 554, rtspLines...)...), "rtsp", "tcp", "data", "_ws", "frame.protocols")
}
