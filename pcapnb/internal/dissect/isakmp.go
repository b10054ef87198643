package dissect

import "encoding/binary"

func init() { readers["isakmp"] = (*Session).isakmp }

// Payloads of IKE's version 1 (RFC 2408 section 3.1, RFC 3947) and 2 (RFC 7296 section 3.2).
const (
	ikeSA1         = 1
	ikeProposal    = 2
	ikeTransform   = 3
	ikeKey1        = 4
	ikeID1         = 5
	ikeCert1       = 6
	ikeCertReq1    = 7
	ikeHash        = 8
	ikeSignature   = 9
	ikeNonce1      = 10
	ikeNotify1     = 11
	ikeDelete1     = 12
	ikeVendor1     = 13
	ikeConfig1     = 14
	ikeNATD        = 20
	ikeNATOA       = 21
	ikeSA2         = 33
	ikeKey2        = 34
	ikeIDi         = 35
	ikeIDr         = 36
	ikeCert2       = 37
	ikeCertReq2    = 38
	ikeAuth        = 39
	ikeNonce2      = 40
	ikeNotify2     = 41
	ikeDelete2     = 42
	ikeVendor2     = 43
	ikeTSi         = 44
	ikeTSr         = 45
	ikeEncrypted   = 46
	ikeConfig2     = 47
	ikeEAP         = 48
	ikePassword    = 49
	ikeFragment2   = 53
	ikeNATDDraft   = 130
	ikeNATOADraft  = 131
	ikeFragment1   = 132
	ikePayloadHead = 4
)

// isakmp dissects a message of IKE, RFC 2408 section 3.1 and RFC 7296 section 3.1. What is shorter than its head is none.
func (d *Session) isakmp(t *view) {
	const head = 28
	d.current = "ISAKMP"
	d.cols.setProto(d, "ISAKMP")
	d.cols.clear(d)
	if t.rep < head || len(t.b) >= head && binary.BigEndian.Uint32(t.b[24:]) < head {
		if t.rep > 0 {
			d.unknownUDP(t)
		}
		return
	}
	if !d.reaches(fIsakmp, t, head) {
		return
	}
	d.begin(fIsakmp, t, len(t.b))
	d.slots(t, 0, slot{fIsakmpIspi, 8}, slot{fIsakmpRspi, 8})
	next := d.uint(fIsakmpNextpayload, t, 16, 1)
	version := d.flagged(fIsakmpVersion, t, 17, 1, bit{fIsakmpMjver, 0xf0}, bit{fIsakmpMnver, 0x0f}) >> 4
	flags := d.ikeHead(t, version)
	message := d.uint(fIsakmpMessageid, t, 20, 4)
	if d.ok() && version == 2 {
		d.ikeInfo(message, flags)
	}
	n := int(d.u32(t, 24))
	d.need(t, 24, n-head) // as many bytes as payloads have, from here on
	d.num(fIsakmpLength, t, 24, 4, uint64(n))
	if !d.ok() {
		return
	}
	body := t.sub(head, -1)
	body.rep = n - head // which may be more than there is
	body.b = body.b[:min(len(body.b), body.rep)]
	if version == 1 && flags&1 != 0 {
		if body.rep > 0 {
			d.none(fIsakmpEncData, &body, 0, body.rep)
			d.need(&body, 0, body.rep)
		}
		return
	}
	d.ikePayloads(&body, uint8(next), version)
}

// ikeHead emits the exchange and the flags, which it returns.
func (d *Session) ikeHead(t *view, version uint64) uint64 {
	if version == 1 || version == 2 {
		exchange := d.uint(fIsakmpExchangetype, t, 18, 1)
		d.cols.set(d, ikeExchange(version, exchange))
	}
	switch version {
	case 1:
		return d.flagged(fIsakmpFlags, t, 19, 1, bit{fIsakmpFlagE, 1}, bit{fIsakmpFlagC, 2}, bit{fIsakmpFlagA, 4})
	case 2:
		return d.flagged(fIsakmpFlags, t, 19, 1, bit{fIsakmpFlagI, 8}, bit{fIsakmpFlagV, 16}, bit{fIsakmpFlagR, 32})
	}
	return d.uint(fIsakmpFlags, t, 19, 1)
}

func (d *Session) ikeInfo(message, flags uint64) {
	const initiator, response = 8, 32
	number := utoa(message)
	if message < 10 {
		number = "0" + number
	}
	d.cols.append(d, " MID=", number)
	if flags&initiator != 0 {
		d.cols.append(d, " Initiator")
	} else {
		d.cols.append(d, " Responder")
	}
	if flags&response != 0 {
		d.cols.append(d, " Response")
	} else {
		d.cols.append(d, " Request")
	}
}

