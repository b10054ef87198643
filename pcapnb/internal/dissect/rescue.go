package dissect

// rescue ends a layer that may have stopped early, and notes why it stopped.
func (d *Session) rescue() {
	bad := d.bad
	if bad == fine {
		return
	}
	d.bad = fine
	d.depth = 0
	d.headFault(bad)
	switch bad {
	case cut:
		d.noteEnd(fWsShort, "[Packet size limited during capture: "+d.current+" truncated]", "[Packet size limited during capture]")
	case unfinished:
		d.noteEnd(fWsUnreassembled, "[BoundError Unreassembled Packet: "+d.current+"]", "[BoundErrorUnreassembled Packet]")
	case overlapping:
		text := "[Reassembly error, protocol " + d.current + ": New fragment overlaps old data (retransmission?)]"
		d.noteEnd(fWsMalformed, text, text)
		d.faulty()
	default:
		d.noteEnd(fWsMalformed, "[Malformed Packet: "+d.current+"]", "[Malformed Packet]")
		d.faulty()
	}
}

// faulty counts a fault as Wireshark does, which puts a malformed packet beside each note of one.
func (d *Session) faulty() { d.mark(fWsMalformed) }

func (d *Session) noteEnd(id ID, label, info string) {
	d.protoAt = -1
	if d.has(id) {
		d.protoAt = len(d.out.Values)
		d.add(Value{ID: id}, nil, 0, 0)
		d.label(label)
	}
	d.cols.append(d, info)
}

// maxNesting bounds how deep protocols may be wrapped in one another.
const maxNesting = 40

// enter counts a level of nesting, and reports whether there may be one more.
func (d *Session) enter() bool {
	d.nesting++
	if d.nesting > maxNesting {
		d.headProblem(ProblemDeep)
	}
	return d.nesting <= maxNesting && d.bad == fine
}

// deeper has read dissect what is in t, where it may hold messages like the one around it, and fails where they are too many.
func (d *Session) deeper(t *view, read func()) {
	if d.inside++; d.inside <= maxNesting {
		read()
	} else {
		d.fail(t, t.rep+1)
	}
	d.inside--
}

func (d *Session) headProblem(p Problem) {
	if d.heads != nil && d.heads.Problem == ProblemNone {
		d.heads.Problem = p
	}
}

// headFault notes why a layer stopped early.
func (d *Session) headFault(bad fault) {
	if bad == cut {
		d.headProblem(ProblemCut)
		return
	}
	d.headProblem(problemOf(d.current))
}
