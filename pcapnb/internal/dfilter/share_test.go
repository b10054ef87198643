package dfilter

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// allBut knows the dissector's fields but those that hidden tells.
type allBut struct {
	Dissector
	hidden func(name string) bool
}

func (f allBut) Resolve(name string) (dissect.ID, bool) {
	if f.hidden(name) {
		return 0, false
	}
	return f.Dissector.Resolve(name)
}

// TestShared has others answer for some of the fields, which the same dissector does here, and wants what one filter gives
// that asks nobody.
func TestShared(t *testing.T) {
	hidings := map[string]func(name string) bool{
		"tcp": func(name string) bool { return strings.HasPrefix(name, "tcp") },
		"ip":  func(name string) bool { return strings.HasPrefix(name, "ip.") },
		"odd": func(name string) bool { return len(name)%2 == 1 },
		"all": func(name string) bool { return true },
	}
	filters := append(filters(t),
		"tcp.port == 443 || !(udp && ip.ttl > 60) || tcp.flags.syn == 1",
		"ip && tcp && frame.len > 60 && (dns || tcp.len == 0)",
		"ip.ttl > 60 and not (tcp or udp.port in {53, 67..68})",
		"ip xor tcp",
		"any ip.addr == 10.0.0.1 && all tcp.port > 1000",
		"60 < frame.len < 1000 && 0 < ip.ttl < 65")
	shared := 0
	for _, name := range []string{"ten.pcap", "vxlan.pcap"} {
		all := frames(t, filepath.Join(captures, name))
		wants := ourLists(t, filters, all)
		for hiding, hidden := range hidings {
			compiled, theirs := shareAll(t, filters, wants, hidden)
			shared += len(theirs)
			texts := slices.Sorted(maps.Keys(theirs))
			for i, list := range ourLists(t, texts, all) {
				theirs[texts[i]] = list
			}
			for i, got := range sharedLists(compiled, theirs, all) {
				if compiled[i] != nil && !slices.Equal(got, wants[i]) {
					t.Errorf("%s: %s, %s apart (others answer %q): frames %v, want %v", name, filters[i], hiding, compiled[i].Theirs(), got, wants[i])
				}
			}
		}
	}
	if shared < 500 {
		t.Errorf("only %d filters were shared", shared)
	}
}

// shareAll compiles filters that have a list, and says what others have to answer. What looks at bytes stays out.
func shareAll(t *testing.T, filters []string, lists [][]int, hidden func(string) bool) (compiled []*Filter, theirs map[string][]int) {
	compiled, theirs = make([]*Filter, len(filters)), map[string][]int{}
	known := func(name string) bool {
		_, known := dissect.Lookup(name)
		return known && hidden(name)
	}
	for i, filter := range filters {
		f, err := CompileShared(filter, allBut{hidden: hidden}, known)
		if lists[i] == nil {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		compiled[i] = f
		for _, text := range f.Theirs() {
			theirs[text] = nil
		}
	}
	return compiled, theirs
}

// sharedLists returns the frames that shared filters let through, given those that theirs do.
func sharedLists(filters []*Filter, theirs map[string][]int, all []dissect.Frame) [][]int {
	want := new(dissect.Set)
	matchers := make([]*Matcher, len(filters))
	for i, f := range filters {
		if f == nil {
			continue
		}
		matchers[i] = f.Matcher()
		for _, id := range f.Fields() {
			want.Add(id)
		}
	}
	session := dissect.New(want)
	var fields dissect.Fields
	got := make([][]int, len(filters))
	for i := range all {
		session.Dissect(&all[i], &fields)
		for k, m := range matchers {
			if m == nil {
				continue
			}
			var told []bool
			for _, text := range filters[k].Theirs() {
				_, yes := slices.BinarySearch(theirs[text], all[i].Number)
				told = append(told, yes)
			}
			m.Told(told)
			if m.Match(fields.Values, &fields) {
				got[k] = append(got[k], all[i].Number)
			}
		}
	}
	return got
}

// TestTheirs says what others are asked: as little as can be, in one go.
func TestTheirs(t *testing.T) {
	foreign := func(name string) bool { return name == "isup.message_type" || name == "isup" }
	for filter, want := range map[string][]string{
		`isup.message_type == 5`:                           {`isup.message_type == 5`},
		`tcp && isup.message_type == 5 && ip.ttl > 3`:      {`isup.message_type == 5`},
		`isup && tcp && isup.message_type == 5`:            {`(isup) && (isup.message_type == 5)`},
		`tcp || (isup or !(isup.message_type in {1, 2}))`:  {`(isup) || (!(isup.message_type in {1, 2}))`},
		`(tcp && isup) || (udp && isup)`:                   {`isup`},
		`(tcp && isup) || (udp && isup.message_type == 1)`: {`isup`, `isup.message_type == 1`},
		`ip.ttl == isup.message_type`:                      {`ip.ttl == isup.message_type`},
		`count(isup.message_type) > 2 && tcp`:              {`count(isup.message_type) > 2`},
		`isup contains "a && b" || tcp`:                    {`isup contains "a && b"`},
		`tcp`:                                              nil,
	} {
		f, err := CompileShared(filter, Dissector{}, foreign)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
		} else if got := f.Theirs(); !slices.Equal(got, want) {
			t.Errorf("%s: others are asked %q, want %q", filter, got, want)
		}
	}
	for _, filter := range []string{"isup && tpc.port == 1", "isup && tcp.port == \"x\"", "isup &&", "isup.mesage_type == 5"} {
		if _, err := CompileShared(filter, Dissector{}, foreign); err == nil {
			t.Errorf("%s compiles", filter)
		}
	}
}
