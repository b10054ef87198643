package dissect

func init() {
	linkTypes[linkSLL], linkTypes[linkSLL2] = (*Session).cooked, (*Session).cooked2
	linkTypes[linkNetlink] = func(d *Session, _ *view) { d.cookedNetlink() }
}

// cooked dissects a LINKTYPE_LINUX_SLL header.
func (d *Session) cooked(t *view) {
	if len(t.b) >= 4 && be16(t.b[2:]) == arphrdNetlink {
		d.cookedNetlink()
		return
	}
	d.begin(fSll, t, 16)
	d.label("Linux cooked capture v1")
	d.current = "SLL"
	d.cols.setProto(d, "SLL")
	kind := d.uint(fSllPkttype, t, 0, 2)
	switch kind {
	case 0:
		d.way = received
	case 4:
		d.way = sent
	}
	hatype := d.uint(fSllHatype, t, 2, 2)
	halen := d.uint(fSllHalen, t, 4, 2)
	d.cookedAddress(t, 6, int(halen))
	d.cookedInfo(kind)
	next := t.sub(16, -1)
	d.cookedPayload(t, 14, uint16(hatype), &next)
	d.trailer(t, &next, noField, 0)
}

// cooked2 dissects a LINKTYPE_LINUX_SLL2 header.
func (d *Session) cooked2(t *view) {
	if len(t.b) >= 10 && be16(t.b[8:]) == arphrdNetlink {
		d.cookedNetlink()
		return
	}
	d.begin(fSll, t, 20)
	d.label("Linux cooked capture v2")
	d.current = "SLL"
	d.cols.setProto(d, "SLL")
	proto := d.u16(t, 0)
	hatype := uint16(d.u16(t, 8))
	next := t.sub(20, -1)
	d.num(d.cookedKind(hatype, proto), t, 0, 2, uint64(proto))
	d.uint(fSllIfindex, t, 4, 4)
	d.uint(fSllHatype, t, 8, 2)
	kind := d.uint(fSllPkttype, t, 10, 1)
	halen := d.uint(fSllHalen, t, 11, 1)
	d.cookedAddress(t, 12, int(halen))
	d.cookedInfo(kind)
	d.cookedNext(hatype, proto, &next)
	d.trailer(t, &next, noField, 0)
}

func (d *Session) cookedInfo(kind uint64) {
	const names = "Unicast to us\x00Broadcast\x00Multicast\x00Unicast to another host\x00Sent by us\x00"
	rest := names
	for i := uint64(0); i <= kind && rest != ""; i++ {
		end := 0
		for rest[end] != 0 {
			end++
		}
		if i == kind {
			d.cols.set(d, rest[:end])
		}
		rest = rest[end+1:]
	}
}

func (d *Session) cookedAddress(t *view, off, n int) {
	switch {
	case n == 4:
		d.uint(fSllSrcIpv4, t, off, 4)
	case n == 6:
		d.headMACs(d.uint(fSllSrcEth, t, off, 6), 0, HasEther)
	case n > 0:
		d.raw(fSllSrcOther, t, off, min(n, 8))
	}
	if n < 8 {
		d.raw(fSllUnused, t, off+n, 8-n)
	}
}

func (d *Session) cookedPayload(t *view, off int, hatype uint16, next *view) {
	proto := d.u16(t, off)
	d.num(d.cookedKind(hatype, proto), t, off, 2, uint64(proto))
	d.cookedNext(hatype, proto, next)
}

// Hardware types (ARPHRD_) whose packets are not named by an EtherType.
const (
	arphrdIPGRE    = 778
	arphrdRadiotap = 803
	arphrdNetlink  = 824
)

func (d *Session) cookedKind(hatype, proto uint16) ID {
	switch {
	case proto < firstEtherType:
		return fSllLtype
	case hatype == arphrdIPGRE:
		return fSllGretype
	}
	return fSllEtype
}

func (d *Session) cookedNext(hatype, proto uint16, next *view) {
	const ipx, ethernet, llc, can, wpan = 1, 3, 4, 12, 0xf6 // LINUX_SLL_P_
	switch {
	case hatype == arphrdRadiotap:
		readers["radiotap"](d, next)
	case proto >= firstEtherType:
		d.etherPayload(proto, next)
	case proto == ethernet:
		readers["eth_withoutfcs"](d, next)
	case proto == llc:
		readers["llc"](d, next)
	case proto == ipx:
		d.named("ipx", "IPX", next)
	case proto == can:
		d.named("can", "CAN", next)
	case proto == wpan:
		d.named("wpan", "IEEE 802.15.4", next)
	default:
		d.data(next)
	}
}

// cookedNetlink names a message between the kernel and a program, of which Wireshark shows no header of its own.
func (d *Session) cookedNetlink() {
	d.layerName("netlink")
	d.cols.setProto(d, "Netlink")
}
