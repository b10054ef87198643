package pcapnb

import "testing"

// The rows without a key, kept, are a row of a pivot that has no key: not port 0.
func TestPivotKeepsMissing(t *testing.T) {
	ps := MustLoad("../testdata/ten.pcap")
	p := Across(GroupBy(ps, PortDst).WithMissing(), Protocol, CountOf(Length))
	last := len(p.Rows()) - 1
	if got := p.RowLabel(last); got != "(no port_dst)" {
		t.Errorf("the row's label is %q", got)
	}
	if got, ok := p.Table().Column("port_dst").Value(last); ok {
		t.Errorf("the table has port %v", got)
	}
	column := p.Column("ARP")
	if v, ok := column.Value(last); !column.KeyMissing(last) || !ok || v != 2 {
		t.Errorf("the column ends with %v", column.Tail(1))
	}
	if row := p.Row(0).DropMissing(); row.Len() > 0 {
		t.Errorf("port 0 has %v", row)
	}

	rows := RowGroups(ps.Table().GroupBy("port_dst").WithMissing())
	if row := Across(rows, ps.Table().Field("protocol"), CountOf(ps.Table().Field("length"))).Row(nil); row.DropMissing().Len() > 0 {
		t.Errorf("nil has %v", row)
	}
}
