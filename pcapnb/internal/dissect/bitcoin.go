package dissect

import (
	"encoding/binary"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["bitcoin"], streamReaders["bitcoin"] = (*Session).bitcoin, (*Session).bitcoinStream
	recognizers["bitcoin"] = func(t *view) bool { return len(t.b) >= 4 && bitcoinMagic(t.b) }
	guesses = append(guesses, guess{layer: "bitcoin", column: "Bitcoin"})
}

const bitcoinHead = 24

var bitcoinFraming = framing.Framing{Layers: []string{"bitcoin"}, Column: "Bitcoin", Head: bitcoinHead, Clear: true, Length: bitcoinLength}

// bitcoinMagic recognizes the first bytes of messages of the network and of those for tests.
func bitcoinMagic(b []byte) bool {
	switch binary.LittleEndian.Uint32(b) {
	case 0xd9b4bef9, 0xdab5bffa, 0x0709110b:
		return true
	}
	return false
}

// bitcoinLength reads the length of a message's body, which comes after its command.
func bitcoinLength(b []byte) int {
	return bitcoinHead + int(binary.LittleEndian.Uint32(b[16:]))
}

// bitcoinStream cuts a connection into messages; one that was recognized stays that.
func (d *Session) bitcoinStream(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	if c.app == noTCPApp && recognized("bitcoin", t) {
		c.app, c.framing = tcpFramed, &bitcoinFraming
	}
	return d.framed(t, &bitcoinFraming)
}

// bitcoinCommands are the commands that are known, and whether their body is a layer of its own, with how many bytes at least.
var bitcoinCommands = map[string]struct {
	body  bool
	least int
}{"version": {true, 46}, "verack": {}, "addr": {true, 1}, "inv": {true, 1}, "getdata": {true, 1}, "notfound": {true, 1}, "getblocks": {true, 37},
	"getheaders": {true, 37}, "tx": {true, 10}, "block": {true, 81}, "headers": {true, 1}, "getaddr": {}, "mempool": {}, "ping": {true, 8}, "pong": {true, 8},
	"reject": {true, 3}, "filterload": {true, 10}, "filteradd": {true, 1}, "filterclear": {}, "merkleblock": {true, 85}, "alert": {}, "checkorder": {}, "reply": {}}

// bitcoin dissects the head of a message and names its body.
func (d *Session) bitcoin(t *view) {
	const command, commandSize = 4, 12
	d.beginPDU(fBitcoin, t)
	d.current = "Bitcoin"
	d.cols.setProto(d, "Bitcoin")
	d.num(fBitcoinMagic, t, 0, 4, uint64(d.u32(t, 0)))
	name := string(d.stringTo0(fBitcoinCommand, t, command, commandSize))
	d.leUint(fBitcoinLength, t, command+commandSize, 4)
	d.uint(fBitcoinChecksum, t, command+commandSize+4, 4)
	of, known := bitcoinCommands[name]
	if !known {
		name = "[unknown command]"
	}
	d.cols.appendSep(d, ", ", name)
	if of.body && d.ok() {
		d.layerName("bitcoin")
		if t.rep > bitcoinHead {
			d.need(t, bitcoinHead, of.least)
		}
	}
}
