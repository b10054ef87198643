package dissect

type httpConn struct{}

func (d *Session) quic(t *view, c *udpConn)                                       {}
func (d *Session) quicGuess(t *view, a, b uint16, c *udpConn) bool                { return false }
func (d *Session) http(t *view, s *segment, c *tcpConn, dir int) (done, need int) { return len(t.b), 0 }
func looksLikeHTTP(b []byte) bool                                                 { return false }
