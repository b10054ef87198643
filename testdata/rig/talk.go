//go:build linux

package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
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

// call sends voice and picture packets to the other side and hears what comes.
func call(args []string) error {
	flags := flag.NewFlagSet("call", flag.ExitOnError)
	local := flags.String("local", "", "own address")
	remote := flags.String("remote", "", "address of the other side")
	lasts := flags.Duration("for", 5*time.Second, "length of the call")
	video := flags.Bool("video", false, "send pictures too")
	seed := flags.Uint64("seed", 1, "seed of the sizes and contents")
	flags.Parse(args)

	dice := rand.New(rand.NewPCG(*seed, 0))
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
	end := time.Now().Add(*lasts)
	for n := 0; time.Now().Before(end); n++ {
		send(conn, 90+dice.IntN(60), dice)
		// Fifteen pictures a second, one in fifteen of them a whole one.
		if *video && n%3 == 0 {
			for left := pictureSize(n/3, dice); left > 0; left -= 1200 {
				send(conn, min(left, 1200), dice)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

func pictureSize(n int, dice *rand.Rand) int {
	if n%15 == 0 {
		return 5000 + dice.IntN(2000)
	}
	return 500 + dice.IntN(700)
}

// send writes random bytes behind a first byte that looks like no known protocol.
func send(conn net.Conn, size int, dice *rand.Rand) {
	packet := make([]byte, size)
	for i := range packet {
		packet[i] = byte(dice.Uint32())
	}
	packet[0] = 0x05
	if _, err := conn.Write(packet); err != nil && !strings.Contains(err.Error(), "refused") {
		fmt.Fprintln(os.Stderr, "rig call:", err)
	}
}
