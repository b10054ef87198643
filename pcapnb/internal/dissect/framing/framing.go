// Package framing tells how protocols over TCP that are not dissected cut their streams into messages, by their ports or by the
// first bytes of a segment.
package framing

import (
	"bytes"
	"encoding/binary"
)

// A Framing is how a protocol cuts its stream into messages.
type Framing struct {
	Layers []string
	Column string
	Head   int                 // bytes of a message that tell its length
	Length func(b []byte) int  // of the message that begins with b, which has head bytes
	like   func(b []byte) bool // whether b begins a message; nil takes all
	Alone  func(b []byte) bool // whether b is a message that has no length
	Silent bool                // Wireshark does not say how long the messages are
	Again  bool                // it is asked again with each segment of a message
	Clear  bool                // it empties the Info column before it looks for a message
}

// framings by the port of a server, IANA.
var framings = map[uint16]*Framing{
	88:   {Layers: []string{"kerberos"}, Column: "KRB5", Head: 4, Clear: true, Length: func(b []byte) int { return 4 + int(binary.BigEndian.Uint32(b)&0x7fffffff) }},
	102:  {Layers: []string{"tpkt"}, Column: "TPKT", Head: 4, Length: bigEndian16(2, 0), like: beginsWith(3, 0), Silent: true},
	111:  &rpcFraming,
	135:  &dcerpcFraming,
	179:  {Layers: []string{"bgp"}, Column: "BGP", Head: 19, Length: bigEndian16(16, 0), like: beginsWith(bytes.Repeat([]byte{0xff}, 16)...), Silent: true, Again: true, Clear: true},
	389:  &ldapFraming,
	502:  {Layers: []string{"mbtcp", "modbus"}, Column: "Modbus/TCP", Head: 6, Length: bigEndian16(4, 6), like: likeModbus},
	1433: {Layers: []string{"tds"}, Column: "TDS", Head: 8, Length: bigEndian16(2, 0)},
	1723: {Layers: []string{"pptp"}, Column: "PPTP", Head: 12, Length: bigEndian16(0, 0), Silent: true, like: likePPTP},
	1883: {Layers: []string{"mqtt"}, Column: "MQTT", Head: 2, Length: mqttLength, Clear: true},
	3268: &ldapFraming,
	3306: {Layers: []string{"mysql"}, Column: "MySQL", Head: 4, Length: func(b []byte) int { return 4 + int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }},
	3478: &stunFraming,
	3868: {Layers: []string{"diameter"}, Column: "DIAMETER", Head: 4, Length: func(b []byte) int { return int(binary.BigEndian.Uint32(b) & 0xffffff) }, like: beginsWith(1)},
	4712: {Layers: []string{"synphasor"}, Column: "SYNCHROPHASOR", Head: 4, Length: bigEndian16(2, 0), like: beginsWith(0xaa)},
	4840: {Layers: []string{"opcua"}, Column: "OpcUa", Head: 8, Length: func(b []byte) int { return int(binary.LittleEndian.Uint32(b[4:])) }},
	5432: {Layers: []string{"pgsql"}, Column: "PGSQL", Head: 5, Length: pgsqlLength, Alone: answersTLS},
	6881: &torrent, 6882: &torrent, 6883: &torrent, 6884: &torrent, 6885: &torrent, 6886: &torrent, 6887: &torrent, 6888: &torrent, 6889: &torrent,
	9042:  {Layers: []string{"cql"}, Column: "CQL", Head: 9, Length: bigEndian32(5, 9), like: likeCQL},
	9092:  {Layers: []string{"kafka"}, Column: "Kafka", Head: 4, Length: bigEndian32(0, 4)},
	13400: {Layers: []string{"doip"}, Column: "DoIP", Head: 8, Length: bigEndian32(4, 8)},
	20000: {Layers: []string{"dnp3"}, Column: "DNP 3.0", Head: 10, Length: dnp3Length, like: beginsWith(5, 0x64)},
}

var (
	ldapFraming   = Framing{Layers: []string{"ldap"}, Column: "LDAP", Head: 6, Length: BERLength, like: likeLDAP}
	stunFraming   = Framing{Layers: []string{"stun"}, Column: "STUN", Head: 4, Length: stunLength, like: likeStunStream}
	stunFramed    = Framing{Layers: []string{"stun"}, Column: "STUN", Head: 2, Length: bigEndian16(0, 2)} // RFC 4571
	rpcFraming    = Framing{Layers: []string{"rpc"}, Column: "RPC", Head: 4, Length: bigEndian32(0, 4), Silent: true}
	dcerpcFraming = Framing{Layers: []string{"dcerpc"}, Column: "DCERPC", Head: 16, Length: dcerpcLength, like: likeDCERPC}
	torrent       = Framing{Layers: []string{"bittorrent"}, Column: "BitTorrent", Head: 4, Length: torrentLength}
)

// For returns how the protocol of a port cuts its stream, if b may be of it, or nil.
func For(port uint16, b []byte) *Framing {
	p := framings[port]
	if p == nil || p.like != nil && !p.like(b) {
		return nil
	}
	return p
}

// Begins reports whether b may begin a message.
func (p *Framing) Begins(b []byte) bool { return p.like == nil || p.like(b) }

// Guess recognises protocols by the first bytes of a segment.
func Guess(b []byte) *Framing {
	switch {
	case likeTorrent(b):
		return &torrent
	case likeDCERPC(b):
		return &dcerpcFraming
	case likeRPC(b):
		return &rpcFraming
	case likeStun(b):
		return &stunFraming
	case len(b) > 2 && likeStun(b[2:]):
		return &stunFramed
	}
	return nil
}

