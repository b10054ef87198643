package table

import "netlab/pcapnb/internal/misuse"

// A Language writes tests of a field as filters of another program, which select the same rows there.
type Language interface {
	// Say returns the filter for a test of the field, "" where there is none. The test is "" for the presence of the
	// field, "in", "between", "contains", or a relation such as "==" and its value.
	Say(test string, values []any) string
	// Check says what is wrong with a filter made of such tests, as too long a number.
	Check(filter string) error
}

// said returns the filter for a test of the field, "" where there is none.
func (k key[T, K]) said(test string, values ...any) string {
	if k.say == nil {
		return ""
	}
	return k.say.Say(test, values)
}

func (c cond[T]) FilterText() string {
	const advice = "has no exact equivalent in Wireshark's language. pkts.Filter(…).FilterText() lists the packets instead"
	switch {
	case c.said != "":
	case c.unsaid == c.text:
		panic(misuse.Textf("pcapnb: FilterText: %s %s", c.text, advice))
	default:
		panic(misuse.Textf("pcapnb: FilterText of %s: the part %s %s", c.text, c.unsaid, advice))
	}
	if err := c.say.Check(c.said); err != nil {
		panic(misuse.Textf("pcapnb: FilterText of %s: %v", c.text, err))
	}
	return c.said
}
