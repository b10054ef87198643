package pcapnb

import (
	"bytes"
	"sync"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Layers decodes the packet with gopacket, for what the fields here do not cover. The result owns its bytes. Where
// gopacket does not know the link type, or fails on the packet, it is a single layer of bytes. What sFlow and GTP carry
// stays bytes too: gopacket allocates what an sFlow datagram tells it to, and prints when it meets a malformed GTP header.
func (p Packet) Layers() gopacket.Packet {
	tame()
	data := bytes.Clone(p.Bytes())
	first, skip := p.firstLayer()
	decoded := gopacket.NewPacket(data[min(skip, len(data)):], first, gopacket.Default)
	meta := decoded.Metadata()
	meta.Timestamp, meta.CaptureLength, meta.Length = p.Time(), p.CapturedLength(), p.Length()
	meta.Truncated = meta.Truncated || meta.CaptureLength < meta.Length
	return decoded
}

// tame takes the decoders from gopacket that a stranger's packet can turn against the process.
var tame = sync.OnceFunc(func() {
	for _, port := range []layers.UDPPort{6343, 2152} { // sFlow, GTP-U
		layers.RegisterUDPPortLayerType(port, gopacket.LayerTypePayload)
	}
})

// firstLayer is gopacket's decoder for the packet's link type, and how many bytes before it gopacket cannot read.
func (p Packet) firstLayer() (first gopacket.Decoder, skip int) {
	switch p.LinkType() {
	case linkEthernet:
		return layers.LayerTypeEthernet, 0
	case linkSLL:
		return layers.LayerTypeLinuxSLL, 0
	case linkNull, linkLoop:
		return layers.LayerTypeLoopback, 0
	case linkPPP, linkPPPHDLC:
		return layers.LayerTypePPP, 0
	case link80211:
		return layers.LayerTypeDot11, 0
	case linkRadiotap:
		return layers.LayerTypeRadioTap, 0
	case linkPrism:
		return layers.LayerTypePrismHeader, 0
	}
	if p.is(hasIPv4) {
		return layers.LayerTypeIPv4, p.l3()
	}
	if p.is(hasIPv6) {
		return layers.LayerTypeIPv6, p.l3()
	}
	return gopacket.LayerTypePayload, 0
}