func bigEndian16(at, more int) func([]byte) int {
	return func(b []byte) int { return int(binary.BigEndian.Uint16(b[at:])) + more }
}

func bigEndian32(at, more int) func([]byte) int {
	return func(b []byte) int { return int(binary.BigEndian.Uint32(b[at:])&0x7fffffff) + more }
}

// beginsWith recognises messages by their first bytes, as far as they are there.
func beginsWith(first ...byte) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(first, b[:min(len(b), len(first))]) }
}

// likeModbus recognises Modbus: protocol 0, and a length that is not.
func likeModbus(b []byte) bool {
	return len(b) >= 8 && b[2] == 0 && b[3] == 0 && binary.BigEndian.Uint16(b[4:]) >= 2
}

// dcerpcLength reads the length of a fragment in the byte order that it says (C706 section 12.6.3.1).
func dcerpcLength(b []byte) int {
	if b[4]&0x10 != 0 {
		return int(binary.LittleEndian.Uint16(b[8:]))
	}
	return int(binary.BigEndian.Uint16(b[8:]))
}

// likeDCERPC recognises version 5, a type of message, and a data representation.
func likeDCERPC(b []byte) bool {
	return len(b) >= 16 && b[0] == 5 && b[1] <= 1 && b[2] <= 20 && b[4]&0xee == 0 && b[5] <= 4 && dcerpcLength(b) >= 16
}

// likeRPC recognises a call after its mark, of a program from 100000 up to what IANA's registry has names for, RFC 5531 section 9.
func likeRPC(b []byte) bool {
	if len(b) < 20 || binary.BigEndian.Uint32(b[8:]) != 0 || binary.BigEndian.Uint32(b[12:]) != 2 {
		return false
	}
	switch binary.BigEndian.Uint32(b[16:]) {
	case 100000, 100003, 100005, 100011, 100021, 100024, 100227:
		return true
	}
	return false
}

// likeLDAP recognises a sequence, or what SASL wrapped where it is all there is.
func likeLDAP(b []byte) bool {
	return b[0] == 0x30 || b[0] == 0 && len(b) >= 4 && BERLength(b) == len(b)
}

// answersTLS recognises PostgreSQL's answer of one letter to a client that asks for TLS.
func answersTLS(b []byte) bool { return len(b) == 1 && (b[0] == 'S' || b[0] == 'N') }

// BERLength reads the length in BER of a message, RFC 4511 section 5.1, or of what SASL wrapped (RFC 4422 section 3.7); 0 where
// it is cut off.
func BERLength(b []byte) int {
	if len(b) < 2 || b[0] == 0 && len(b) < 4 {
		return 0
	}
	if b[0] == 0 {
		return 4 + int(binary.BigEndian.Uint32(b)&0x7fffffff)
	}
	n := int(b[1] & 0x7f)
	if b[1] < 0x80 {
		return 2 + n
	}
	if n > 4 {
		return 0
	}
	size := 0
	for _, c := range b[2:min(2+n, len(b))] {
		size = size<<8 | int(c)
	}
	return 2 + n + size
}

// mqttLength reads a remaining length of up to four bytes (MQTT 3.1.1 section 2.2.3).
func mqttLength(b []byte) int {
	size := 0
	for i := 1; i < min(len(b), 5); i++ {
		size |= int(b[i]&0x7f) << (7 * (i - 1))
		if b[i] < 0x80 {
			return 1 + i + size
		}
	}
	return len(b) + 1
}

// pgsqlLength tells a message with a type before its length from one that opens a session.
func pgsqlLength(b []byte) int {
	if b[0] == 0 {
		return int(binary.BigEndian.Uint32(b) & 0x7fffffff)
	}
	return 1 + int(binary.BigEndian.Uint32(b[1:])&0x7fffffff)
}

// stunLength reads the length of a message, or of channel data (RFC 8489 section 5, RFC 8656 section 12.5).
func stunLength(b []byte) int {
	n := int(binary.BigEndian.Uint16(b[2:]))
	if b[0]&0xc0 == 0x40 {
		return (4 + n + 3) &^ 3
	}
	return 20 + n
}

func likeStun(b []byte) bool {
	return len(b) >= 20 && b[0]&0xc0 == 0 && binary.BigEndian.Uint32(b[4:]) == StunCookie
}

func likeStunStream(b []byte) bool {
	return likeStun(b) || len(b) >= 4 && b[0]&0xc0 == 0x40
}

// dnp3Length adds the checksums, one for each sixteen bytes (IEEE 1815 section 9.2).
func dnp3Length(b []byte) int {
	n := max(int(b[2])-5, 0)
	return 10 + n + (n+15)/16*2
}

// likeCQL recognizes a version of Cassandra's protocol.
func likeCQL(b []byte) bool { return len(b) > 0 && (b[0]&0x7f == 3 || b[0]&0x7f == 4) }

// likePPTP recognises the cookie of every message, RFC 2637 section 1.4.
func likePPTP(b []byte) bool { return len(b) >= 12 && binary.BigEndian.Uint32(b[4:]) == 0x1a2b3c4d }

// StunCookie is in every STUN message, RFC 8489 section 5.
const StunCookie = 0x2112a442

const torrentGreeting = "\x13BitTorrent protocol"

func likeTorrent(b []byte) bool { return bytes.HasPrefix(b, []byte(torrentGreeting)) }

// torrentLength tells the greeting from the messages after it (BEP 3); what is neither lasts to the end.
func torrentLength(b []byte) int {
	if likeTorrent(b) {
		return 68
	}
	n := binary.BigEndian.Uint32(b)
	if n > 1<<20 || len(b) > 4 && n > 0 && b[4] > 20 {
		return len(b)
	}
	return 4 + int(n)
}
