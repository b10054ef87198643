package capfile

import "slices"

const (
	guessChain = 8                    // so many headers after each other have to make sense
	guessYears = 30 * 365 * 24 * 3600 // a packet is captured so many seconds before or after the first at most
	guessWire  = 16 << 20             // and is no longer than that
)

// Guess returns where in data, bytes from the middle of the file, a record seems to begin, and false where none does. Only
// classic pcap is guessed at, once its beginning was scanned. near is the time of a packet in nanoseconds. Payloads contain what
// looks like records: nothing but reading from the beginning tells whether a guess is right.
func (s *Scanner) Guess(data []byte, near int64) (at int, ok bool) {
	if !s.CanGuess() {
		return 0, false
	}
	for at := range data {
		if s.plausible(data[at:], near/1e9) {
			return at, true
		}
	}
	return 0, false
}

// CanGuess tells whether the file's format is one that Guess knows.
func (s *Scanner) CanGuess() bool { return s.Format == "pcap" }

// plausible tells whether data begins with headers of records that make sense, as far as it reaches.
func (s *Scanner) plausible(data []byte, near int64) bool {
	p := &s.pcap
	unit := uint32(1e6)
	if p.nano {
		unit = 1e9
	}
	for n := range guessChain {
		if len(data) < p.header {
			return n > 0
		}
		caplen, length := p.u32(data[8:]), p.u32(data[12:])
		if p.swapped || p.maybe && caplen > length {
			caplen, length = length, caplen
		}
		off := int64(p.u32(data)) - near
		if caplen > uint32(s.Limits.Record) || caplen > length || length > guessWire || p.u32(data[4:]) >= unit || off > guessYears || off < -guessYears {
			return false
		}
		if int(caplen) > len(data)-p.header {
			return true
		}
		data = data[p.header+int(caplen):]
	}
	return true
}

// From returns a scanner for the rest of the file, which has found so many packets before. What it collects begins anew, but
// for the interfaces.
func (s *Scanner) From(packets int) Scanner {
	t := *s
	t.packets, t.Until = packets, 0
	t.Interfaces = slices.Clone(s.Interfaces)
	t.Comments, t.Names, t.Secrets, t.KeyLog = nil, nil, 0, nil
	return t
}
