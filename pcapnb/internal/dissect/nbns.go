package dissect

import (
	"fmt"
	"strings"
)

func init() { readers["nbns"] = (*Session).nbns }

// Types of records and opcodes, RFC 1002 section 4.2.
const (
	nbnsNB     = 32
	nbnsStatus = 33
	nbnsWait   = 7
)

func nbnsOpcode(n uint64) string {
	switch n {
	case 0:
		return "Name query"
	case 5:
		return "Registration"
	case 6:
		return "Release"
	case nbnsWait:
		return "Wait for acknowledgment"
	case 8:
		return "Refresh"
	case 9:
		return "Refresh (alternate opcode)"
	case 15:
		return "Multi-homed registration"
	}
	return "Unknown operation"
}

func nbnsReply(n uint64) string {
	names := [...]string{1: "Request was invalidly formatted", 2: "Server failure", 3: "Requested name does not exist", 4: "Unsupported request",
		5: "Request refused", 6: "Name is owned by another node", 7: "Name is in conflict"}
	if n < uint64(len(names)) {
		return names[n]
	}
	return "Unknown error"
}

func nbnsType(n uint64) string {
	switch n {
	case nbnsNB:
		return "NB"
	case nbnsStatus:
		return "NBSTAT"
	}
	return "Unknown"
}

// nbns dissects a message of the name service, RFC 1002 section 4.2.
func (d *Session) nbns(t *view) {
	const head = 12
	d.current = "NBNS"
	d.dnsJumps = 0
	d.cols.setProto(d, "NBNS")
	d.cols.clear(d)
	flags := uint64(d.u16(t, 2))
	if !d.ok() {
		d.layerName("nbns")
		return
	}
	response, opcode := flags>>15 != 0, flags>>11&15
	d.cols.set(d, nbnsOpcode(opcode))
	if response {
		d.cols.append(d, " response")
		if flags&15 != 0 {
			d.cols.append(d, ", ", nbnsReply(flags&15))
		}
	}
	d.begin(fNbns, t, len(t.b))
	d.uint(fNbnsId, t, 0, 2)
	d.nbnsFlags(t, 2, flags)
	var n [4]int
	for i, id := range [...]ID{fNbnsCountQueries, fNbnsCountAnswers, fNbnsCountAuthRr, fNbnsCountAddRr} {
		n[i] = int(d.uint(id, t, 4+2*i, 2))
	}
	off := head
	for i := 0; i < n[0] && d.ok(); i++ {
		off += d.nbnsQuestion(t, off)
	}
	for section := 1; section < 4; section++ {
		for i := 0; i < n[section] && d.ok(); i++ {
			off += d.nbnsRecord(t, off, opcode, section == 1)
		}
	}
}

func (d *Session) nbnsFlags(t *view, off int, f uint64) {
	response := f>>15 != 0
	bit := func(id ID, n uint) { d.flag(id, t, off, 2, f>>n&1 != 0) }
	d.num(fNbnsFlags, t, off, 2, f)
	d.push()
	defer d.pop()
	bit(fNbnsFlagsResponse, 15)
	d.num(fNbnsFlagsOpcode, t, off, 2, f>>11&15)
	if response {
		bit(fNbnsFlagsAuthoritative, 10)
	}
	bit(fNbnsFlagsTruncated, 9)
	bit(fNbnsFlagsRecdesired, 8)
	if response {
		bit(fNbnsFlagsRecavail, 7)
	}
	bit(fNbnsFlagsBroadcast, 4)
	if response {
		d.num(fNbnsFlagsRcode, t, off, 2, f&15)
	}
}

// nbnsName reads a name at off in its first-level encoding, RFC 1001 section 14.1; n is how long it is in the message. The last of
// its 16 characters is a number that says what for the name is.
func (d *Session) nbnsName(t *view, off int) (name string, suffix int, n int) {
	encoded, n := d.dnsName(t, off)
	if !d.ok() {
		return "", -1, 0
	}
	half, scope, scoped := strings.Cut(encoded, ".")
	var plain []byte
	for i := 0; i+1 < len(half); i += 2 {
		high, low := half[i]-'A', half[i+1]-'A'
		if half[i] < 'A' || half[i] > 'Z' {
			return "Illegal NetBIOS name (1st character not between A and Z in first-level encoding)", -1, n
		}
		if half[i+1] < 'A' || half[i+1] > 'Z' {
			return "Illegal NetBIOS name (2nd character not between A and Z in first-level encoding)", -1, n
		}
		plain = append(plain, high<<4|low&15)
	}
	suffix = -1
	if len(plain) == 16 {
		suffix = int(plain[15])
		name = netbiosText(plain[:15]) + fmt.Sprintf("<%02x>", suffix)
	} else {
		name = netbiosText(plain)
	}
	if scoped {
		name += "." + scope
	}
	return name, suffix, n
}

// netbiosText writes a name without the spaces that fill it up.
func netbiosText(b []byte) string {
	var text strings.Builder
	for _, c := range []byte(strings.TrimRight(string(b), " ")) {
		if c < ' ' || c >= 0x7f {
			fmt.Fprintf(&text, "<%02x>", c)
		} else {
			text.WriteByte(c)
		}
	}
	return text.String()
}

