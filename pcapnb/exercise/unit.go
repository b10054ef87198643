package exercise

import "strings"

// A measure is what a unit counts, and how much of it: a kilobit is 125 bytes.
type measure struct {
	of     string
	factor float64
}

// measureOf reads a unit: "bytes", "Mbit/s", "kB per second", "ms", "%". An unknown one counts itself.
func measureOf(unit string) measure {
	unit = strings.ReplaceAll(strings.TrimSpace(unit), " per ", "/")
	above, below, ratio := strings.Cut(unit, "/")
	m := simpleMeasure(strings.TrimSpace(above))
	if ratio {
		d := simpleMeasure(strings.TrimSpace(below))
		return measure{m.of + "/" + d.of, m.factor / d.factor}
	}
	return m
}

func simpleMeasure(unit string) measure {
	switch unit {
	case "":
		return measure{"", 1}
	case "%", "percent":
		return measure{"", 0.01}
	case "packet", "packets", "frame", "frames", "row", "rows":
		return measure{"", 1}
	case "s", "sec", "second", "seconds":
		return measure{"seconds", 1}
	case "ms", "millisecond", "milliseconds":
		return measure{"seconds", 1e-3}
	case "us", "µs", "microsecond", "microseconds":
		return measure{"seconds", 1e-6}
	case "min", "minute", "minutes":
		return measure{"seconds", 60}
	case "h", "hour", "hours":
		return measure{"seconds", 3600}
	}
	return amount(unit)
}

// amount reads units of data, with a decimal or binary prefix (IEC 80000-13).
func amount(unit string) measure {
	for _, name := range []string{"bytes", "byte", "B", "bits", "bit", "b"} {
		prefix, ok := strings.CutSuffix(unit, name)
		factor := prefixFactor(prefix)
		if !ok || factor == 0 {
			continue
		}
		if name[0] == 'b' && !strings.HasPrefix(name, "byte") {
			factor /= 8
		}
		return measure{"bytes", factor}
	}
	return measure{unit, 1}
}

func prefixFactor(prefix string) float64 {
	switch prefix {
	case "":
		return 1
	case "k", "K", "kilo":
		return 1e3
	case "M", "mega":
		return 1e6
	case "G", "giga":
		return 1e9
	case "Ki":
		return 1 << 10
	case "Mi":
		return 1 << 20
	case "Gi":
		return 1 << 30
	}
	return 0
}

// unitSlip says which confusion of units turns the right number into another one, "" for none.
func unitSlip(factor func(f float64) bool, m measure) string {
	data, seconds := strings.HasPrefix(m.of, "bytes"), strings.HasPrefix(m.of, "seconds")
	switch {
	case data && factor(8):
		return "This is in bits; the question is about bytes, eight bits each."
	case data && factor(0.125):
		return "This is right for a number of bits, and was divided by 8 once too often."
	case data && (factor(1e-3) || factor(1e-6)):
		return "This is in thousands or millions of bytes; the question is about bytes."
	case data && (factor(1.0/(1<<10)) || factor(1.0/(1<<20))):
		return "This is in KiB or MiB; the question is about bytes."
	case seconds && factor(1e3):
		return "This is in milliseconds; the question is about seconds."
	case seconds && factor(1e6):
		return "This is in microseconds; the question is about seconds."
	case seconds && factor(1e9):
		return "This is in nanoseconds, which is how a time.Duration counts; the question is about seconds."
	case m.of == "" && factor(100):
		return "This is in percent; the question is about a part of one."
	case factor(-1):
		return "The sign is the wrong way round."
	}
	return ""
}
