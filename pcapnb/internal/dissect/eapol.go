package dissect

func init() { readers["eapol"] = (*Session).eapol }

// Types of messages and of key descriptors, IEEE 802.1X section 11 and IEEE 802.11 section 12.7.2.
const (
	eapolPacket = 0
	eapolKey    = 3
	eapolRC4    = 1
	eapolRSN    = 2
	eapolWPA    = 254
)

// eapol dissects what authenticates a station to a network.
func (d *Session) eapol(t *view) {
	d.current = "EAPOL"
	d.cols.setProto(d, "EAPOL")
	d.cols.clear(d)
	d.begin(fEapol, t, len(t.b))
	d.uint(fEapolVersion, t, 0, 1)
	kind := d.uint(fEapolType, t, 1, 1)
	d.cols.set(d, eapolName(kind))
	n := int(d.uint(fEapolLen, t, 2, 2))
	if !d.ok() {
		return
	}
	next := t.sub(4, n)
	switch {
	case kind == eapolPacket:
		d.eap(&next)
	case kind == eapolKey && n > 0:
		t.trim(4 + n)
		d.need(t, 4, n)
		d.eapolKey(t)
	case n > 0:
		d.data(&next)
	}
}

func eapolName(kind uint64) string {
	names := [...]string{"EAP Packet", "Start", "Logoff", "Key", "Encapsulated ASF Alert", "MKA", "Announcement (Generic)", "Announcement (Specific)",
		"Announcement Request"}
	if kind < uint64(len(names)) {
		return names[kind]
	}
	return "Unknown Type (" + hexText(kind, 2) + ")"
}

// eapolKey dissects a key descriptor.
func (d *Session) eapolKey(t *view) {
	switch d.uint(fEapolKeydesType, t, 4, 1) {
	case eapolRSN, eapolWPA:
		d.eapolRSN(t)
	case eapolRC4:
		d.slots(t, 5, slot{fEapolKeydesKeyLen, 2}, slot{fEapolKeydesReplayCounter, 8}, slot{fEapolKeydesKeyIv, 16})
		d.flagged(fEapolKeydesKeyIndex, t, 31, 1, bit{fEapolKeydesKeyIndexType, 0x80}, bit{fEapolKeydesKeyIndexNumber, 0x7f})
		d.raw(fEapolKeydesKeySignature, t, 32, 16)
		if t.left(48) > 0 {
			d.raw(fEapolKeydesKey, t, 48, int(d.u16(t, 5)))
		}
	default:
		if n := t.left(5); n > 0 {
			d.raw(fEapolKeydesBody, t, 5, n)
		}
	}
}

func (d *Session) eapolRSN(t *view) {
	const pairwise = 8
	info := uint64(d.u16(t, 5))
	size := d.u16(t, 97)
	if d.ok() {
		number := eapolNumber(info, size)
		d.num(fWlanRsnaEapolKeydesMsgnr, t, 5, 2, number)
		if info&pairwise != 0 {
			d.cols.append(d, " (Message ", utoa(number), " of 4)")
		} else {
			d.cols.append(d, " (Group Message ", utoa(number), " of 2)")
		}
	}
	d.flagged(fWlanRsnaEapolKeydesKeyInfo, t, 5, 2, bit{fWlanRsnaEapolKeydesKeyInfoKeydesVersion, 7}, bit{fWlanRsnaEapolKeydesKeyInfoKeyType, 8},
		bit{fWlanRsnaEapolKeydesKeyInfoKeyIndex, 0x30}, bit{fWlanRsnaEapolKeydesKeyInfoInstall, 0x40}, bit{fWlanRsnaEapolKeydesKeyInfoKeyAck, 0x80},
		bit{fWlanRsnaEapolKeydesKeyInfoKeyMic, 0x100}, bit{fWlanRsnaEapolKeydesKeyInfoSecure, 0x200}, bit{fWlanRsnaEapolKeydesKeyInfoError, 0x400},
		bit{fWlanRsnaEapolKeydesKeyInfoRequest, 0x800}, bit{fWlanRsnaEapolKeydesKeyInfoEncryptedKeyData, 0x1000},
		bit{fWlanRsnaEapolKeydesKeyInfoSmkMessage, 0x2000})
	d.slots(t, 7, slot{fEapolKeydesKeyLen, 2}, slot{fEapolKeydesReplayCounter, 8}, slot{fWlanRsnaEapolKeydesNonce, 32}, slot{fEapolKeydesKeyIv, 16},
		slot{fWlanRsnaEapolKeydesRsc, 8}, slot{fWlanRsnaEapolKeydesId, 8}, slot{fWlanRsnaEapolKeydesMic, 16}, slot{fWlanRsnaEapolKeydesDataLen, 2})
	if size > 0 {
		d.raw(fWlanRsnaEapolKeydesData, t, 99, int(size))
	}
}

// eapolNumber tells which message of a handshake this is: the authenticator asks for an answer, and the last message of the four
// carries no key data, or follows keys that are in use (IEEE 802.11 sections 12.7.6 and 12.7.7).
func eapolNumber(info uint64, size uint16) uint64 {
	const pairwise, answer, signed, secure = 8, 0x80, 0x100, 0x200
	switch {
	case info&pairwise == 0 && info&answer != 0:
		return 1
	case info&pairwise == 0:
		return 2
	case info&answer != 0 && info&signed == 0:
		return 1
	case info&answer != 0:
		return 3
	case info&secure != 0 || size == 0:
		return 4
	}
	return 2
}
