package dissect_test

import "testing"

// tftpMessages are of every kind, RFC 1350 section 5, RFC 2347.
var tftpMessages = []string{"\x00\x01file.bin\x00octet\x00blksize\x00512\x00tsize\x000\x00", "\x00\x02up\x00netascii\x00", "<\x00\x03\x00\x01abc", "\x00\x04\x00\x07",
	"<\x00\x05\x00\x02denied\x00", "<\x00\x06blksize\x001024\x00", "\x00\x09abc", "<\x00\x05\x00\x63x\x00"}

// tftpTransfers are requests and what follows them from other ports.
func tftpTransfers() (frames [][]byte) {
	from := func(src, dst uint16, text string) {
		frames = append(frames, etherFrame(0x0800, ipv4Packet("198.51.100.20", "192.0.2.10", 17, udpDatagram(src, dst, []byte(text)))))
	}
	to := func(src, dst uint16, text string) { frames = append(frames, udpFrame(src, dst, []byte(text))) }
	to(3001, 69, "\x00\x02up\x00netascii\x00")
	from(4001, 3001, "\x00\x04\x00\x00")
	to(3001, 4001, "\x00\x03\x00\x01abc")
	from(4001, 3001, "\x00\x05\x00\x02denied!\x00")
	to(3002, 69, "\x00\x01f.bin\x00octet\x00blksize\x0010\x00")
	from(4002, 3002, "\x00\x06blksize\x0010\x00")
	for _, block := range []string{"\x00\x01", "\xff\xff", "\x00\x00", "\x00\x01"} {
		from(4002, 3002, "\x00\x03"+block+"0123456789")
		to(3002, 4002, "\x00\x04"+block)
	}
	from(4002, 3002, "\x00\x03\x00\x020123")
	from(4002, 3002, "\x00\x09more")
	return frames
}

func TestTFTP(t *testing.T) {
	fields := []string{"tftp", "data", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(tftpTransfers()...), fields...)
	datagrams(t, 69, tftpMessages, fields...)
}

// syslogMessages are of both forms and of neither.
var syslogMessages = []string{"<34>Oct 11 22:14:15 mymachine su: failed", "<165>1 2003-10-11T22:14:15.003Z host app 111 ID47 - text", "no priority", "<999>x",
	"<13>", "<13", "<>x", "<1a>x", "<165>1 2003-10-11T22:14:15.003-07:00 host app - - [a b=\"c\"] m", "<13>Oct  1 22:14:15 h x\n", "<13>a\x00b",
	"<013>x", "<191>x", "<192>x", "<13>Oct 11 22:14:15 h sshd[123]: hi", "<13>\xe9\xff\x01t"}

func TestSyslog(t *testing.T) {
	datagrams(t, 514, syslogMessages, "syslog.fac", "syslog.lev", "syslog.msgid", "syslog.h", "syslog.app", "syslog.proc", "_ws", "frame.protocols")
	var frames [][]byte
	for facility := range 26 {
		frames = append(frames, udpFrame(1025, 514, []byte("<"+string('0'+rune(facility*8/100))+string('0'+rune(facility*8/10%10))+string('0'+rune(facility*8%10))+">x")))
	}
	for level := range 8 {
		frames = append(frames, udpFrame(1025, 514, []byte("<"+string('0'+rune(level))+">x")))
	}
	for _, message := range syslogMessages {
		frames = append(frames, udpFrame(1025, 514, []byte(message)))
	}
	sameAsTshark(t, 1, inOrder(frames...), "syslog", "_ws")
}

// telnetLines hold commands, options and text.
var telnetLines = []string{"<\xff\xfd\x18\xff\xfd\x20\xff\xfb\x03", "\xff\xfb\x18\xff\xfc\x20\xff\xfe\x03", "<\xff\xfa\x18\x01\xff\xf0", "\xff\xfa\x18\x00xterm\xff\xf0",
	"\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0", "<login: ", "bob\r\n", "<\r\nhi\r\nthere", "<abc\xff\xffdef\xff\xf9\xff\xf1tail\r\n", "\xff\xf4\xff\xfd\x06", "\xff\xfa\x18",
	"<\xff\xfa\x27\x01\xff\xf0\xff\xfa\x20\x0038400,38400\xff\xf0", "<caf\xe9\x00x\x1b[1m\r", "<\n", "<\xff\xfa\x18\x01\xff\xf0text\xff\xfa\xc8abc\xff\xf0",
	"<a\rb\nc", "\xff\xfa\x23\x00host:0\xff\xf0\xff\xfa\x18\x02\xff\xf0"}

func TestTelnet(t *testing.T) {
	fields := []string{"telnet", "tcp", "_ws.col", "_ws.mal", "_ws.sh", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 23, telnetLines...)...), fields...)
	cutAndDamaged(t, 23, telnetLines[:11], fields...)
}

func init() {
	fillers["tftp"], fillers["telnet"] = tftpTransfers, func() [][]byte { return talk(50000, 23, telnetLines...) }
	fillers["syslog"] = func() (frames [][]byte) {
		for _, message := range syslogMessages {
			frames = append(frames, udpFrame(1025, 514, []byte(message)))
		}
		return frames
	}
}
