package dissect

import (
	"fmt"
	"strings"
)

func init() {
	readers["bvlc"], readers["bacnet"] = (*Session).bvlc, (*Session).bacnet
	recognizers["bvlc"] = func(t *view) bool { return len(t.b) == 0 || t.b[0] == 0x81 }
}

// Functions of BACnet over IP that do not carry a message, or carry it after something else, ASHRAE 135 annex J.2.
const (
	bvlcForwarded  = 4
	bvlcDistribute = 9
	bvlcUnicast    = 10
	bvlcBroadcast  = 11
)

// bvlc dissects BACnet over IP as far as it says what its messages are; it has no fields of its own.
func (d *Session) bvlc(t *view) {
	d.layerName("bvlc")
	d.current = "BVLC"
	d.cols.setProto(d, "BVLC")
	d.cols.set(d, "BACnet Virtual Link Control")
	function := d.u8(t, 1)
	size := int(d.u16(t, 2))
	if !d.ok() {
		return
	}
	d.cols.append(d, " BVLC Function ", nameIn(bvlcFunctions, function, "unknown"), " ")
	off := 4
	switch function {
	case bvlcForwarded:
		off += 6 // where it came from
	case bvlcDistribute, bvlcUnicast, bvlcBroadcast:
	default:
		d.bvlcBody(t, function, size)
		return
	}
	next := t.sub(off, -1)
	d.bacnet(&next)
}

// bvlcBody reads what a function of the link needs.
func (d *Session) bvlcBody(t *view, function uint8, size int) {
	switch function {
	case 0, 5: // a result, a time to live
		d.need(t, 4, 2)
	case 8: // an entry
		d.need(t, 4, 6)
	case 1, 3, 7: // tables
		d.need(t, 4, max(size-4, 0))
	}
}

// bacnet dissects the head of the network layer, ASHRAE 135 clause 6.2.2.
func (d *Session) bacnet(t *view) {
	const message, destination, source = 0x80, 0x20, 0x08
	d.layerName("bacnet")
	d.current = "BACnet"
	d.cols.setProto(d, "BACnet-NPDU")
	d.cols.set(d, "Building Automation and Control Network NPDU")
	control := d.u8(t, 1)
	off := 2
	for _, bit := range [...]uint8{destination, source} {
		if control&bit != 0 {
			off += 3 + int(d.u8(t, off+2))
		}
	}
	if control&destination != 0 {
		off++ // how many networks it may go through
	}
	if !d.ok() || !d.need(t, off, 0) {
		return
	}
	if control&message != 0 {
		d.bacnetRouting(t, off)
		return
	}
	next := t.sub(off, -1)
	d.bacnetAPDU(&next)
}

// bacnetRouting names a message of routers. What follows what it says first is data to Wireshark.
func (d *Session) bacnetRouting(t *view, off int) {
	kind := d.u8(t, off)
	if !d.ok() {
		return
	}
	other := "Reserved for Use by ASHRAE"
	if kind >= 0x80 {
		other = "Vendor Proprietary Message"
	}
	d.cols.set(d, nameIn(bacnetNetwork[:], kind, other))
	switch off++; {
	case kind == 2 || kind == 3 || kind == 8 || kind == 19:
		off += 3
	case kind == 6 || kind == 7: // how many ports
		off++
	case kind >= 0x80 || kind == 9 || kind == 0 && t.left(off) >= 2:
		off += 2
	case kind == 1 || kind == 4 || kind == 5:
		off += t.left(off) &^ 1
	}
	if rest := t.sub(off, -1); rest.rep > 0 && d.need(t, off, 0) {
		d.data(&rest)
	}
}

// Types of messages of BACnet's application layer, ASHRAE 135 clause 20.1.
var bacnetTypes = [...]string{"Confirmed-REQ", "Unconfirmed-REQ", "Simple-ACK", "Complex-ACK", "Segment-ACK", "Error", "Reject", "Abort"}

