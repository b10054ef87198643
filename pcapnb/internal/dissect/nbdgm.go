package dissect

func init() { readers["nbdgm"] = (*Session).nbdgm }

// Kinds of datagrams, RFC 1002 section 4.4.1.
const (
	nbdgmUnique    = 0x10
	nbdgmBroadcast = 0x12
	nbdgmError     = 0x13
	nbdgmQuery     = 0x14
	nbdgmNegative  = 0x16
)

// nbdgm dissects a datagram of NetBIOS, RFC 1002 section 4.4.
func (d *Session) nbdgm(t *view) {
	d.current = "NBDS"
	d.begin(fNbdgm, t, len(t.b))
	d.cols.setProto(d, "NBDS")
	d.cols.clear(d)
	kind := d.uint(fNbdgmType, t, 0, 1)
	names := [...]string{"Direct_unique datagram", "Direct_group datagram", "Broadcast datagram", "Datagram error", "Datagram query request",
		"Datagram positive query response", "Datagram negative query response"}
	known := kind >= nbdgmUnique && kind <= nbdgmNegative
	if known {
		d.cols.set(d, names[kind-nbdgmUnique])
	} else {
		d.cols.set(d, "Unknown message type ("+hexText(kind, 2)+")")
	}
	d.flagged(fNbdgmFlags, t, 1, 1, bit{fNbdgmNext, 1}, bit{fNbdgmFirst, 2}, bit{fNbdgmNodeType, 12})
	d.slots(t, 2, slot{fNbdgmDgramId, 2}, slot{fNbdgmSrcIp, 4}, slot{fNbdgmSrcPort, 2})
	const head = 10
	switch {
	case !known:
	case kind <= nbdgmBroadcast:
		d.slots(t, head, slot{fNbdgmDgramLen, 2}, slot{fNbdgmPktOffset, 2})
		off := d.nbdgmName(fNbdgmSourceName, t, head+4)
		off = d.nbdgmName(fNbdgmDestinationName, t, off)
		if body := t.sub(off, -1); d.ok() && body.rep > 0 {
			d.over = nil
			d.nbssPayload(&body)
		}
	case kind == nbdgmError:
		d.uint(fNbdgmErrorCode, t, head, 1)
	case kind >= nbdgmQuery:
		d.nbdgmName(fNbdgmDestinationName, t, head)
	}
}

// nbdgmName emits a name, and returns where what follows it begins.
func (d *Session) nbdgmName(id ID, t *view, off int) int {
	name, _, n := d.nbnsName(t, off)
	d.str(id, t, off, n, name)
	return off + n
}
