package dissect

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// namedNumbers reads lines of a number of eight hexadecimal digits and a name.
func namedNumbers(text string) map[uint32]string {
	names := make(map[uint32]string)
	for line := range strings.Lines(text) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseUint(number, 16, 32); err == nil {
			names[uint32(n)] = name
		}
	}
	return names
}

//go:embed ntstatus.txt
var ntStatusText string

var ntStatuses = sync.OnceValue(func() map[uint32]string { return namedNumbers(ntStatusText) })

// ntStatus names a status, MS-ERREF section 2.3.
func ntStatus(n uint32) string {
	if name := ntStatuses()[n]; name != "" {
		return name
	}
	return "Unknown (" + hexText(uint64(n), 8) + ")"
}
