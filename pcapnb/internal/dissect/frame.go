package dissect

func (d *Session) frameHeader(t *view) {
	f := d.frame
	d.begin(fFrame, t, len(t.b))
	if d.wantsLabel() {
		d.label("Frame " + utoa(f.Number) + ": " + countOf(f.Length, "byte") + " on wire (" + countOf(8*f.Length, "bit") + "), " +
			countOf(len(f.Data), "byte") + " captured (" + countOf(8*len(f.Data), "bit") + ")" + d.onInterface())
	}
	d.frameInterface()
	d.num(fFrameEncapType, nil, 0, 0, uint64(encapsulation(f.Link)))
	d.frameTimes()
	d.num(fFrameNumber, nil, 0, 0, uint64(f.Number))
	d.num(fFrameLen, nil, 0, 0, uint64(f.Length))
	d.num(fFrameCapLen, nil, 0, 0, uint64(len(f.Data)))
	if f.Length < len(f.Data) {
		d.mark(fFrameLenLtCaplen)
	}
	d.flag(fFrameMarked, nil, 0, 0, false)
	d.flag(fFrameIgnored, nil, 0, 0, false)
	d.protos = -1
	if d.wantLayers {
		d.protos = len(d.out.Values)
		d.add(Value{ID: fFrameProtocols}, nil, 0, 0)
	}
	for _, c := range f.Comments {
		d.str(fFrameComment, nil, 0, 0, c)
	}
	d.layers = d.layers[:0]
}

func countOf(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return utoa(n) + " " + unit + "s"
}

func (d *Session) onInterface() string {
	i := d.frame.Interface
	if i == nil || i.ID < 0 {
		return ""
	}
	return " on interface " + i.shown() + ", id " + utoa(i.ID)
}

// shown is the interface's name, as Wireshark shows one that has none.
func (i *Interface) shown() string {
	if i.Name == "" && !i.Named {
		return "unknown"
	}
	return i.Name
}

func (d *Session) frameInterface() {
	i := d.frame.Interface
	if i == nil || i.ID < 0 {
		return
	}
	d.num(fFrameSectionNumber, nil, 0, 0, uint64(i.Section+1))
	d.num(fFrameInterfaceId, nil, 0, 0, uint64(i.ID))
	d.push()
	d.str(fFrameInterfaceName, nil, 0, 0, i.shown())
	if i.Description != "" {
		d.str(fFrameInterfaceDescription, nil, 0, 0, i.Description)
	}
	d.pop()
}

func (d *Session) frameTimes() {
	f, c := d.frame, &d.clock
	if !c.hasFirst {
		c.first, c.hasFirst = d.now, true
	}
	var delta int64
	if c.hasPrev {
		delta = d.now - c.prev
	}
	c.prev, c.hasPrev = d.now, true
	if !f.HasTime {
		return
	}
	d.num(fFrameTime, nil, 0, 0, uint64(f.Time))
	d.num(fFrameOffsetShift, nil, 0, 0, 0)
	d.num(fFrameTimeEpoch, nil, 0, 0, uint64(f.Time))
	d.num(fFrameTimeDelta, nil, 0, 0, uint64(delta))
	d.num(fFrameTimeDeltaDisplayed, nil, 0, 0, uint64(delta))
	d.num(fFrameTimeRelative, nil, 0, 0, uint64(f.Time-c.first))
}

// frameEnd fills in what is known only when every layer has been seen.
func (d *Session) frameEnd() {
	if d.protos >= 0 {
		d.out.Values[d.protos].B = d.stacks.text(d.layers)
	}
	d.depth = 0
	d.str(fWsColProtocol, nil, 0, 0, d.cols.proto)
	d.text(fWsColInfo, nil, 0, 0, d.cols.info)
}
