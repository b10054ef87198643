package dissect_test

import "testing"

// ftpLines are commands and replies of every kind that says an address, a directory or a code.
var ftpLines = []string{"<220 Welcome\r\n", "USER anonymous\r\n", "<331-first\r\n line two\r\n331 Password\r\n", "PASS  two words \r\n", "<230 ok\r\n",
	"PWD\r\n", "<257 \"/home/\"\"x\" is current\r\n", "CWD sub/../dir/\r\n", "<250 ok\r\n", "CDUP\r\n", "<250 ok\r\n", "CWD /tmp\r\n", "<250 ok\r\n", "PASV\r\n",
	"<227 Entering Passive Mode (198,51,100,20,156,64).\r\n", "RETR a.txt\r\n", "<227 x 203,0,113,9,1,2\r\n", "PORT 192,0,2,10,156,65\r\n",
	"LIST\r\n", "PORT 203,0,113,9,1,2\r\n", "<229 Extended Passive Mode (|||40002|)\r\n", "STOR b.bin\r\n", "EPRT |1|192.0.2.10|40003|\r\n",
	"EPRT |2|2001:db8::1|40004|\r\n", "EPRT xx\r\n", "<229 foo\r\n", "<227 foo\r\n", "<257 foo\r\n", "half a com", "mand\r\nQUIT\r\n", "<12\r\n", "<221\r\n",
	"<no code\r\nmore", "\r\n", "A\xe9 \xfcb\x01c\r\n", " leading\r\n", "NOOP\n", "NOOP x\ry\n"}

// ftpTransfers are connections that were announced in each way, and what they carry.
func ftpTransfers() [][]byte {
	frames := talk(50000, 21, ftpLines...)
	for i, said := range []struct {
		lines []string
		port  uint16
	}{{[]string{"<227 (198,51,100,20,160,1)\r\n", "RETR a\r\n"}, 40961}, {[]string{"<229 (|||40962|)\r\n", "NLST\r\n"}, 40962},
		{[]string{"PORT 192,0,2,10,160,3\r\n", "CWD x\r\n", "<250 y\r\n", "LIST\r\n"}, 40963}, {[]string{"NOOP\r\n"}, 40964}} {
		frames = append(frames, talk(uint16(50001+i), 21, said.lines...)...)
		if i < 2 {
			frames = append(frames, talk(uint16(51000+i), said.port, "<some text\r\n", "<\x00\x01\xff", "<\ttab\n")...)
			continue
		}
		client, server := connection(said.port, 20, 1000, 2000)
		frames = append(append(frames, handshake(server, client)...), server.data(1, 1, "some text\r\n"), server.data(12, 1, "caf\xc3\xa9"))
	}
	// Over IPv6 the address of a server is of another field.
	segment := talk(50009, 21, "<229 (|||40969|)\r\n")[3][34:]
	return append(frames, etherFrame(0x86dd, ipv6Packet(6, segment)))
}

func init() { fillers["ftp"] = ftpTransfers }

func TestFTP(t *testing.T) {
	fields := []string{"ftp", "tcp", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(ftpTransfers()...), fields...)
	// Wireshark writes the bytes of a directory as they are, whatever they are.
	cutAndDamaged(t, 21, ftpLines, "ftp.re", "ftp.pas", "ftp.act", "ftp.ep", "tcp", "_ws", "frame.protocols")
	cutAndDamaged(t, 20, []string{"<some text\r\nand more", "<\x00\x01\x02"}, fields...)
}