// bacnetAPDU says what a message of the application layer is.
func (d *Session) bacnetAPDU(t *view) {
	const confirmed, unconfirmed, simple, complex, segment, fault, reject, abort = 0, 1, 2, 3, 4, 5, 6, 7
	const segmented = 8
	d.layerName("bacapp")
	d.current = "BACapp"
	d.cols.setProto(d, "BACnet-APDU")
	d.cols.clear(d)
	first := d.u8(t, 0)
	kind := first >> 4
	if !d.ok() {
		return
	}
	if int(kind) >= len(bacnetTypes) {
		d.cols.set(d, "# unknown APDU #")
		return
	}
	d.cols.set(d, fmt.Sprintf("%-16s", bacnetTypes[kind]))
	off := 1
	switch kind {
	case unconfirmed:
		service := d.u8(t, 1)
		d.cols.append(d, nameIn(bacnetUnconfirmed, service, "unknown service"), " ")
		d.bacnetArguments(t, 2, bacnetSaid[100+int(service)])
		return
	case segment:
		d.need(t, 0, 4)
		return
	case confirmed:
		off++ // how long the answer may be
	}
	id := d.u8(t, off)
	part := uint8(0)
	if first&segmented != 0 && (kind == confirmed || kind == complex) {
		part = d.u8(t, off+1)
		off += 2
	}
	service := d.u8(t, off+1)
	name := nameIn(bacnetConfirmed, service, "unknown service")
	switch {
	case kind == reject:
		name = nameIn(bacnetRejects, service, bacnetReserved(uint32(service), 64))
	case kind == abort:
		name = nameIn(bacnetAborts, service, bacnetReserved(uint32(service), 64))
	}
	if !d.ok() {
		return
	}
	d.cols.append(d, name, fmt.Sprintf("[%3d] ", id))
	switch {
	case part > 0:
		d.cols.append(d, " (Message fragment ", utoa(part), ")")
	case kind == confirmed:
		d.bacnetArguments(t, off+2, bacnetSaid[int(service)])
	case kind == complex && (service == bacnetRead || service == bacnetReadRange):
		d.bacnetArguments(t, off+2, bacnetSaid[int(service)])
	}
}

// bacnetReserved tells a number that has no name, of those below the first that makers may use.
func bacnetReserved(n, first uint32) string {
	if n < first {
		return "(" + utoa(n) + ") Reserved for Use by ASHRAE"
	}
	return "(" + utoa(n) + ") Vendor Proprietary Value"
}

const (
	bacnetRead      = 12
	bacnetReadRange = 26
	bacnetNone      = 0xff
)

// bacnetArgs are which arguments of a service the packet list has, by the tags of their contexts.
type bacnetArgs struct {
	objects  []uint8 // which things
	property uint8   // and which property of one, or bacnetNone
	inside   uint8   // a list that has the properties, or bacnetNone
	numbers  []uint8 // numbers, and what is before each
	before   []string
	bare     int // how many things without a context
}

// bacnetSaid are the arguments that are told by service, of those that are not answered by 100 and the service, ASHRAE 135 clauses 13 to 17.
var bacnetSaid = map[int]bacnetArgs{
	0: things(1), 1: {objects: []uint8{1, 2}, property: 0, inside: 4}, 2: things(1, 2), 5: things(1), 6: {property: bacnetNone, inside: bacnetNone, bare: 1},
	7: {property: bacnetNone, inside: bacnetNone, bare: 1}, 10: {objects: []uint8{1}, property: bacnetNone, inside: 0},
	11: {property: bacnetNone, inside: bacnetNone, bare: 1}, bacnetRead: {objects: []uint8{0}, property: 1, inside: bacnetNone},
	15: {objects: []uint8{0}, property: 1, inside: bacnetNone}, 18: bacnetPrivate, 19: things(0), bacnetReadRange: {objects: []uint8{0}, property: 1, inside: bacnetNone},
	27: things(3), 28: things(1), 29: things(0),
	100: {property: bacnetNone, inside: bacnetNone, bare: 1}, 101: {property: bacnetNone, inside: bacnetNone, bare: 2},
	102: {objects: []uint8{1, 2}, property: 0, inside: 4}, 103: things(1, 2), 104: bacnetPrivate, 105: things(0), 107: things(2),
	108: {property: bacnetNone, inside: bacnetNone, numbers: []uint8{0, 1}, before: []string{"", ""}},
}