// ikeExchange names an exchange, RFC 2408 section 3.1, RFC 2409 appendix A and IANA.
func ikeExchange(version, n uint64) string {
	if version == 1 {
		switch {
		case n < 7:
			return [...]string{"NONE", "Base", "Identity Protection (Main Mode)", "Authentication Only", "Aggressive", "Informational",
				"Transaction (Config Mode)"}[n]
		case n == 32:
			return "Quick Mode"
		case n == 33:
			return "New Group Mode"
		}
	} else if n >= 34 && n <= 38 {
		return [...]string{"IKE_SA_INIT", "IKE_AUTH", "CREATE_CHILD_SA", "INFORMATIONAL", "IKE_SESSION_RESUME"}[n-34]
	}
	return "Unknown " + utoa(n)
}

// ikePayloads dissects payloads, each of which tells the kind of the next.
func (d *Session) ikePayloads(t *view, kind uint8, version uint64) {
	off := 0
	for kind != 0 && off < t.rep && d.ok() {
		if t.left(off) < ikePayloadHead {
			d.faulty()
			return
		}
		next := d.u8(t, off)
		n := d.ikePayloadHead(t, off, kind, version)
		if !d.ok() {
			return
		}
		if n < ikePayloadHead {
			d.faulty()
			off += ikePayloadHead
			break
		}
		if !d.need(t, off, n) {
			return
		}
		p := t.sub(off+ikePayloadHead, n-ikePayloadHead)
		d.push()
		d.deeper(&p, func() { d.ikePayload(&p, kind, version) })
		d.pop()
		off += n
		kind = next
	}
	if off < t.rep && d.ok() {
		d.raw(fIsakmpExtradata, t, off, t.rep-off)
	}
}

// ikePayloadHead emits the head of a payload and returns how long it says it is.
func (d *Session) ikePayloadHead(t *view, off int, kind uint8, version uint64) int {
	d.num(fIsakmpTypepayload, t, off, 1, uint64(kind))
	d.push()
	d.uint(fIsakmpNextpayload, t, off, 1)
	if version == 1 || kind == ikeProposal || kind == ikeTransform {
		d.raw(fIsakmpReserved, t, off+1, 1)
	} else {
		first := uint64(d.u8(t, off+1))
		d.flag(fIsakmpCriticalpayload, t, off+1, 1, first&0x80 != 0)
		d.num(fIsakmpReserved7, t, off+1, 1, first&0x7f)
	}
	n := int(d.uint(fIsakmpPayloadlength, t, off+2, 2))
	d.pop()
	return n
}

// ikePayload dissects what follows a payload's head.
func (d *Session) ikePayload(t *view, kind uint8, version uint64) {
	switch kind {
	case ikeSA1, ikeSA2:
		d.ikeAssociation(t, version)
	case ikeProposal:
		d.ikeProposal(t, version)
	case ikeKey1:
		d.raw(fIsakmpKeyExchangeData, t, 0, t.rep)
	case ikeKey2:
		d.slots(t, 0, slot{fIsakmpKeyExchangeDhGroup, 2}, slot{fIsakmpReserved, 2})
		d.raw(fIsakmpKeyExchangeData, t, 4, t.rep-4)
	case ikeID1, ikeIDi, ikeIDr:
		d.ikeIdentity(t, kind == ikeID1)
	case ikeCert1, ikeCert2:
		d.ikeCertificate(t)
	case ikeCertReq1, ikeCertReq2:
		d.ikeCertRequest(t, kind == ikeCertReq1)
	case ikeHash:
		d.raw(fIsakmpHash, t, 0, t.rep)
	case ikeSignature:
		d.raw(fIsakmpSig, t, 0, t.rep)
	case ikeNonce1, ikeNonce2:
		d.raw(fIsakmpNonce, t, 0, t.rep)
	case ikeNotify1, ikeNotify2:
		d.ikeNotify(t, kind == ikeNotify1)
	case ikeDelete1, ikeDelete2:
		d.ikeDelete(t, kind == ikeDelete1)
	case ikeVendor1, ikeVendor2:
		d.ikeVendor(t)
	default:
		d.ikeRarePayload(t, kind)
	}
}

func (d *Session) ikeRarePayload(t *view, kind uint8) {
	switch kind {
	case ikeConfig1, ikeConfig2:
		d.ikeConfig(t, kind == ikeConfig1)
	case ikeNATD, ikeNATDDraft:
		d.raw(fIsakmpIkeNatHash, t, 0, t.rep)
	case ikeNATOA, ikeNATOADraft:
		d.ikeOriginalAddress(t)
	case ikeAuth:
		d.slots(t, 0, slot{fIsakmpAuthMethod, 1}, slot{fIsakmpReserved, 3})
		d.raw(fIsakmpAuthData, t, 4, t.rep-4)
	case ikeTSi, ikeTSr:
		d.ikeSelectors(t)
	case ikeEncrypted:
		d.raw(fIsakmpEncIv, t, 0, 4)
		d.none(fIsakmpEncData, t, 4, t.left(4))
	case ikeEAP:
		d.layerName("eap")
		d.named("eap", "EAP", t)
		d.current = "ISAKMP"
	case ikePassword:
		d.raw(fIsakmpGspmData, t, 0, t.rep)
	case ikeFragment1:
		d.ikeFragment1(t)
	case ikeFragment2:
		d.ikeFragment2(t)
	default:
		d.raw(fIsakmpDatapayload, t, 0, t.rep)
	}
}
