//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"time"
)

// sockopt sets a TCP option on a socket that net has just made.
func sockopt(raw syscall.RawConn, option, value int) error {
	var err error
	if cerr := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, option, value)
	}); cerr != nil {
		return cerr
	}
	return err
}

// delayAck lets acknowledgements wait for data to travel with.
func delayAck(_, _ string, raw syscall.RawConn) error {
	return sockopt(raw, syscall.TCP_QUICKACK, 0)
}

// serve answers one HTTP request; the answer and the FIN travel in one segment.
func serve(args []string) error {
	config := net.ListenConfig{Control: delayAck}
	listener, err := config.Listen(context.Background(), "tcp4", args[0])
	if err != nil {
		return err
	}
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		return err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	if err := sockopt(raw, syscall.TCP_CORK, 1); err != nil {
		return err
	}
	body := "Hello from a small web server.\n"
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	return conn.Close()
}

// get asks HOST:PORT for /; the last segment of the handshake carries the request.
func get(args []string) error {
	dialer := net.Dialer{Control: delayAck}
	conn, err := dialer.Dial("tcp4", args[0])
	if err != nil {
		return err
	}
	defer conn.Close()
	host, _, _ := strings.Cut(args[0], ":")
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: netlab\r\nAccept: */*\r\n\r\n", host)
	_, err = io.Copy(io.Discard, conn)
	return err
}

// smtp takes in mail on an address (RFC 5321, just enough of it).
func smtp(args []string) error {
	listener, err := net.Listen("tcp4", args[0])
	if err != nil {
		return err
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go takeMail(conn)
	}
}

func takeMail(conn net.Conn) {
	defer conn.Close()
	fmt.Fprint(conn, "220 mail.corp.example ESMTP\r\n")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch verb {
		case "EHLO":
			fmt.Fprint(conn, "250-mail.corp.example\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n")
		case "DATA":
			fmt.Fprint(conn, "354 End data with <CR><LF>.<CR><LF>\r\n")
			for lines.Scan() && lines.Text() != "." {
			}
			fmt.Fprint(conn, "250 2.0.0 Ok: queued\r\n")
		case "QUIT":
			fmt.Fprint(conn, "221 2.0.0 Bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 2.0.0 Ok\r\n")
		}
	}
}

// call holds one side of a call: voice fifty times a second, perhaps pictures too.
func call(args []string) error {
	flags := flag.NewFlagSet("call", flag.ExitOnError)
	local := flags.String("local", "", "own address")
	remote := flags.String("remote", "", "address of the other side")
	lasts := flags.Duration("for", 5*time.Second, "length of the call")
	video := flags.Bool("video", false, "send pictures too")
	seed := flags.Uint64("seed", 1, "seed of the sizes and contents")
	flags.Parse(args)

	here, err := net.ResolveUDPAddr("udp4", *local)
	if err != nil {
		return err
	}
	there, err := net.ResolveUDPAddr("udp4", *remote)
	if err != nil {
		return err
	}
	conn, err := net.DialUDP("udp4", here, there)
	if err != nil {
		return err
	}
	go io.Copy(io.Discard, conn)
	dice := rand.New(rand.NewPCG(*seed, 0))
	voice := &track{conn: conn, dice: dice, kind: 111, step: 960, source: dice.Uint32()}
	picture := &track{conn: conn, dice: dice, kind: 96, step: 5400, source: dice.Uint32()}
	end := time.Now().Add(*lasts)
	for n := 0; time.Now().Before(end); n++ {
		voice.send(80 + dice.IntN(60))
		if *video && n%3 == 0 {
			picture.send(pictureSize(n/3, dice))
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// pictureSize says how large the nth picture is; one in fifteen is a whole one.
func pictureSize(n int, dice *rand.Rand) int {
	if n%15 == 0 {
		return 5000 + dice.IntN(2000)
	}
	return 500 + dice.IntN(700)
}

// A track is one RTP stream (RFC 3550, section 5.1) of random contents.
type track struct {
	conn     net.Conn
	dice     *rand.Rand
	kind     byte
	sequence uint16
	clock    uint32
	step     uint32 // of the clock, from one sound or picture to the next
	source   uint32
}

// send sends one sound or picture, in as many packets as it needs.
func (t *track) send(size int) {
	for ; size > 0; size -= 1200 {
		p := []byte{0x80, t.kind}
		if size <= 1200 {
			p[1] |= 0x80 // the last packet carries the marker
		}
		p = binary.BigEndian.AppendUint16(p, t.sequence)
		p = binary.BigEndian.AppendUint32(p, t.clock)
		p = binary.BigEndian.AppendUint32(p, t.source)
		for range min(size, 1200) {
			p = append(p, byte(t.dice.Uint32()))
		}
		t.conn.Write(p) // the other side may have hung up
		t.sequence++
	}
	t.clock += t.step
}
