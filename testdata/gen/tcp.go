package main

import "time"

// tcpScene holds what is seldom met of TCP: fast open, ports used again, an answer before its question, rare options.
func tcpScene() []packet {
	s := newScene()
	fastOpen(s)
	portsAgain(s)
	answerFirst(s)
	rareOptions(s)
	return s.packets
}

// fastOpen asks for a cookie, uses it, is refused, and sends data with a SYN without one, RFC 7413.
func fastOpen(s *scene) {
	cookie := []byte("\x22\x0a12345678")
	for i, opening := range []struct {
		options []byte
		data    string
		took    int // bytes of the data that the server takes
	}{{[]byte{34, 2}, "", 0}, {cookie, get("/"), len(get("/"))}, {cookie, get("/"), 0}, {nil, "GET /", 5}, {[]byte("\xfe\x0c\xf9\x8912345678"), "GET /", 5}} {
		c := s.conn(end{client4, 47000 + uint16(i)}, end{server4, 80})
		c.options = inWords(opening.options)
		c.segment(0, syn, opening.data)
		c.seq[0] -= uint32(len(opening.data) - opening.took)
		if opening.data == "" {
			c.options = inWords(cookie)
		}
		c.segment(1, syn|ack, "")
		c.segment(0, psh|ack, get("/")[opening.took:])
		c.segment(1, psh|ack, answer("200 OK", "x"))
		c.close()
	}
}

// inWords fills options up to whole words.
func inWords(options []byte) []byte {
	for len(options)%4 != 0 {
		options = append(options, 1)
	}
	return options
}

// portsAgain is two connections between the same ports, and one that the server half opens.
func portsAgain(s *scene) {
	for range 2 {
		c := s.conn(end{client4, 47100}, end{server4, 9000})
		c.seq[0] += uint32(s.at.Unix() - clock.Unix())
		c.open()
		c.segment(0, psh|ack, "ping")
		c.segment(1, psh|ack, "pong")
		c.close()
		s.pause(100 * time.Second)
	}
	c := s.conn(end{client4, 47101}, end{server4, 9000})
	c.open()
	c.segment(1, rst|ack, "")
}

// answerFirst is a connection whose SYN was captured after the answer to it.
func answerFirst(s *scene) {
	c := s.conn(end{client4, 47200}, end{server4, 9000})
	c.seq[0]++
	c.segment(1, syn|ack, "")
	c.raw(0, c.seq[0]-1, syn, "")
	c.segment(0, ack, "")
	c.segment(0, psh|ack, "ping")
	c.close()
}

// rareOptions are options of all kinds, a window that closes.
func rareOptions(s *scene) {
	c := s.conn(end{client4, 47300}, end{server4, 9000})
	c.options = inWords([]byte{28, 4, 0x80, 60, 77, 4, 1, 2, 253, 4, 1, 2}) // user timeout, unknown, experimental
	c.segment(0, syn, "")
	c.segment(1, syn|ack, "")
	c.segment(0, ack, "")
	c.window = 4
	c.segment(1, ack, "")
	c.window = 8192
	c.segment(0, psh|ack, "full")
	c.window = 0
	c.segment(1, ack, "")
	c.window = 8192
	c.segment(0, ack, "?")
	c.seq[0]--
	c.window = 0
	c.segment(1, ack, "")
	c.segment(1, ack, "")
}
