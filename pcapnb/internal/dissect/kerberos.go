package dissect

import (
	_ "embed"
	"sync"
	"time"
)

func init() { readers["kerberos"], recognizers["kerberos"] = (*Session).kerberos, isKerberos }

// isKerberos tells a message by its kind, RFC 4120 section 5.10.
func isKerberos(t *view) bool {
	if len(t.b) == 0 || t.b[0]>>5 != 3 {
		return false
	}
	n := t.b[0] & 0x1f
	return n >= krbASReq && n <= krbAPRep || n == krbSafe || n == krbPriv || n == krbError
}

// Kinds of messages, RFC 4120 section 7.5.7.
const (
	krbASReq  = 10
	krbASRep  = 11
	krbTGSReq = 12
	krbTGSRep = 13
	krbAPReq  = 14
	krbAPRep  = 15
	krbSafe   = 20
	krbPriv   = 21
	krbCred   = 22
	krbError  = 30
)

func krbName(n uint64) string {
	switch n {
	case krbASReq:
		return "AS-REQ"
	case krbASRep:
		return "AS-REP"
	case krbTGSReq:
		return "TGS-REQ"
	case krbTGSRep:
		return "TGS-REP"
	case krbAPReq:
		return "AP-REQ"
	case krbAPRep:
		return "AP-REP"
	case krbSafe:
		return "KRB-SAFE"
	case krbPriv:
		return "KRB-PRIV"
	case krbCred:
		return "KRB-CRED"
	case krbError:
		return "KRB-ERROR"
	}
	return "Unknown msg type 0x" + hexText(n, 0)[2:]
}

//go:embed krberror.txt
var krbErrorText string

var krbErrors = sync.OnceValue(func() map[uint32]string { return namedNumbers(krbErrorText) })

// krbErrorName names an error, RFC 4120 section 7.5.9.
func krbErrorName(n uint64) string {
	if name := krbErrors()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown error code 0x" + hexText(n, 0)[2:]
}

// kerberos dissects a message, which over TCP comes after its length, RFC 4120 section 7.2.2.
func (d *Session) kerberos(t *view) {
	d.current = "KRB5"
	d.begin(fKerberos, t, len(t.b))
	d.cols.setProto(d, "KRB5")
	d.cols.clear(d)
	m := *t
	if len(t.b) > 0 && t.b[0] != 0 && t.b[0]>>5 == 3 {
		d.krbMessage(&m, true)
		return
	}
	mark := d.u32(t, 0)
	d.flag(fKerberosRmReserved, t, 0, 4, mark>>31 != 0)
	d.num(fKerberosRmLength, t, 0, 4, uint64(mark&0x7fffffff))
	m = t.sub(4, -1)
	if isKerberos(&m) || len(m.b) > 0 && m.b[0] == 0x60|krbCred {
		d.krbMessage(&m, true)
	}
}

// A krbField tells what to do with a field of a sequence, by the number of its tag.
type krbField struct {
	number ID // a number as this field
	signed bool
	text   ID
	time   ID
	bytes  ID
	read   func(d *Session, t *view, show bool)
}

// krbMessage dissects a message by its kind. Where show is not set it is inside another one, and says nothing in the columns.
func (d *Session) krbMessage(t *view, show bool) {
	tag, body, _ := d.berItem(t, 0)
	fields := krbMessages[tag&0x1f]
	if fields != nil {
		d.deeper(&body, func() { d.krbSequence(&body, fields, show) })
	}
}

// krbSequence dissects the fields of a sequence.
func (d *Session) krbSequence(t *view, fields map[uint8]krbField, show bool) {
	_, list, _ := d.berItem(t, 0)
	for off := 0; off < list.rep && d.ok(); {
		var item view
		var tag uint8
		tag, item, off = d.berItem(&list, off)
		f, ok := fields[tag&0x1f]
		if !ok || !d.ok() {
			continue
		}
		if f.read != nil {
			f.read(d, &item, show)
			continue
		}
		_, v, _ := d.berItem(&item, 0)
		switch {
		case !d.ok():
		case f.text != noField:
			d.asciiBytes(f.text, &v, 0, v.rep, v.b)
		case f.time != noField:
			d.krbTime(f.time, &v)
		case f.bytes != noField:
			d.raw(f.bytes, &v, 0, v.rep)
		default:
			d.num(f.number, &v, 0, v.rep, krbInt(d.berNumber(&v), f.signed))
		}
	}
}

// krbInt is a number of 32 bits.
func krbInt(n uint64, signed bool) uint64 {
	if signed {
		return uint64(int32(n))
	}
	return uint64(uint32(n))
}

// krbTime emits a time, which ends in Z, RFC 4120 section 5.2.3.
func (d *Session) krbTime(id ID, v *view) {
	if at, err := time.Parse("20060102150405Z", string(v.b)); err == nil {
		d.num(id, v, 0, v.rep, uint64(at.UnixNano()))
	}
}

// krbEach dissects the items of a sequence of them.
func (d *Session) krbEach(t *view, read func(item *view)) {
	_, list, _ := d.berItem(t, 0)
	for off := 0; off < list.rep && d.ok(); {
		start := off
		_, _, off = d.berItem(&list, off)
		if d.ok() {
			item := list.sub(start, off-start)
			read(&item)
		}
	}
}

