package dissect

import (
	"encoding/binary"
	"strings"
)

// headersUnseen tells whether no wanted field is one of the headers from the frame to UDP and TCP: they are then read for what
// is above them only. The columns of a packet list say what is in them.
func headersUnseen(want *Set) bool {
	for id := ID(1); id < numFields; id++ {
		if want.Has(id) && id != fFrameProtocols {
			switch defs[id].proto {
			case pFrame, pEth, pIp, pTcp, pUdp, pWs:
				return false
			}
		}
	}
	return true
}

// dissectAbove goes through a plain packet whose headers nobody asked for straight to what IP carries, and reports false where
// the frame has to be dissected.
func (d *Session) dissectAbove(f *Frame) bool {
	if !d.unseen || d.tree || d.heads != nil {
		return false
	}
	ip, above, header := plainHeaders(f)
	if ip == nil {
		return false
	}
	d.protos = -1
	d.layerNo[pFrame], d.layerNo[pEth], d.layerNo[pIp] = 1, 1, 1
	if d.wantLayers {
		d.protos = 0
		d.add(Value{ID: fFrameProtocols}, nil, 0, 0)
		d.layers = append(d.layers, "eth", "ethertype", "ip")
	}
	d.nesting += 2 // Ethernet and IP
	d.net = network{v4(binary.BigEndian.Uint32(ip[12:])), v4(binary.BigEndian.Uint32(ip[16:])), false, ip[8]}
	at := d.lasting(view{b: above, rep: len(above), base: ethernetHeaderLength + 20})
	if header == inTCP {
		d.dissectTCP(at)
	} else {
		d.dissectUDP(at)
	}
	d.rescue()
	return true
}

// lasting puts a view where it lasts until the next frame. What is handed to many functions would else be allocated anew for
// every packet.
func (d *Session) lasting(t view) *view {
	if d.lastingViews == len(d.views) {
		own := t
		return &own
	}
	at := &d.views[d.lastingViews]
	d.lastingViews++
	*at = t
	return at
}

// lastingSegment is lasting for segments.
func (d *Session) lastingSegment() *segment {
	if d.lastingSegments == len(d.segmentsAt) {
		return new(segment)
	}
	at := &d.segmentsAt[d.lastingSegments]
	d.lastingSegments++
	*at = segment{}
	return at
}

// A stack is a layer below those that frames had so far above it; the text is that of frame.protocols, nil before it is asked for.
type stack struct {
	name  string
	text  []byte
	above []*stack
}

// maxStacks bounds how many layers are remembered in the places where they were.
const maxStacks = 4096

// stackText is frame.protocols for the layers of the frame at hand. Nearly all frames have layers that one before had.
func (d *Session) stackText() []byte {
	s := &d.stacks
	for _, name := range d.layers {
		if s = d.stackAbove(s, name); s == nil {
			return d.keep(strings.Join(d.layers, ":"))
		}
	}
	if s.text == nil {
		s.text = []byte(strings.Join(d.layers, ":"))
	}
	return s.text[:len(s.text):len(s.text)]
}

func (d *Session) stackAbove(s *stack, name string) *stack {
	for _, a := range s.above {
		if a.name == name {
			return a
		}
	}
	if d.stackCount == maxStacks {
		return nil
	}
	d.stackCount++
	a := &stack{name: name}
	s.above = append(s.above, a)
	return a
}
