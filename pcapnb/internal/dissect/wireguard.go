package dissect

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

func init() {
	readers["wg"] = (*Session).wireguard
	recognizers["wg"] = func(t *view) bool { return likeWireGuard(t.b, t.rep) }
	guesses = append(guesses, guess{layer: "wg", column: "WireGuard"})
}

// Types of messages, WireGuard (NDSS 2017) section 5.4.
const (
	wgInitiation = 1
	wgResponse   = 2
	wgCookie     = 3
	wgTransport  = 4
)

// likeWireGuard recognises a message by its type, the zeros after it, and its length.
func likeWireGuard(b []byte, size int) bool {
	if len(b) < 4 || b[1]|b[2]|b[3] != 0 {
		return false
	}
	switch b[0] {
	case wgInitiation:
		return size == 148
	case wgResponse:
		return size == 92
	case wgCookie:
		return size == 64
	case wgTransport:
		return size >= 32
	}
	return false
}

// wireguard dissects what is not encrypted of a message.
func (d *Session) wireguard(t *view) {
	d.begin(fWg, t, len(t.b))
	d.current = "WireGuard"
	d.cols.setProto(d, "WireGuard")
	kind := d.uint(fWgType, t, 0, 1)
	d.raw(fWgReserved, t, 1, 3)
	switch kind {
	case wgInitiation:
		d.cols.set(d, "Handshake Initiation")
		d.wgIndex(fWgSender, ", sender=", t, 4)
		d.wgKey(t, 8)
		d.none(fWgEncryptedStatic, t, 40, 48)
		d.none(fWgEncryptedTimestamp, t, 88, 28)
		d.raw(fWgMac1, t, 116, 16)
		d.raw(fWgMac2, t, 132, 16)
	case wgResponse:
		d.cols.set(d, "Handshake Response")
		d.wgIndex(fWgSender, ", sender=", t, 4)
		d.wgIndex(fWgReceiver, ", receiver=", t, 8)
		d.wgKey(t, 12)
		d.none(fWgEncryptedEmpty, t, 44, 16)
		d.raw(fWgMac1, t, 60, 16)
		d.raw(fWgMac2, t, 76, 16)
	case wgCookie:
		d.cols.set(d, "Cookie Reply")
		d.wgIndex(fWgReceiver, ", receiver=", t, 4)
		d.raw(fWgNonce, t, 8, 24)
		d.raw(fWgEncryptedCookie, t, 32, 32)
	case wgTransport:
		d.wgData(t)
	}
}

// wgIndex emits an index of a session, which is little-endian.
func (d *Session) wgIndex(id ID, label string, t *view, off int) {
	if b := d.slice(t, off, 4); b != nil {
		n := uint64(binary.LittleEndian.Uint32(b))
		d.num(id, t, off, 4, n)
		d.cols.append(d, label, "0x", strings.ToUpper(hexText(n, 8)[2:]))
	}
}

func (d *Session) wgKey(t *view, off int) {
	if b := d.slice(t, off, 32); b != nil {
		d.str(fWgEphemeral, t, off, 32, base64.StdEncoding.EncodeToString(b))
	}
}

func (d *Session) wgData(t *view) {
	const head, tag = 16, 16
	d.cols.set(d, "Transport Data")
	d.wgIndex(fWgReceiver, ", receiver=", t, 4)
	b := d.slice(t, 8, 8)
	if b == nil {
		return
	}
	counter := binary.LittleEndian.Uint64(b)
	d.num(fWgCounter, t, 8, 8, counter)
	d.none(fWgEncryptedPacket, t, head, t.rep-head)
	if t.rep == head+tag {
		d.cols.set(d, "Keepalive, receiver=0x"+strings.ToUpper(hexText(uint64(binary.LittleEndian.Uint32(t.b[4:])), 8)[2:]), ", counter=", utoa(counter))
		return
	}
	d.cols.append(d, ", counter=", utoa(counter), ", datalen=", utoa(t.rep-head-tag))
}
