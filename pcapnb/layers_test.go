package pcapnb

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"netlab/pcapnb/internal/dissect"
)

// ethernetUDP is a datagram to port with the payload, checksums left out.
func ethernetUDP(port uint16, payload []byte) []byte {
	be := binary.BigEndian
	b := append(make([]byte, 12), 8, 0, 0x45, 0)
	b = be.AppendUint16(b, uint16(28+len(payload)))
	b = append(b, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0x9c, 0x40)
	b = be.AppendUint16(be.AppendUint16(b, port), uint16(8+len(payload)))
	return append(append(b, 0, 0), payload...)
}

// TestLayersOfSFlow gives gopacket an sFlow datagram that asks for 16 GiB (a BGP gateway record with 2^32-1 communities).
func TestLayersOfSFlow(t *testing.T) {
	be := binary.BigEndian
	var record []byte
	for _, n := range []uint32{1, 0xc0000201, 1, 2, 3, 0, 0xffffffff, 0xffffffff} { // next hop, AS numbers, no path, communities
		record = be.AppendUint32(record, n)
	}
	var sflow []byte
	for _, n := range []uint32{5, 1, 0xc0000201, 0, 1, 1, 1, 1, 200, 1, 0, 1, 1, 0, 1, 2, 1, 1003, 160} {
		sflow = be.AppendUint32(sflow, n)
	}
	sflow = append(append(sflow, record...), make([]byte, 128)...)
	p := decodeOne(linkEthernet, 300, ethernetUDP(6343, sflow))[0]
	decoded := p.Layers()
	if decoded.Layer(layers.LayerTypeUDP) == nil || decoded.Layer(layers.LayerTypeSFlow) != nil || decoded.Layer(gopacket.LayerTypePayload) == nil {
		t.Errorf("layers %v, want UDP and its payload", decoded.Layers())
	}
}

// TestLayersOfDeepNesting gives gopacket as many MPLS labels as the largest record holds.
func TestLayersOfDeepNesting(t *testing.T) {
	labels := bytes.Repeat([]byte{0, 1, 0, 64}, (256<<10-14)/4)
	data := append(append(make([]byte, 12), 0x88, 0x47), labels...)
	p := decodeOne(linkEthernet, uint32(len(data)), data)[0]
	if n := len(p.Layers().Layers()); n < 2 {
		t.Errorf("%d layers", n)
	}
	if len(p.Show().String()) == 0 {
		t.Error("nothing is shown")
	}
	if p.Problem() != dissect.ProblemDeep.String() {
		t.Errorf("problem %q", p.Problem())
	}
}
