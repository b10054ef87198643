package pcapnb

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/nearest"
	"netlab/pcapnb/table"
)

// ReadOptions say which packets ReadFields reads and how it numbers them; the zero value reads all.
type ReadOptions struct {
	Filter    string // only packets that this Wireshark display filter lets through
	Strict    bool   // only packets that have all the fields
	TimeIndex bool   // rows are labelled with the capture time instead of the frame number
	TShark    bool   // a field that is not known here is asked of tshark, which must be installed
}

// ReadFields reads fields of a capture by their Wireshark names, such as "ip.src" or "tcp.analysis.ack_rtt", into a
// table with a column each. A field means what it means to tshark; where it occurs several times in a packet its
// values are joined by commas. Whole numbers, seconds, times and addresses keep their types.
func ReadFields(path string, options ReadOptions, fields ...string) (*Table, error) {
	if options.TShark && !allKnown(fields) {
		return tsharkFields(path, options, fields)
	}
	ids, err := fieldIDs(fields)
	if err != nil {
		return nil, err
	}
	ps, err := LoadContext(context.Background(), LoadOptions{}, path)
	if len(ps) == 0 && err != nil {
		return nil, err
	}
	if options.Filter != "" {
		keep, filterErr := ps.where(options.Filter)
		if filterErr != nil {
			return nil, filterErr
		}
		ps = keep
	}
	return ps.fieldTable(ids, options), err
}

// MustReadFields is ReadFields for a notebook cell: all packets, and a panic where something is wrong.
func MustReadFields(path string, fields ...string) *Table {
	return ReadOptions{}.MustRead(path, fields...)
}

// MustRead is ReadFields with the options, for a notebook cell.
func (o ReadOptions) MustRead(path string, fields ...string) *Table {
	t, err := ReadFields(path, o, fields...)
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return t
}

// Fields returns a table of the packets with a column for each field, by Wireshark's names. What depends on other
// packets, as tcp.stream does, is worked out over the whole capture. An unknown name panics and names the nearest.
func (ps Packets) Fields(names ...string) *Table {
	ids, err := fieldIDs(names)
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return ps.fieldTable(ids, ReadOptions{})
}

// A WireField is a field by its Wireshark name: a key with the text that tshark shows, and a measure where it is a
// number or a time. To add up what is neither panics; CountOf counts the packets that have it.
type WireField interface {
	Key[Packet, string]
	Measurer[Packet]
}

// Field returns the field with a Wireshark name, to filter, group, count or add up by: pkts.Field("tcp.analysis.flags").
// An unknown name panics and names the nearest.
func (ps Packets) Field(name string) WireField {
	ids, err := fieldIDs([]string{name})
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return table.WithMeasure(wireDef(ids[0]), wireMeasure(ids[0]))
}

// wireDef is a field as text; a table shows numbers, times and addresses as such.
func wireDef(id dissect.ID) table.KeyDef[Packet, string] {
	ids := []dissect.ID{id}
	return table.KeyDef[Packet, string]{Name: id.String(), FilterName: id.String(), Language: sayWire(id),
		Of:     func(p Packet) (string, bool) { return wireText(p.c.wire(ids)[0], id, p.i) },
		Column: func(rows []Packet) *Column { return Packets(rows).wireColumns(ids)[0] }}
}

// wireMeasure is a field as a number, nil where it is none: seconds for a time. What has no number in a packet, or
// several, is missing there.
func wireMeasure(id dissect.ID) *table.MeasureDef[Packet] {
	if !isNumber(id.Def().Type) {
		return nil
	}
	ids := []dissect.ID{id}
	return &table.MeasureDef[Packet]{Name: id.String(), Unit: wireUnit(id), FilterName: id.String(), Of: func(p Packet) (float64, bool) {
		c := p.c.wire(ids)[0]
		if c.Kind() == table.KindText { // it is shown as 0x0012 or True, or some packet has several
			text, ok := c.Value(p.i)
			if !ok {
				return 0, false
			}
			return wireNumber(text.(string))
		}
		return c.Number(p.i)
	}}
}

// isNumber says whether fields of a type are numbers or times.
func isNumber(t dissect.Type) bool {
	switch t {
	case dissect.None, dissect.Protocol, dissect.Ether, dissect.IPv4, dissect.IPv6, dissect.Bytes, dissect.String:
		return false
	}
	return true
}

// wireNumber reads a single number as tshark shows it: 60, 0x0012, -0.25, True.
func wireNumber(text string) (float64, bool) {
	if n, err := strconv.ParseUint(text, 0, 64); err == nil {
		return float64(n), true
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n, true
	}
	switch text {
	case "True":
		return 1, true
	case "False":
		return 0, true
	}
	return 0, false
}

// wireText is the text that tshark shows for row i of a field's column.
func wireText(c *Column, id dissect.ID, i int) (string, bool) {
	v, ok := c.Value(i)
	if !ok {
		return "", false
	}
	value := dissect.Value{ID: id}
	switch v := v.(type) {
	case string:
		return v, true
	case int:
		value.N = uint64(v)
	case time.Time:
		value.N = uint64(v.UnixNano())
	case float64:
		value.N = uint64(nanoseconds(v))
		if id.Def().Type == dissect.Double {
			value.N = math.Float64bits(v)
		}
	default:
		return fmt.Sprint(v), true
	}
	return value.Text(), true
}

