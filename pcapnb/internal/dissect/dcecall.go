package dissect

import (
	"bytes"
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// dceRequest dissects a call, C706 section 12.6.4.9.
func (d *Session) dceRequest(t *view, p *dcePDU) {
	off := dceHead
	d.dceUint(fDcerpcCnAllocHint, t, off, 4, p)
	context := uint16(d.dceUint(fDcerpcCnCtxId, t, off+4, 2, p))
	op := uint16(d.dceUint(fDcerpcOpnum, t, off+6, 2, p))
	if !d.ok() {
		return
	}
	c := p.conn.calls[p.call]
	if c == nil || p.flags&dceFirst != 0 {
		c = &dceCall{frame: d.frame.Number, time: d.now, op: op, context: context}
		if _, bound := p.conn.bound[context]; bound {
			remember(&p.conn.calls, p.call, c)
		}
	}
	d.cols.append(d, ", opnum: ", utoa(op), ", Ctx: ", utoa(context), p.context(context))
	d.dceLabel(p, ", Ctx: "+utoa(context))
	if off += 8; p.flags&dceObject != 0 {
		off += 16
	}
	d.dceOperation(t, off, p, c, " request")
}

// dceLabel adds to the label of a PDU.
func (d *Session) dceLabel(p *dcePDU, text string) {
	if p.label != "" {
		p.label += text
		d.label(p.label)
	}
}

// context names what the context of a message that is whole is bound to.
func (p *dcePDU) context(n uint16) string {
	if s, ok := p.conn.bound[n]; ok && p.flags&(dceFirst|dceLast) == dceFirst|dceLast {
		return " " + dceName(s.id) + " V" + utoa(s.major)
	}
	return ""
}

// dceResponse dissects the answer to a call, C706 sections 12.6.4.10 and 12.6.4.7.
func (d *Session) dceResponse(t *view, p *dcePDU) {
	off := dceHead
	d.dceUint(fDcerpcCnAllocHint, t, off, 4, p)
	context := uint16(d.dceUint(fDcerpcCnCtxId, t, off+4, 2, p))
	if !d.ok() {
		return
	}
	c := p.conn.calls[p.call]
	d.cols.append(d, ", Ctx: ", utoa(context))
	if p.kind == dceFault {
		status := d.dceUint(fDcerpcCnStatus, t, off+8, 4, p)
		name := dceFaults()[uint32(status)]
		if name == "" {
			name = "Unknown (" + hexText(status, 8) + ")"
		}
		d.cols.append(d, ", status: ", name)
	}
	if p.kind == dceResponse {
		d.dceLabel(p, ", Ctx: "+utoa(context))
	}
	if c == nil {
		return
	}
	if p.kind == dceResponse {
		d.dceLabel(p, ", [Req: #"+utoa(c.frame)+"]")
	}
	d.num(fDcerpcOpnum, nil, 0, 0, uint64(c.op))
	d.num(fDcerpcRequestIn, nil, 0, 0, uint64(c.frame))
	d.num(fDcerpcTime, nil, 0, 0, uint64(d.now-c.time))
	if p.kind == dceResponse {
		d.cols.append(d, p.context(context))
		d.dceOperation(t, off+8, p, c, " response")
	}
}

// dceOperation names the operation of an interface where a message is whole.
func (d *Session) dceOperation(t *view, off int, p *dcePDU, c *dceCall, said string) {
	side := 0
	if p.kind == dceResponse {
		side = 1
	}
	if p.flags&dceFirst != 0 {
		c.parts[side] = true
	}
	s, ok := p.conn.bound[c.context]
	known := dceInterfaces()[s]
	if !ok || known == nil || p.flags&dceLast == 0 || !c.parts[side] || !d.ok() {
		return
	}
	name := known.operations[c.op]
	if name == "" {
		name = "Unknown operation " + utoa(c.op)
	}
	if side == 1 {
		d.num(fDcerpcRequestIn, nil, 0, 0, uint64(c.frame))
	}
	d.cols.setProto(d, known.column)
	d.dceSay(p, name+said)
	if name == "Map" && side == 0 {
		stub := t.sub(off, p.end-off)
		d.dceTower(&stub, p)
	}
}

// dceSay says what the last of PDUs does in place of its head.
func (d *Session) dceSay(p *dcePDU, text string) {
	if !d.wantCols || !d.ok() {
		return
	}
	info := d.cols.info
	if i := bytes.LastIndex(info, []byte(dceKinds[p.kind]+": call_id: ")); i >= d.cols.fence {
		d.cols.info = info[:i]
	}
	d.cols.append(d, text)
}

// dceTower shows the interface and the encoding that a mapper is asked for, C706 appendix L.
func (d *Session) dceTower(stub *view, p *dcePDU) {
	const floor = "\x13\x00\x0d" // the length of a UUID with its version, and the kind
	b := stub.b
	for i := range 2 {
		at := bytes.Index(b, []byte(floor))
		if at < 0 || at+19 > len(b) {
			return
		}
		v := view{b: b[at+3:], rep: len(b) - at - 3}
		id := d.dceUUID(&v, 0, &dcePDU{little: true})
		b = b[at+19:]
		if i == 0 {
			d.cols.append(d, ", ", dceName(id))
		} else {
			d.cols.append(d, ", ", dceEncoding(id))
		}
	}
}

// dceAuth dissects what proves who sends a PDU, MS-RPCE section 2.2.2.11.
func (d *Session) dceAuth(t *view, p *dcePDU, size int) {
	const (
		negotiate = 9
		ntlm      = 10
	)
	kind := d.uint(fDcerpcAuthType, t, p.end, 1)
	d.slots(t, p.end+1, slot{fDcerpcAuthLevel, 1}, slot{fDcerpcAuthPadLen, 1})
	d.dceUint(fDcerpcAuthCtxId, t, p.end+4, 4, p)
	token := t.sub(p.end+8, size)
	talks := p.kind != dceRequest && p.kind != dceResponse
	switch {
	case !d.ok():
	case kind == ntlm && talks:
		d.gssInside(&token, (*Session).ntlmQuiet)
	case kind == negotiate && talks:
		d.gssInside(&token, (*Session).spnegoBare)
	}
}

// ntlmQuiet dissects a message of NTLM where Wireshark does not name it among the layers.
func (d *Session) ntlmQuiet(t *view) {
	named := len(d.layers)
	d.ntlmssp(t)
	d.layers = d.layers[:min(named, len(d.layers))]
}

// spnegoBare dissects a token of negotiation with or without what GSS-API puts around it.
func (d *Session) spnegoBare(t *view) {
	if len(t.b) == 0 || t.b[0] != 0x60 {
		if d.gss().begun {
			d.spnego(t)
		}
		return
	}
	d.gss().begun = true
	_, token, _ := d.berItem(t, 0)
	_, _, next := d.berItem(&token, 0)
	rest := token.sub(next, -1)
	d.spnego(&rest)
}

//go:embed dceinterface.txt
var dceInterfaceText string

//go:embed dcefault.txt
var dceFaultText string

var dceFaults = sync.OnceValue(func() map[uint32]string { return namedNumbers(dceFaultText) })

// dceInterface is what is known of an interface.
type dceInterface struct {
	column     string
	operations map[uint16]string
}

// dceNames are the names of interfaces, whatever their versions.
var dceNames = map[[16]byte]string{}

// dceInterfaces are the interfaces whose operations have names: of C706, and of MS-SRVS, MS-LSAD, MS-SAMR and the like.
var dceInterfaces = sync.OnceValue(func() map[dceSyntax]*dceInterface {
	all := map[dceSyntax]*dceInterface{}
	var at *dceInterface
	for line := range strings.Lines(dceInterfaceText) {
		first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case first == "@":
			at = readInterface(all, rest)
		case at != nil && first != "#":
			if n, err := strconv.ParseUint(first, 10, 16); err == nil {
				at.operations[uint16(n)] = rest
			}
		}
	}
	return all
})

// readInterface notes an interface of a line: its UUID and version, its name, and what it is called as a protocol.
func readInterface(all map[dceSyntax]*dceInterface, line string) *dceInterface {
	parts := strings.Split(line, "|")
	text, version, _ := strings.Cut(parts[0], " ")
	major, err := strconv.ParseUint(version, 10, 16)
	id, ok := parseUUID(text)
	if err != nil || !ok || len(parts) != 3 {
		return nil
	}
	dceNames[id] = parts[1]
	if parts[2] == "-" {
		return nil
	}
	at := &dceInterface{parts[2], map[uint16]string{}}
	all[dceSyntax{id, uint16(major)}] = at
	return at
}

func parseUUID(text string) (id [16]byte, ok bool) {
	digits := strings.ReplaceAll(text, "-", "")
	if len(digits) != 32 {
		return id, false
	}
	for i := range id {
		n, err := strconv.ParseUint(digits[2*i:2*i+2], 16, 8)
		if err != nil {
			return id, false
		}
		id[i] = byte(n)
	}
	return id, true
}

// dceName names an interface.
func dceName(id [16]byte) string {
	dceInterfaces()
	if name := dceNames[id]; name != "" {
		return name
	}
	return uuidText(id)
}
