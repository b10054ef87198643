package dissect

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

func init() { readers["bittorrent"] = (*Session).bitTorrent }

// Messages of BitTorrent that are looked into, BEP 3 and BEP 10.
const (
	torrentBitfield = 5
	torrentPiece    = 7
	torrentExtended = 20
	torrentHead     = 4 // bytes of a message's length
)

// torrentNames are the types of messages, BEP 3, BEP 5, BEP 6 and BEP 10.
var torrentNames = map[uint8]string{0: "Choke", 1: "Unchoke", 2: "Interested", 3: "Not Interested", 4: "Have", torrentBitfield: "Bitfield", 6: "Request",
	torrentPiece: "Piece", 8: "Cancel", 9: "Port", 13: "Suggest Piece", 14: "Have All", 15: "Have None", 16: "Reject Request", 17: "Allowed Fast",
	torrentExtended: "Extended"}

// torrentSizes are the lengths of messages that have one; as in Wireshark 0, of Choke, is any.
var torrentSizes = map[uint8]int{1: 1, 2: 1, 3: 1, 4: 5, 6: 13, 8: 13, 9: 3, 13: 5, 14: 1, 15: 1, 16: 13, 17: 5}

// bitTorrent says in the packet list what a message between peers is; it has no fields of its own.
func (d *Session) bitTorrent(t *view) {
	if d.pdus == 0 {
		d.layerName("bittorrent")
		d.cols.clear(d)
	}
	d.current = "BitTorrent"
	d.cols.setProto(d, "BitTorrent")
	switch {
	case bytes.HasPrefix(t.b, []byte("\x13BitTorrent protocol")):
		d.cols.append(d, "Handshake  ")
	case len(t.b) >= torrentHead && binary.BigEndian.Uint32(t.b) == 0:
		d.cols.append(d, "BitTorrent   ")
	case !torrentMessage(t.b, t.rep):
		d.cols.append(d, "Continuation data  ")
	default:
		d.cols.append(d, torrentNames[t.b[torrentHead]])
		if d.torrentBody(t, t.b[torrentHead]); d.ok() {
			d.cols.append(d, "  ")
		}
	}
}

// torrentMessage reports whether a message of size bytes has a type that is known and a length that goes with it.
func torrentMessage(b []byte, size int) bool {
	if len(b) <= torrentHead || torrentNames[b[torrentHead]] == "" || int64(binary.BigEndian.Uint32(b))+torrentHead > int64(size) {
		return false
	}
	n := torrentSizes[b[torrentHead]]
	return n == 0 || n == size-torrentHead
}

// torrentBody says which piece a message is about.
func (d *Session) torrentBody(t *view, kind uint8) {
	const at = torrentHead + 1
	switch n := torrentSizes[kind]; {
	case kind == torrentBitfield:
		d.cols.append(d, fmt.Sprintf(", Len:0x%x", t.left(at)))
	case kind == torrentPiece:
		d.cols.append(d, fmt.Sprintf(", Idx:0x%x,Begin:0x%x,Len:0x%x", d.u32(t, at), d.u32(t, at+4), t.left(at+8)))
	case kind == torrentExtended:
		if d.u8(t, at) == 0 && t.left(at+1) > 0 {
			d.layerName("bencode")
		}
	case n == 5:
		d.cols.append(d, fmt.Sprintf(", Piece (Idx:0x%x)", d.u32(t, at)))
	case n == 13:
		d.cols.append(d, fmt.Sprintf(", Piece (Idx:0x%x,Begin:0x%x,Len:0x%x)", d.u32(t, at), d.u32(t, at+4), d.u32(t, at+8)))
	}
}
