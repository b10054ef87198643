package dissect

import (
	"bytes"
	"strings"
)

func init() { readers["tftp"] = (*Session).tftp }

// Operations of TFTP, RFC 1350 section 5, RFC 2347.
const (
	tftpRead = iota + 1
	tftpWrite
	tftpBlock
	tftpAck
	tftpError
	tftpOptions

	tftpMulticast = 255
)

// tftp dissects a message of TFTP.
func (d *Session) tftp(t *view) {
	d.begin(fTftp, t, len(t.b))
	d.current = "TFTP"
	d.cols.setProto(d, "TFTP")
	op := d.uint(fTftpOpcode, t, 0, 2)
	if !d.ok() {
		return
	}
	d.cols.set(d, tftpName(op))
	f := d.udp.tftp.of(d.udpEnds())
	if op == tftpRead || op == tftpWrite {
		d.tftpRequest(t, op)
		return
	}
	if f == nil {
		f = &tftpTransfer{size: 512}
	} else {
		d.ascii(fTftpDestinationFile, nil, 0, 0, f.file)
		d.numIf(fTftpRequestFrame, f.frame)
	}
	switch op {
	case tftpBlock, tftpAck:
		d.tftpNumbered(t, op, f)
	case tftpError:
		code := d.uint(fTftpErrorCode, t, 2, 2)
		d.cols.append(d, ", Code: ", tftpProblem(code))
		message, _ := d.tftpText(fTftpErrorMessage, t, 4)
		d.cols.append(d, ", Message: ", formatText(message))
	case tftpOptions, tftpMulticast:
		d.tftpOptionList(t, 2, f)
	default:
		d.raw(fTftpData, t, 2, max(len(t.b)-2, 1))
	}
}

func tftpName(op uint64) string {
	names := [...]string{"Read Request", "Write Request", "Data Packet", "Acknowledgement", "Error Code", "Option Acknowledgement"}
	if op >= 1 && op <= uint64(len(names)) {
		return names[op-1]
	}
	if op == tftpMulticast {
		return "Information (MSDP)"
	}
	return "Unknown (" + hexText(op, 4) + ")"
}

// tftpProblem names an error, RFC 1350 section 5, RFC 2347.
func tftpProblem(code uint64) string {
	names := [...]string{"Not defined", "File not found", "Access violation", "Disk full or allocation exceeded", "Illegal TFTP Operation",
		"Unknown transfer ID", "File already exists", "No such user", "Option negotiation failed"}
	if code < uint64(len(names)) {
		return names[code]
	}
	return "Unknown (" + utoa(code) + ")"
}

// tftpText emits the text at off, which ends with a zero, and returns where the next begins.
func (d *Session) tftpText(id ID, t *view, off int) (text []byte, next int) {
	if off > len(t.b) || !d.ok() {
		d.fail(t, off+1)
		return nil, off
	}
	n := bytes.IndexByte(t.b[off:], 0)
	if n < 0 {
		d.fail(t, len(t.b)+1)
		return nil, off
	}
	text = t.b[off : off+n]
	d.asciiBytes(id, t, off, n+1, text)
	return text, off + n + 1
}

func (d *Session) tftpRequest(t *view, op uint64) {
	id := fTftpSourceFile
	if op == tftpWrite {
		id = fTftpDestinationFile
	}
	file, off := d.tftpText(id, t, 2)
	d.cols.append(d, ", File: ", formatText(file))
	f := &tftpTransfer{frame: d.frame.Number, file: string(file), size: 512}
	if d.ok() && !d.inError && plainText(file) { // else Wireshark takes the answers for something else
		src, dst := d.udpEnds()
		d.udp.tftp.begin(src, dst, f)
	}
	kind, off := d.tftpText(fTftpType, t, off)
	d.cols.append(d, ", Transfer type: ", formatText(kind))
	d.tftpOptionList(t, off, new(tftpTransfer))
}

// tftpOptionList dissects options; those of an acknowledgment are agreed on.
func (d *Session) tftpOptionList(t *view, off int, agreed *tftpTransfer) {
	for off < len(t.b) && d.ok() {
		var name, value []byte
		at := len(d.out.Values)
		name, off = d.tftpText(fTftpOptionName, t, off)
		value, off = d.tftpText(fTftpOptionValue, t, off)
		if !d.ok() {
			d.out.Values = d.out.Values[:at]
			if d.tree {
				d.out.nodes = d.out.nodes[:at]
			}
			return
		}
		d.cols.append(d, ", ", formatText(name), "=", formatText(value))
		if agreed.size > 0 && strings.EqualFold(string(name), "blksize") {
			agreed.size = int(decimal(value))
		}
	}
}

// decimal reads the number that text begins with, up to 65,535.
func decimal(text []byte) (n uint64) {
	for _, c := range text[:min(len(text), digits(string(text)))] {
		n = min(n*10+uint64(c-'0'), 65535)
	}
	return n
}

// tftpNumbered dissects a block of data, or what acknowledges it. As in Wireshark the numbers go on beyond 16 bits.
func (d *Session) tftpNumbered(t *view, op uint64, f *tftpTransfer) {
	block := d.uint(fTftpBlock, t, 2, 2)
	if !d.ok() {
		return
	}
	full := f.last + int(int16(uint16(block)-uint16(f.last)))
	if full < 0 {
		full = int(block)
	}
	f.last = full
	d.num(fTftpBlockFull, nil, 0, 0, uint64(full))
	d.cols.num(d, ", Block: ", uint64(full))
	if op == tftpAck {
		return
	}
	body := t.sub(4, -1)
	if body.rep < f.size {
		d.cols.append(d, " (last)")
	}
	d.data(&body)
}
