package talk

import (
	"reflect"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/told"
)

// A Source is packets in memory, or files of them that pcapnb.Open names. Of files what is kept grows with the conversations, and not
// with the packets; these are read again, in order, when they are asked for, and no more of them at once than pcapnb.Captures.Limit allows.
type Source interface {
	~[]pcapnb.Packet | pcapnb.Captures
}

// packetsOf returns the packets of a Source that are in memory, or the files.
func packetsOf(source any) (ps pcapnb.Packets, files pcapnb.Captures) {
	switch s := source.(type) {
	case pcapnb.Packets:
		return s, nil
	case pcapnb.Captures:
		return nil, s
	}
	return reflect.ValueOf(source).Convert(reflect.TypeFor[pcapnb.Packets]()).Interface().(pcapnb.Packets), nil
}

// converse is ConversationsIdle of packets or files.
func converse(source any, over Layer, idle time.Duration) ConversationList {
	wantLayer(over, idle)
	ps, files := packetsOf(source)
	if files != nil {
		return converseFiles(files, over, idle)
	}
	t := newConverser(over, idle)
	stream := func(int) (int, bool) { return 0, true }
	if over == UDP {
		stream = udpStreams(ps)
	}
	for row, p := range ps {
		t.packet(int32(row), p, stream)
	}
	return t.finish(ps)
}

// converseFiles keeps no packets.
func converseFiles(files pcapnb.Captures, over Layer, idle time.Duration) ConversationList {
	from := &conversed{files: files, over: over, idle: idle}
	t := newConverser(over, idle)
	_, from.notes = from.read(t, "", nil, func(int32, pcapnb.Packet, *dissect.Fields) bool { return false })
	list := t.finish(nil)
	for n := range list {
		list[n].from, list[n].lo, list[n].hi = from, n, n
	}
	return list
}

// read finds the conversations of the files again, with further fields of each packet, and returns the packets that take wants: for
// each conversation that a packet is of it is asked once.
func (from *conversed) read(t *converser, verb string, names []string, take func(n int32, p pcapnb.Packet, fields *dissect.Fields) bool) (pcapnb.Packets, []string) {
	udpStream, _ := dissect.Lookup("udp.stream")
	ids := fieldIDs(names)
	if from.over == UDP {
		ids = append(ids, udpStream)
	}
	var fields *dissect.Fields
	stream := func(int) (number int, ok bool) {
		if from.over != UDP {
			return 0, true
		}
		for i := range fields.Values {
			if v := &fields.Values[i]; v.ID == udpStream {
				number, ok = int(v.N), true
			}
		}
		return number, ok
	}
	taken := 0
	t.each = func(n int32, p pcapnb.Packet) {
		if take(n, p, fields) {
			taken++
		}
	}
	ps, notes := told.InOrder(from.files, verb, from.over == TCP, ids, func(p pcapnb.Packet, of *dissect.Fields) int {
		fields, taken = of, 0
		t.packet(0, p, stream)
		return taken
	})
	return ps.(pcapnb.Packets), notes
}

// again is read with a converser of its own.
func (from *conversed) again(verb string, names []string, take func(n int32, p pcapnb.Packet, fields *dissect.Fields) bool) pcapnb.Packets {
	ps, _ := from.read(newConverser(from.over, from.idle), verb, names, take)
	return ps
}

// inMemory returns the conversations with their packets in memory.
func (cs ConversationList) inMemory(verb string) ConversationList {
	out := append(ConversationList(nil), cs...)
	of := make(map[*conversed]map[int32][]int32) // by conversation of the files: its rows
	for _, c := range cs {
		if c.from != nil && c.from.files != nil {
			if of[c.from] == nil {
				of[c.from] = make(map[int32][]int32)
			}
			of[c.from][int32(c.lo)] = nil
		}
	}
	in := make(map[*conversed]*conversed)
	for i := range out {
		c := &out[i]
		rows, ok := of[c.from]
		if !ok {
			continue
		}
		m := in[c.from]
		if m == nil {
			m = &conversed{notes: c.from.notes}
			in[c.from] = m
			next := int32(0)
			m.pkts = c.from.again(verb, nil, func(n int32, _ pcapnb.Packet, _ *dissect.Fields) bool {
				of, wanted := rows[n]
				if wanted {
					rows[n] = append(of, next)
					next++
				}
				return wanted
			})
		}
		mine := rows[int32(c.lo)]
		c.from, c.lo, c.hi = m, len(m.rows), len(m.rows)+len(mine)
		m.rows = append(m.rows, mine...)
	}
	return out
}

// resent counts the packets of each conversation of the files that sent again what was sent before.
func (from *conversed) resent(n int) int {
	from.once.Do(func() {
		ids := fieldIDs([]string{retransmission})
		from.again("", []string{retransmission}, func(n int32, _ pcapnb.Packet, fields *dissect.Fields) bool {
			from.counts = append(from.counts, make([]int, max(int(n)+1-len(from.counts), 0))...)
			if hasField(fields, ids[0]) {
				from.counts[n]++
			}
			return false
		})
	})
	if n >= len(from.counts) { // the files have changed
		return 0
	}
	return from.counts[n]
}

const retransmission = "tcp.analysis.retransmission"

func hasField(fields *dissect.Fields, id dissect.ID) bool {
	for i := range fields.Values {
		if fields.Values[i].ID == id {
			return true
		}
	}
	return false
}