// krbPrincipal dissects a name whose parts are text fields.
func krbPrincipal(part ID) func(d *Session, t *view, show bool) {
	return func(d *Session, t *view, show bool) {
		d.krbSequence(t, map[uint8]krbField{0: {number: fKerberosNameType, signed: true}, 1: {read: func(d *Session, t *view, show bool) {
			d.krbEach(t, func(item *view) {
				_, v, _ := d.berItem(item, 0)
				d.asciiBytes(part, &v, 0, v.rep, v.b)
			})
		}}}, show)
	}
}

// krbOptions emits the bits of a string of them.
func krbOptions(id ID) func(d *Session, t *view, show bool) {
	return func(d *Session, t *view, show bool) {
		if _, v, _ := d.berItem(t, 0); v.rep > 0 {
			d.uint(fBerBitstringPadding, &v, 0, 1)
			d.raw(id, &v, 1, v.rep-1)
		}
	}
}

func (d *Session) krbTicket(t *view, show bool) {
	_, body, _ := d.berItem(t, 0)
	d.krbSequence(&body, krbTicketFields, false)
}

func (d *Session) krbTickets(t *view, show bool) {
	d.krbEach(t, func(item *view) { d.krbTicket(item, false) })
}

func (d *Session) krbEncrypted(t *view, show bool) {
	d.krbSequence(t, krbEncryptedFields, false)
}

func (d *Session) krbBody(t *view, show bool) { d.krbSequence(t, krbBodyFields, show) }

func (d *Session) krbTypes(t *view, show bool) {
	d.krbEach(t, func(item *view) {
		_, v, _ := d.berItem(item, 0)
		d.num(fKerberosENCTYPE, &v, 0, v.rep, krbInt(d.berNumber(&v), true))
	})
}

// krbKind dissects which kind of message this is.
func (d *Session) krbKind(t *view, show bool) {
	_, v, _ := d.berItem(t, 0)
	n := d.berNumber(&v)
	d.num(fKerberosMsgType, &v, 0, v.rep, krbInt(n, true))
	if show {
		d.cols.set(d, krbName(n))
	}
}

func (d *Session) krbCode(t *view, show bool) {
	_, v, _ := d.berItem(t, 0)
	n := d.berNumber(&v)
	d.num(fKerberosErrorCode, &v, 0, v.rep, krbInt(n, true))
	if show {
		d.cols.set(d, "KRB Error: ", krbErrorName(n))
	}
}

// krbPadata dissects what goes along with a message, RFC 4120 section 5.2.7.
func (d *Session) krbPadata(t *view, show bool) { d.krbEach(t, d.krbPadatum) }

func (d *Session) krbPadatum(t *view) {
	const (
		ticket    = 1
		timestamp = 2
		info      = 11
		info2     = 19
		options   = 167 // what a client asks of the authorization data, MS-KILE section 2.2.10
	)
	kind := uint64(0)
	d.krbSequence(t, map[uint8]krbField{1: {read: func(d *Session, t *view, show bool) {
		_, v, _ := d.berItem(t, 0)
		kind = krbInt(d.berNumber(&v), true)
		d.num(fKerberosPadataType, &v, 0, v.rep, kind)
	}}, 2: {read: func(d *Session, t *view, show bool) {
		_, v, _ := d.berItem(t, 0)
		switch {
		case v.rep == 0 || !d.ok():
		case kind == ticket:
			d.krbMessage(&v, false)
		case kind == options:
			d.krbSequence(&v, map[uint8]krbField{0: {read: func(d *Session, t *view, _ bool) {
				_, bits, _ := d.berItem(t, 0)
				d.uint(fBerBitstringPadding, &bits, 0, 1)
			}}}, false)
		case kind == timestamp:
			d.krbEncrypted(&v, false)
		case kind == info2 || kind == info:
			d.krbEach(&v, func(item *view) { d.krbSequence(item, krbInfoFields, false) })
		}
	}}}, false)
}

// krbData dissects what explains an error, RFC 4120 section 5.9.1 and MS-KILE section 2.2.1.
func (d *Session) krbData(t *view, show bool) {
	const extended = 3
	_, v, _ := d.berItem(t, 0)
	switch {
	case !d.ok() || v.rep == 0:
	case v.b[0] == berSequence && d.beginsSequence(&v):
		d.krbPadata(&v, false)
	case v.b[0] == berSequence:
		kind := uint64(0)
		d.krbSequence(&v, map[uint8]krbField{1: {read: func(d *Session, t *view, _ bool) {
			_, n, _ := d.berItem(t, 0)
			kind = d.berNumber(&n)
			d.num(fKerberosPadataType, &n, 0, n.rep, krbInt(kind, true))
		}}, 2: {read: func(d *Session, t *view, _ bool) {
			if _, n, _ := d.berItem(t, 0); kind == extended && n.rep >= 4 {
				if status := d.le(&n, 0, 4); d.ok() && show {
					d.cols.append(d, " NT Status: ", ntStatus(uint32(status)))
				}
			}
		}}}, false)
	}
}

// krbAddresses dissects addresses.
func (d *Session) krbAddresses(t *view, show bool) {
	d.krbEach(t, func(item *view) {
		kind := uint64(0)
		d.krbSequence(item, map[uint8]krbField{0: {read: func(d *Session, t *view, _ bool) {
			_, n, _ := d.berItem(t, 0)
			kind = krbInt(d.berNumber(&n), true)
			d.num(fKerberosAddrType, &n, 0, n.rep, kind)
		}}}, false)
	})
}

// beginsSequence reports whether a sequence begins with another one.
func (d *Session) beginsSequence(t *view) bool {
	_, list, _ := d.berItem(t, 0)
	return len(list.b) > 0 && list.b[0] == berSequence
}
