package wire

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
	"netlab/pcapnb/internal/tshark"
)

// partner returns the tshark of this machine, and skips the test where there is none. What it says is kept for this test.
func partner(t *testing.T) *tshark.Program {
	t.Helper()
	t.Setenv("PCAPNB_CACHE", t.TempDir())
	t.Setenv("PCAPNB_TSHARK", "")
	p, err := findTShark(false)
	if errors.Is(err, tshark.ErrMissing) {
		t.Skip("skipped: needs tshark")
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPartnerIsATwin has tshark answer for the fields that are dissected here and compares every cell, as text and as a
// number, and what the column holds.
func TestPartnerIsATwin(t *testing.T) {
	p := partner(t)
	known, err := oracle.ReadKnown("../dissect/known_differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var ids []dissect.ID
	for _, id := range oracle.Fields() {
		if _, ok := p.Lookup(id.String()); ok && !slices.Contains([]string{"frame.number", "frame.len", "frame.cap_len"}, id.String()) { // which it is always asked for
			ids = append(ids, id)
		}
	}
	if len(ids) < 800 {
		t.Errorf("tshark %s knows only %d of our fields", p.Version, len(ids))
	}
	filled, kinds := 0, map[Kind]int{}
	for _, name := range []string{"ten.pcapng", "ten-twosections.pcapng", "web.pcap", "vxlan.pcap", "unreachable.pcap"} {
		c := load(t, name)
		ours, theirs := All(c).read(ids), askFor(t, p, c, ids)
		for k, id := range ids {
			if known.Match("captures of this project", name, id.String()) {
				continue
			}
			for i := range c.N {
				has, _ := theirs[k].Text(i)
				want, _ := ours[k].Text(i)
				n, isNumber := theirs[k].Number(i)
				m, wantNumber := ours[k].Number(i)
				if oracle.Shorten(id.String(), has) != oracle.Shorten(id.String(), want) || isNumber != wantNumber || n != m {
					t.Errorf("%s: %v of packet %d is %q (%v, %v) to the partner and %q (%v, %v) here", name, id, i+1, has, n, isNumber, want, m, wantNumber)
					break
				}
				if want != "" {
					filled++
				}
			}
			if theirs[k].Kind != ours[k].Kind || theirs[k].Unit != ours[k].Unit {
				t.Errorf("%s: %v holds %v %q to the partner and %v %q here", name, id, theirs[k].Kind, theirs[k].Unit, ours[k].Kind, ours[k].Unit)
			}
			kinds[ours[k].Kind]++
		}
	}
	if filled < 10_000 || len(kinds) != 5 {
		t.Errorf("compared %d cells of columns %v: too few", filled, kinds)
	}
}

// askFor has tshark answer for fields that are dissected here.
func askFor(t *testing.T, p *tshark.Program, c *capture.Capture, ids []dissect.ID) []*Column {
	t.Helper()
	q := question{program: p, rows: All(c)}
	for _, id := range ids {
		q.fields = append(q.fields, id.String())
	}
	texts, err := q.fieldTexts()
	if err != nil {
		t.Fatal(err)
	}
	var cols []*Column
	for i, id := range ids {
		cols = append(cols, textsColumn(id, texts[i]))
	}
	return cols
}

// TestPartnersFilters has tshark evaluate whole filters.
func TestPartnersFilters(t *testing.T) {
	p := partner(t)
	c := load(t, "web.pcap")
	for _, filter := range []string{"tcp.port == 443 && tls.handshake.type == 1", "!(tcp || udp)", "dns.qry.name contains \"example\" || frame.len > 1000", "tcp.analysis.flags"} {
		want, err := All(c).Where(filter)
		if err != nil {
			t.Fatal(err)
		}
		got, err := askWhere(p, All(c), filter)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", filter, got, err, want)
		}
	}
}

// TestWrittenToThePartner compares what tshark says of a file with what it says of the packets that are written to it, and
// both ways with packets of several captures.
func TestWrittenToThePartner(t *testing.T) {
	p := partner(t)
	fields := []string{"frame.time_epoch", "frame.encap_type", "frame.interface_name", "eth.src", "ip.src", "tcp.options.timestamp.tsval", "udp.checksum.status", "data.data"}
	for _, name := range []string{"ten-twosections.pcapng", "ten-nanoseconds.pcap", "ten-simplepackets.pcapng", "ten.pcap.gz", "ten.pcap.zst", "ten-wifi.pcap"} {
		c := load(t, name)
		q := question{program: p, rows: All(c)}
		written, err := q.run(tshark.Input{Write: q.rows.write}, fields, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		direct, err := q.run(tshark.Input{File: c.File}, fields, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for k, f := range fields {
			if f == "frame.interface_name" && c.Info.Format != "pcapng" {
				continue // a copy is pcapng, and its interface is called unknown
			}
			if f == "frame.time_epoch" && name == "ten-simplepackets.pcapng" {
				continue // a packet that is cut and has no time is written with the time 0
			}
			if got, want := fmt.Sprint(texts(written[k])), fmt.Sprint(texts(direct[k])); got != want {
				t.Errorf("%s: %s: written %s, as a file %s", name, f, got, want)
			}
		}
	}
}

func texts(t capture.Texts) []string {
	var out []string
	for _, code := range t.Codes {
		if code == capture.NoCode {
			out = append(out, "-")
		} else {
			out = append(out, t.Dict[code])
		}
	}
	return out
}

// TestAnotherFile asks about a capture whose file is another one by now: the packets count.
func TestAnotherFile(t *testing.T) {
	p := partner(t)
	path := filepath.Join(t.TempDir(), "a.pcap")
	data, err := os.ReadFile("../../../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	other := slices.Clone(data)
	other[24+8]++ // the first record is one byte longer, and what follows is none
	if err := os.WriteFile(path, other, 0o600); err != nil {
		t.Fatal(err)
	}
	c := load(t, "ten.pcap")
	c.File = path
	got := askFor(t, p, c, lookup(t, "ip.src"))[0]
	want := All(c).read(lookup(t, "ip.src"))[0]
	for i := range c.N {
		g, _ := got.Text(i)
		if w, _ := want.Text(i); g != w {
			t.Errorf("packet %d: %q, want %q", i+1, g, w)
		}
	}
}

func lookup(t *testing.T, names ...string) []dissect.ID {
	t.Helper()
	ids, err := IDs(names, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestKeptForTheNextCell asks for fields in one process after another, as cells do: tshark runs once for all of them.
func TestKeptForTheNextCell(t *testing.T) {
	p := partner(t)
	runs := filepath.Join(t.TempDir(), "runs")
	counting := filepath.Join(t.TempDir(), "tshark")
	script := fmt.Sprintf("#!/bin/sh\necho run >> %s\nexec %s \"$@\"\n", runs, p.Path)
	if err := os.WriteFile(counting, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PCAPNB_TSHARK", counting)
	defer func(rules time.Duration) { capture.CacheRules.Settled = rules }(capture.CacheRules.Settled)
	capture.CacheRules.Settled = 0
	if _, err := findTShark(false); err != nil { // learns what it knows
		t.Fatal(err)
	}
	os.Remove(runs)
	var first string
	for cell := range 3 {
		c, errs := capture.Load(t.Context(), capture.Options{}, "../../../testdata/web.pcap")
		if errs != nil {
			t.Fatal(errs)
		}
		dir := lookup(t, "isup.message_type", "isup.called", "tcp.port") // named, and not asked for yet
		said, err := All(c).Where("isup.called || tcp.flags.syn == 1")
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(said)
		for i := range c.N {
			a, _ := Field(c, dir[1]).Text(i)
			text += " " + a
		}
		if cell == 0 {
			first = text
		} else if text != first {
			t.Errorf("cell %d: %s, want %s", cell, text, first)
		}
	}
	ran, _ := os.ReadFile(runs)
	if n := strings.Count(string(ran), "run"); n != 2 { // one for the fields and one for the filter
		t.Errorf("tshark ran %d times, want 2", n)
	}
}

// TestPartnerOff looks up what only tshark knows where it may not be asked.
func TestPartnerOff(t *testing.T) {
	partner(t)
	for off, want := range map[bool]string{true: "NoTShark", false: ""} {
		_, err := IDs([]string{"isup.message_type"}, func() bool { return off })
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("off %v: %v", off, err)
		}
	}
	_, err := IDs([]string{"isup.message_typee"}, nil)
	if err == nil || !strings.Contains(err.Error(), `did you mean "isup.message_type"`) {
		t.Errorf("a misspelt name: %v", err)
	}
	_, err = IDs([]string{"ip.srcc"}, nil)
	if err == nil || !strings.Contains(err.Error(), `did you mean "ip.src"`) {
		t.Errorf("a misspelt name: %v", err)
	}
	t.Setenv("PCAPNB_TSHARK", "off")
	c := load(t, "ten.pcap")
	if _, err = All(c).Where("isup.message_type == 1"); err == nil || !strings.Contains(err.Error(), "PCAPNB_TSHARK=off") {
		t.Errorf("a filter: %v", err)
	}
	if _, err = All(c).Where("ip.ttl == x"); err == nil || strings.Contains(err.Error(), "TSHARK") {
		t.Errorf("a filter that tshark cannot help: %v", err)
	}
}

// TestTexts makes columns of what tshark may write, of newer versions too.
func TestTexts(t *testing.T) {
	field := func(name string, kind dissect.Type, base dissect.Base) dissect.ID {
		id, _ := dissect.Foreign("test."+name, kind, base)
		return id
	}
	for _, c := range []struct {
		id    dissect.ID
		texts []string
		kind  Kind
		want  string
	}{
		{field("flag", dissect.Boolean, 0), []string{"True", "0", "False"}, Whole, "1 0 0"},
		{field("flag", dissect.Boolean, 0), []string{"True\b0"}, Text, "1,0"},
		{field("number", dissect.Uint32, dissect.Dec), []string{"7", "4294967295"}, Whole, "7 4294967295"},
		{field("number", dissect.Uint32, dissect.Dec), []string{"7", "7\b8"}, Text, "7 7,8"},
		{field("number", dissect.Uint32, dissect.Dec), []string{"007"}, Text, "007"},
		{field("signed", dissect.Int32, dissect.Dec), []string{"-7"}, Whole, "-7"},
		{field("hex", dissect.Uint16, dissect.Hex), []string{"0x0012"}, Text, "0x0012"},
		{field("octal", dissect.Uint16, dissect.Oct), []string{"0022"}, Text, "0022"},
		{field("double", dissect.Double, 0), []string{"0.5", "1e+20"}, Float, "0.5 1e+20"},
		{field("wait", dissect.RelativeTime, 0), []string{"-1.000000001", "0.250000000"}, Float, "-1.000000001 0.250000000"},
		{field("time", dissect.AbsoluteTime, 0), []string{"Jul  4, 2020 17:17:32.058611000 UTC"}, Time, "Jul  4, 2020 17:17:32.058611000 UTC"},
		{field("time", dissect.AbsoluteTime, 0), []string{"2020-07-04T17:17:32.058611000Z"}, Time, "Jul  4, 2020 17:17:32.058611000 UTC"},
		{field("time", dissect.AbsoluteTime, 0), []string{"NULL", "(0)Dec 31"}, Text, "NULL (0)Dec 31"},
		{field("mac", dissect.Ether, 0), []string{"00:00:5e:00:53:01"}, Address, "00:00:5e:00:53:01"},
		{field("v4", dissect.IPv4, 0), []string{"192.0.2.1"}, Address, "192.0.2.1"},
		{field("v4", dissect.IPv4, 0), []string{"192.0.2.1", "2001:db8::1"}, Text, "192.0.2.1 2001:db8::1"},
		{field("v6", dissect.IPv6, 0), []string{"2001:db8::1"}, Address, "2001:db8::1"},
		{field("text", dissect.String, 0), []string{"a\bb", "a,b"}, Text, "a,b a,b"},
	} {
		x := capture.Texts{Dict: c.texts}
		for i := range c.texts {
			x.Codes = append(x.Codes, uint32(i), capture.NoCode)
		}
		col := textsColumn(c.id, x)
		var got []string
		for i := range x.Codes {
			text, ok := col.Text(i)
			if ok != (i%2 == 0) {
				t.Errorf("%v %q: row %d is there: %v", c.id, c.texts, i, ok)
			}
			if ok {
				got = append(got, text)
			}
		}
		if text := strings.Join(got, " "); col.Kind != c.kind || text != c.want {
			t.Errorf("%v of %q: %v of kind %v, want %v of kind %v", c.id, c.texts, text, col.Kind, c.want, c.kind)
		}
	}
}

// TestUnknownFieldSaysWhatToDo asks for a field that is not known here where there is no tshark, and where it is turned off: the message
// names the nearest, and says how tshark is had.
func TestUnknownFieldSaysWhatToDo(t *testing.T) {
	c := load(t, "ten.pcap")
	t.Setenv("PATH", t.TempDir())
	if _, err := tshark.Find(""); err == nil {
		t.Skip("skipped: tshark is installed where it is found without PATH")
	}
	how := []string{"apt-get install tshark", "brew install wireshark"}
	for setting, why := range map[string]string{"": "tshark is not installed", "off": "tshark is turned off (PCAPNB_TSHARK=off): unset that", "/no/such/tshark": "PCAPNB_TSHARK names no program"} {
		t.Setenv("PCAPNB_TSHARK", setting)
		for name, near := range map[string]string{"ip.source": `did you mean "ip.src"`, "icmp6.code": `did you mean "icmp.code"`,
			"diameter.cmd.code": "no field of diameter is known here. ", "tcp.analysis.rtt": `"tcp.analysis.ack_rtt"`} {
			_, err := IDs([]string{name}, nil)
			for _, want := range append([]string{why, near, `unknown field "` + name + `": `}, how...) {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("PCAPNB_TSHARK=%s: %q is not in %v", setting, want, err)
				}
			}
		}
		_, err := All(c).Where("ip.source == 10.0.0.1")
		for _, want := range append([]string{why, `"ip.source" is neither a field nor a protocol; the nearest names are "ip.src"`}, how...) {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("PCAPNB_TSHARK=%s: %q is not in %v", setting, want, err)
			}
		}
	}
	_, err := IDs([]string{"ip.source"}, func() bool { return true })
	for _, want := range append([]string{"tshark is turned off (NoTShark): leave that out"}, how...) {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("NoTShark: %q is not in %v", want, err)
		}
	}
}