var bacnetPrivate = bacnetArgs{property: bacnetNone, inside: bacnetNone, numbers: []uint8{0, 1}, before: []string{"V=", "SN="}}

// things are arguments that name things only.
func things(tags ...uint8) bacnetArgs {
	return bacnetArgs{objects: tags, property: bacnetNone, inside: bacnetNone}
}

// bacnetTag is the head of an argument, ASHRAE 135 clause 20.2.1.
type bacnetTag struct {
	number         uint8
	context        bool
	opening, close bool
	size           int
}

// bacnetHead reads the tag at off and returns where its value begins.
func (d *Session) bacnetHead(t *view, off int) (tag bacnetTag, value int) {
	const extended = 15
	first := d.u8(t, off)
	off++
	tag.number, tag.context, tag.size = first>>4, first&8 != 0, int(first&7)
	if tag.number == extended {
		tag.number = d.u8(t, off)
		off++
	}
	switch {
	case tag.context && tag.size == 6:
		tag.opening, tag.size = true, 0
	case tag.context && tag.size == 7:
		tag.close, tag.size = true, 0
	case !tag.context && tag.number == 1: // a truth, whose length is its value
		tag.size = 0
	case tag.size == 5:
		tag.size = int(d.u8(t, off))
		off++
		if tag.size == 254 {
			tag.size = int(d.u16(t, off))
			off += 2
		}
	}
	return tag, off
}

// bacnetArguments tells the arguments of a service that the packet list has.
func (d *Session) bacnetArguments(t *view, off int, args bacnetArgs) {
	if args.bare == 0 && args.objects == nil && args.numbers == nil {
		return
	}
	var open []uint8
	for bare := args.bare; off < t.rep && d.ok(); {
		tag, value := d.bacnetHead(t, off)
		if !d.need(t, value, tag.size) {
			return
		}
		b := t.b[value : value+tag.size]
		listed := len(open) == 1 && open[0] == args.inside
		switch {
		case tag.opening:
			open = append(open, tag.number)
		case tag.close:
			open = open[:max(len(open)-1, 0)]
		case !tag.context && tag.number == 12 && len(b) == 4 && bare > 0 && len(open) == 0:
			bare--
			d.cols.append(d, bacnetThing(be(b)))
		case tag.context && (listed || len(open) == 0):
			d.cols.append(d, args.say(tag.number, b, listed))
		}
		off = value + tag.size
	}
}

// be is a number of up to four bytes.
func be(b []byte) (n uint32) {
	for _, c := range b[:min(len(b), 4)] {
		n = n<<8 | uint32(c)
	}
	return n
}

// say is what the packet list has of an argument.
func (a bacnetArgs) say(tag uint8, b []byte, listed bool) string {
	switch {
	case listed == (a.inside != bacnetNone) && tag == a.property:
		return nameIn(bacnetProperties, be(b), bacnetReserved(be(b), 512)) + " "
	case listed && a.property != bacnetNone:
		return ""
	case strings.IndexByte(string(a.objects), tag) >= 0 && len(b) == 4:
		return bacnetThing(be(b))
	}
	if i := strings.IndexByte(string(a.numbers), tag); i >= 0 {
		return a.before[i] + utoa(be(b)) + " "
	}
	return ""
}

// bacnetThing names an object by its type and number.
func bacnetThing(n uint32) string {
	kind := n >> 22
	return nameIn(bacnetObjects, kind, bacnetReserved(kind, 128)) + "," + utoa(n&(1<<22-1)) + " "
}
