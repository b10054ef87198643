package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/nearest"
	"netlab/pcapnb/internal/tshark"
)

// IDs looks the names up: here, and those that are not known here in what tshark knows, unless off, if not nil, says that it is not to be
// asked. The error for an unknown one names those that come nearest.
func IDs(names []string, off func() bool) ([]dissect.ID, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("no field named: want Wireshark's names such as %q", "frame.len")
	}
	var ids []dissect.ID
	for _, name := range names {
		id, ok := dissect.Lookup(name)
		if !ok {
			var err error
			if id, err = lookupForeign(name, off != nil && off()); err != nil {
				return nil, err
			}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// lookupForeign finds a field that is not known here.
func lookupForeign(name string, off bool) (dissect.ID, error) {
	p, err := findTShark(off)
	if err != nil {
		return 0, fmt.Errorf("unknown field %q: %s %s", name, sentence(suggest(name, Names())), mayKnow(err))
	}
	field, ok := p.Lookup(name)
	if !ok {
		known := append(Names(), alike(p, name)...)
		return 0, fmt.Errorf("unknown field %q, to tshark %s, too: %s", name, p.Version, suggest(name, known))
	}
	id, ok := foreignID(field)
	if !ok {
		return 0, fmt.Errorf("field %q: too many fields that only tshark knows", name)
	}
	return id, nil
}

// sentence ends a text that is no question with a full stop.
func sentence(text string) string {
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// suggest names the fields that come nearest, or says that there are none.
func suggest(name string, known []string) string {
	near := nearest.Fields(name, known)
	if len(near) == 0 {
		protocol, _, _ := strings.Cut(name, ".")
		return fmt.Sprintf("no field of %s is known here", protocol)
	}
	for i := range near {
		near[i] = strconv.Quote(near[i])
	}
	return "did you mean " + strings.Join(near, ", ") + "?"
}

// alike are tshark's fields of the protocol that name begins with.
func alike(p *tshark.Program, name string) []string {
	protocol, _, ok := strings.Cut(name, ".")
	if !ok || protocol == "" {
		return nil
	}
	return p.Names(protocol + ".")
}

// mayKnow says why tshark was not asked for a field, and how it can be.
func mayKnow(err error) string {
	if errors.Is(err, tshark.ErrMissing) {
		return "Other fields of Wireshark's are read with its tshark, but " + err.Error()
	}
	return "Other fields of Wireshark's are not read: " + err.Error()
}

// Names are those of all fields that are known here.
func Names() []string {
	var names []string
	for _, id := range dissect.All() {
		names = append(names, id.String())
	}
	return names
}