// nanoseconds are those of a number of seconds. Of times so long that a float64 does not tell single nanoseconds apart,
// they are those of its shortest decimal form.
func nanoseconds(seconds float64) int64 {
	const exact = 1 << 53
	if n := seconds * 1e9; math.Abs(n) < exact {
		return int64(math.Round(n))
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(seconds), 'f', -1, 64), ".")
	n, _ := strconv.ParseInt(whole+(fraction + "000000000")[:9], 10, 64)
	if seconds < 0 {
		return -n
	}
	return n
}

func allKnown(fields []string) bool {
	return !slices.ContainsFunc(fields, func(name string) bool {
		_, ok := dissect.Lookup(name)
		return !ok
	})
}

// fieldIDs looks the names up; the error for an unknown one names those that come nearest.
func fieldIDs(names []string) ([]dissect.ID, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("no field named: want Wireshark's names such as %q", "frame.len")
	}
	var ids []dissect.ID
	for _, name := range names {
		id, ok := dissect.Lookup(name)
		if !ok {
			return nil, fmt.Errorf("unknown field %q: %s Fields that are not known here can be read with ReadOptions{TShark: true}, which needs Wireshark's tshark (apt-get install tshark)", name, nearest.Suggest(name, FieldNames()))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// FieldNames lists the Wireshark names of all fields that ReadFields, Fields and Where know.
func FieldNames() []string {
	var names []string
	for _, id := range dissect.All() {
		names = append(names, id.String())
	}
	return names
}

// fieldTable makes the table of ps with one column an id.
func (ps Packets) fieldTable(ids []dissect.ID, options ReadOptions) *Table {
	cols := ps.wireColumns(ids)
	index := table.ColumnOf(ps, FrameNumber)
	index.Name = "frame.number"
	if options.TimeIndex {
		index = table.ColumnOf(ps, Time)
		index.Name = "frame.time"
	}
	t := table.NumberedBy(NewTable(cols...), index)
	if options.Strict {
		t = t.DropMissing(columnNames(cols)...)
	}
	return t
}

func columnNames(cols []*Column) []string {
	var names []string
	for _, c := range cols {
		names = append(names, c.Name)
	}
	return names
}

// wireColumns returns a column of ps for each id. The captures behind ps are dissected whole, and what comes out is
// kept for the next call.
func (ps Packets) wireColumns(ids []dissect.ID) []*Column {
	c := ps.capture()
	if c == nil || c.part {
		return ps.wireColumnsApart(ids)
	}
	cols := slices.Clone(c.wire(ids))
	if len(ps) == c.n && ps.inOrder() { // the values are shared: nobody writes to a column
		for i, whole := range cols {
			col := *whole
			cols[i] = &col
		}
		return cols
	}
	rows := make([]int, len(ps))
	for i, p := range ps {
		rows[i] = p.i
	}
	for i, whole := range cols {
		cols[i] = whole.Take(rows)
	}
	return cols
}

// inOrder tells whether ps are the first packets of their capture.
func (ps Packets) inOrder() bool {
	for i, p := range ps {
		if p.i != i {
			return false
		}
	}
	return true
}

// wire returns a column over all rows of c for each id.
func (c *capture) wire(ids []dissect.ID) []*Column {
	c.memo.mu.Lock()
	defer c.memo.mu.Unlock()
	var missing []dissect.ID
	for _, id := range ids {
		if c.memo.wire[id] == nil && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		if c.memo.wire == nil {
			c.memo.wire = make(map[dissect.ID]*Column)
		}
		var found []*Column
		c.briefly(func(all Packets) { found = all.wireColumnsApart(missing) })
		for i, col := range found {
			c.memo.wire[missing[i]] = col
		}
	}
	var cols []*Column
	for _, id := range ids {
		cols = append(cols, c.memo.wire[id])
	}
	return cols
}

// frame is the packet as the dissector wants it.
func (p Packet) frame() dissect.Frame {
	f := dissect.Frame{Number: p.Number(), Time: p.c.time[p.i], HasTime: p.is(hasTime), Link: uint32(p.LinkType()),
		Length: p.Length(), Data: p.Bytes()}
	if p.c.info.Format == "pcapng" {
		is := p.c.wireInterfaces()
		f.Interface = &is[p.c.iface[p.i]]
	}
	if len(p.c.info.Comments) > 0 && p.Comment() != "" {
		f.Comments = strings.Split(p.Comment(), "\n")
	}
	return f
}

// wireInterfaces are the capture's interfaces as the dissector wants them.
func (c *capture) wireInterfaces() []dissect.Interface {
	c.memo.interfaces.Do(func() {
		section, id := 0, 0
		for i, iface := range c.info.Interfaces {
			if id++; i == 0 || iface.section != section {
				section, id = iface.section, 0
			}
			c.memo.wireInterfaces = append(c.memo.wireInterfaces, dissect.Interface{ID: id, Section: section,
				Name: iface.Name, Description: iface.Description, FCSLen: iface.FCSLen})
		}
	})
	return c.memo.wireInterfaces
}
