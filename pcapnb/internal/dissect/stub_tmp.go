package dissect

type tcpApp uint8
type pduStream struct{}
type httpConn struct{}
type tlsConn struct{}

func (d *Session) quic(t *view, c *udpConn)                        {}
func (d *Session) quicGuess(t *view, a, b uint16, c *udpConn) bool { return false }
func (d *Session) tcpPayload(seg, t *view, s *segment, c *tcpConn, dir int) {
	if len(t.b) > 0 {
		d.raw(fTcpPayload, t, 0, len(t.b))
	}
}
