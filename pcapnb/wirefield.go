package pcapnb

import (
	"context"
	"errors"
	"strings"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/wire"
	"netlab/pcapnb/table"
)

// ReadOptions say which packets ReadFields reads and how it numbers them; the zero value reads all.
type ReadOptions struct {
	Filter    string // only packets that this Wireshark display filter lets through
	Strict    bool   // only packets that have all the fields
	TimeIndex bool   // rows are labelled with the capture time instead of the frame number
	NoTShark  bool   // fields that only tshark knows are unknown, also where it is installed
}

// ReadFields reads fields of a capture by their Wireshark names, such as "ip.src" or "tcp.analysis.ack_rtt", into a
// table with a column each. A field means what it means to tshark; where it occurs several times in a packet its
// values are joined by commas. Whole numbers, seconds, times and addresses keep their types.
func ReadFields(path string, options ReadOptions, fields ...string) (*Table, error) {
	ids, err := wire.IDs(fields, func() bool { return options.NoTShark })
	if err != nil {
		return nil, err
	}
	ps, err := LoadContext(context.Background(), LoadOptions{NoTShark: options.NoTShark}, path)
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
	t, tableErr := ps.fieldTable(ids, options)
	return t, errors.Join(err, tableErr)
}

// MustReadFields is ReadFields for a notebook cell: all packets, and a panic where something is wrong.
func MustReadFields(path string, fields ...string) *Table {
	return ReadOptions{}.MustRead(path, fields...)
}

// MustRead is ReadFields with the options, for a notebook cell.
func (o ReadOptions) MustRead(path string, fields ...string) *Table {
	t, err := ReadFields(path, o, fields...)
	if err != nil && !goesOn(err) {
		panic(misused("pcapnb: " + err.Error()))
	}
	return t
}

// Fields returns a table of the packets with a column for each field, by Wireshark's names. What depends on other
// packets, as tcp.stream does, is worked out over the whole capture. Fields that are not known here are asked of tshark, where
// that is installed. An unknown name panics and names the nearest.
func (ps Packets) Fields(names ...string) *Table {
	ids, err := wire.IDs(names, ps.noTShark)
	misuse.Check(err)
	t, err := ps.fieldTable(ids, ReadOptions{})
	misuse.Check(err)
	return t
}

// A WireField is a field by its Wireshark name: a key with the text that tshark shows, and a measure where it is a
// number or a time. To add up what is neither panics; CountOf counts the packets that have it.
type WireField interface {
	Key[Packet, string]
	Measurer[Packet]
}

// Field returns the field with a Wireshark name, to filter, group, count or add up by: pkts.Field("tcp.analysis.flags").
// Where a packet has several values they are one text, joined by commas: Is wants all of it, Where("dns.a == 10.0.0.1") any of them. An
// unknown name panics and names the nearest.
func (ps Packets) Field(name string) WireField {
	ids, err := wire.IDs([]string{name}, ps.noTShark)
	misuse.Check(err)
	return wireFieldOf(ids[0])
}

func wireFieldOf(id dissect.ID) WireField {
	return table.WithMeasure(wireDef(id), wireMeasure(id))
}

// wirePlan begins the name under which a field is known, which is one of these and not of the typed fields.
const wirePlan = "field:"

// knownWire is the name under which a field is known to every program, "" for one of tshark's.
func knownWire(id dissect.ID) string {
	if id.IsForeign() {
		return ""
	}
	return wirePlan + id.String()
}

// wireIn returns the fields that a plan names.
func wireIn(plan string) (ids []dissect.ID) {
	for _, after := range strings.Split(plan, `"`+wirePlan)[1:] {
		name, _, _ := strings.Cut(after, `"`)
		if id, ok := dissect.Lookup(name); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// wireDef is a field as text; a table shows numbers, times and addresses as such.
func wireDef(id dissect.ID) table.KeyDef[Packet, string] {
	ids := []dissect.ID{id}
	return table.KeyDef[Packet, string]{Name: id.String(), KnownAs: knownWire(id), FilterName: id.String(), Language: sayWire(id),
		Of:     func(p Packet) (string, bool) { return wire.Field(p.c, id).Text(p.i) },
		Varies: wire.Varies(id),
		Column: func(rows []Packet) *Column {
			cols, err := Packets(rows).wireColumns(ids)
			misuse.Check(err)
			return cols[0]
		}}
}

// wireMeasure is a field as a number, nil where it is none: seconds for a time. What has no number in a packet, or
// several, is missing there.
func wireMeasure(id dissect.ID) *table.MeasureDef[Packet] {
	if !wire.IsNumber(id.Def().Type) {
		return nil
	}
	return &table.MeasureDef[Packet]{Name: id.String(), KnownAs: knownWire(id), Unit: wire.Unit(id), FilterName: id.String(),
		Of: func(p Packet) (float64, bool) { return wire.Field(p.c, id).Number(p.i) }}
}

// FieldNames lists the Wireshark names of all fields that ReadFields, Fields and Where know.
func FieldNames() []string { return wire.Names() }

// fieldTable makes the table of ps with one column an id.
func (ps Packets) fieldTable(ids []dissect.ID, options ReadOptions) (*Table, error) {
	cols, err := ps.wireColumns(ids)
	if err != nil {
		return nil, err
	}
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
	return t, nil
}

func columnNames(cols []*Column) []string {
	var names []string
	for _, c := range cols {
		names = append(names, c.Name)
	}
	return names
}

// wireColumns returns a column of ps for each id.
func (ps Packets) wireColumns(ids []dissect.ID) ([]*Column, error) {
	found, whole, err := ps.rows().Read(ids)
	if err != nil {
		return nil, err
	}
	cols := make([]*Column, len(found))
	for i, col := range found {
		cols[i] = columnOf(col)
	}
	if !whole || len(ps) == ps[0].c.N && ps.inOrder() {
		return cols, nil
	}
	rows := make([]int, len(ps))
	for i, p := range ps {
		rows[i] = p.i
	}
	for i, col := range cols {
		cols[i] = col.Take(rows)
	}
	return cols, nil
}

// columnOf is a column of package wire as one of a table. They share their values, which nobody writes to.
func columnOf(c *wire.Column) *Column {
	kinds := [...]table.Kind{wire.Text: table.KindText, wire.Address: table.KindOther, wire.Whole: table.KindWhole, wire.Time: table.KindTime, wire.Float: table.KindFloat}
	dict := c.Dict
	if c.ID.Def().Type == dissect.Ether && c.Kind == wire.Address {
		dict = make([]any, len(c.Dict))
		for i, m := range c.Dict {
			dict[i] = macOf(m.(capture.MAC48))
		}
	}
	return table.ColumnDef{Name: c.ID.String(), Unit: c.Unit, Kind: kinds[c.Kind], OK: c.Present(), Ints: c.Ints, Floats: c.Floats,
		Codes: c.Codes, Dict: dict}.Column()
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