// netbiosService tells what a name is for, by its last character.
func netbiosService(n int) string {
	switch n {
	case 0x00, 0x02:
		return "Workstation/Redirector"
	case 0x01:
		return "Browser"
	case 0x03:
		return "Messenger service/Main name"
	case 0x05:
		return "Forwarded name"
	case 0x06:
		return "RAS Server service"
	case 0x1b:
		return "Domain Master Browser"
	case 0x1c:
		return "Domain Controllers"
	case 0x1d:
		return "Local Master Browser"
	case 0x1e:
		return "Browser Election Service"
	case 0x1f:
		return "Net DDE Service"
	case 0x20:
		return "Server service"
	case 0x21:
		return "RAS client service"
	case 0x22:
		return "Exchange Interchange (MSMail Connector)"
	case 0x23:
		return "Exchange Store"
	case 0x24:
		return "Exchange Directory"
	case 0x2b:
		return "Lotus Notes Server service"
	case 0x30:
		return "Modem sharing server service"
	case 0x31:
		return "Modem sharing client service"
	case 0x43:
		return "SMS Clients Remote Control"
	case 0x44:
		return "SMS Administrators Remote Control Tool"
	case 0x45:
		return "SMS Clients Remote Chat"
	case 0x46:
		return "SMS Clients Remote Transfer"
	case 0x4c, 0x52:
		return "DEC Pathworks TCP/IP Service on Windows NT"
	case 0x6a:
		return "Microsoft Exchange IMC"
	case 0x87:
		return "Microsoft Exchange MTA"
	case 0xbe:
		return "Network Monitor Agent"
	case 0xbf:
		return "Network Monitor Analyzer"
	}
	return "Unknown"
}

func (d *Session) nbnsQuestion(t *view, off int) int {
	name, _, n := d.nbnsName(t, off)
	kind, class := uint64(d.u16(t, off+n)), uint64(d.u16(t, off+n+2))
	if !d.ok() {
		return 0
	}
	d.cols.append(d, " ", nbnsType(kind), " ", name)
	d.str(fNbnsName, t, off, n, name)
	d.num(fNbnsType, t, off+n, 2, kind)
	d.num(fNbnsClass, t, off+n+2, 2, class)
	return n + 4
}

// nbnsRecord dissects a resource record, RFC 1002 section 4.2.1.3.
func (d *Session) nbnsRecord(t *view, off int, opcode uint64, answer bool) int {
	name, suffix, n := d.nbnsName(t, off)
	kind, class := uint64(d.u16(t, off+n)), uint64(d.u16(t, off+n+2))
	d.u32(t, off+n+4)
	size := int(d.u16(t, off+n+8))
	if !d.ok() {
		return 0
	}
	if suffix >= 0 && kind == nbnsNB {
		name += " (" + netbiosService(suffix) + ")"
	}
	if answer && (kind != nbnsNB || opcode != nbnsWait) {
		d.cols.append(d, " ", nbnsType(kind))
	}
	d.str(fNbnsName, t, off, n, name)
	d.num(fNbnsType, t, off+n, 2, kind)
	d.num(fNbnsClass, t, off+n+2, 2, class)
	d.uint(fNbnsTtl, t, off+n+4, 4)
	d.num(fNbnsDataLength, t, off+n+8, 2, uint64(size))
	data := t.sub(off+n+10, size)
	switch {
	case kind == nbnsStatus:
		d.nbnsStatus(&data)
	case kind == nbnsNB && opcode == nbnsWait: // what it asks to wait for, RFC 1002 section 4.2.16
		if flags := d.u16(&data, 0); d.ok() {
			d.nbnsFlags(&data, 0, uint64(flags))
		}
	case kind == nbnsNB:
		for at := 0; at+6 <= size && d.ok(); at += 6 {
			d.nbnsAddress(&data, at, answer && at == 0)
		}
	}
	return n + 10 + size
}

func (d *Session) nbnsAddress(t *view, off int, show bool) {
	flags := d.uint(fNbnsNbFlags, t, off, 2)
	d.push()
	d.flag(fNbnsNbFlagsGroup, t, off, 2, flags>>15 != 0)
	d.num(fNbnsNbFlagsOnt, t, off, 2, flags>>13&3)
	d.pop()
	addr := d.uint(fNbnsAddr, t, off+2, 4)
	if show && d.wantCols {
		d.cols.append(d, " ", v4(uint32(addr)).String())
	}
}

// nbnsStatus emits the names of a node, RFC 1002 section 4.2.18.
func (d *Session) nbnsStatus(t *view) {
	const size = 18
	n := int(d.uint(fNbnsNumberOfNames, t, 0, 1))
	off := 1
	for i := 0; i < n && d.ok(); i++ {
		if b := d.slice(t, off, 15); b != nil {
			d.str(fNbnsNetbiosName, t, off, 16, strings.TrimRight(string(b), " "))
		}
		flags := d.uint(fNbnsNameFlags, t, off+16, 2)
		d.push()
		d.flag(fNbnsNameFlagsGroup, t, off+16, 2, flags>>15&1 != 0)
		d.num(fNbnsNameFlagsOnt, t, off+16, 2, flags>>13&3)
		for bit, id := range [...]ID{fNbnsNameFlagsDrg, fNbnsNameFlagsCnf, fNbnsNameFlagsAct, fNbnsNameFlagsPrm} {
			d.flag(id, t, off+16, 2, flags>>(12-bit)&1 != 0)
		}
		d.pop()
		off += size
	}
	d.uint(fNbnsUnitId, t, off, 6)
}
