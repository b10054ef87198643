package dissect

// This file has what is known of messages above TCP that are not complete.

// How much more a dissector needs, when it does not know the number of bytes.
const (
	needSegment = -1 // whatever the next segment brings
	needToFIN   = -2 // all that comes until the connection closes
)

// Bounds on what is held of incomplete messages.
const (
	maxMessage  = 64 << 20
	maxHeld     = 512 << 20
	maxPending  = 32
	maxSegments = 1 << 16
	toFIN       = 1 << 30 // means the unknown end of a message
	maxSpan     = 1 << 20 // a dissector may leave over no more than this of one segment
)

// part is what one segment adds to a message.
type part struct{ off, size, frame int }

// latePart is what a part brings that cannot be appended yet.
type latePart struct {
	off  int
	data []byte
}

// lateParts is a heap, the first by offset on top.
type lateParts []latePart

// Len is for sort.Interface.
func (p lateParts) Len() int { return len(p) }

// Less is for sort.Interface.
func (p lateParts) Less(i, j int) bool { return p[i].off < p[j].off }

// Swap is for sort.Interface.
func (p lateParts) Swap(i, j int) { p[i], p[j] = p[j], p[i] }

// Push is for container/heap.
func (p *lateParts) Push(x any) { *p = append(*p, x.(latePart)) }

// Pop is for container/heap.
func (p *lateParts) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// pending is a message that is not complete.
type pending struct {
	seq, next uint32 // first byte, and where the message is to end
	entire    bool   // the next segment belongs to it, whatever its length
	data      []byte // what is there without a hole
	parts     []part
	late      lateParts // those beyond a hole
	done      bool
	seen      kept // how far it was looked at
}

// pduStream is one direction of a connection, as dissectors above TCP see it.
type pduStream struct {
	open     []*pending // oldest first
	untilFIN bool
}

// find returns the message that a byte belongs to.
func (p *pduStream) find(seq uint32) *pending {
	for i := len(p.open) - 1; i >= 0; i-- {
		if m := p.open[i]; !seqLess(seq, m.seq) && seqLess(seq, m.next) {
			return m
		}
	}
	return nil
}

// startsAt returns the message that begins at a byte.
func (p *pduStream) startsAt(seq uint32) *pending {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].seq == seq {
			return p.open[i]
		}
	}
	return nil
}

// target says where a message is to end that needs more than end.
func (p *pduStream) target(end uint32, need int) uint32 {
	switch need {
	case needSegment:
		return end + 1
	case needToFIN:
		p.untilFIN = true
		return end + toFIN
	}
	return end + uint32(need)
}
