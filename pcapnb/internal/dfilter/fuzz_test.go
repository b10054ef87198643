package dfilter

import (
	"errors"
	"testing"

	"netlab/pcapnb/internal/caret"
	"netlab/pcapnb/internal/dissect"
)

// FuzzCompile compiles any text and runs what comes out on a packet.
func FuzzCompile(f *testing.F) {
	for _, filter := range filters(f) {
		f.Add(filter)
	}
	for _, d := range readDifferences(f) {
		f.Add(d.first)
	}
	values := tunnel(f)
	f.Fuzz(func(t *testing.T, filter string) {
		c, err := Compile(filter, Dissector{})
		if err != nil {
			if e, ok := errors.AsType[*caret.Error](err); !ok || e.Pos < 0 || e.Pos > len(filter) || e.Error() == "" {
				t.Fatalf("a strange error: %#v", err)
			}
			return
		}
		m := c.Matcher()
		first := m.Match(values, layerBytes("start and end"))
		if again := m.Match(values, layerBytes("start and end")); again != first {
			t.Fatal("another result the second time")
		}
	})
}

// FuzzMatch runs the listed filters on what is dissected from any frame.
func FuzzMatch(f *testing.F) {
	list := filters(f)
	matchers := make([]*Matcher, len(list))
	want := new(dissect.Set)
	for i, filter := range list {
		c, err := Compile(filter, Dissector{})
		if err != nil {
			f.Fatal(err)
		}
		matchers[i] = c.Matcher()
		for _, id := range c.Fields() {
			want.Add(id)
		}
	}
	for _, name := range []string{"ten.pcap", "ten-qinq.pcap", "ten-gre.pcap", "vxlan.pcap", "ipv6-extensions.pcap"} {
		for _, frame := range frames(f, captures+"/"+name) {
			f.Add(frame.Data, frame.Link)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, link uint32) {
		frame := dissect.Frame{Number: 1, HasTime: true, Link: link, Length: len(data), Data: data}
		var fields dissect.Fields
		dissect.New(want).Dissect(&frame, &fields)
		for i, m := range matchers {
			yes := m.Match(fields.Values, layerBytes(data))
			if list[i] == "frame" && !yes {
				t.Fatal("there is no frame")
			}
		}
	})
}
