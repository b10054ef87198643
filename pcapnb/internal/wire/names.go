package wire

import (
	"fmt"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/nearest"
)

// IDs looks the names up; the error for an unknown one names those that come nearest.
func IDs(names []string) ([]dissect.ID, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("no field named: want Wireshark's names such as %q", "frame.len")
	}
	var ids []dissect.ID
	for _, name := range names {
		id, ok := dissect.Lookup(name)
		if !ok {
			return nil, fmt.Errorf("unknown field %q: %s Fields that are not known here can be read with ReadOptions{TShark: true}, which needs Wireshark's tshark (apt-get install tshark)", name, nearest.Suggest(name, Names()))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// Names are those of all fields.
func Names() []string {
	var names []string
	for _, id := range dissect.All() {
		names = append(names, id.String())
	}
	return names
}
