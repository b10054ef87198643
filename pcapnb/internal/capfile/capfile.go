// Package capfile finds the packets in a capture file: classic pcap and pcapng, plain or compressed.
//
// It reads nothing of a packet but its bounds, time and lengths; decoding is somebody else's work. A Scanner is fed
// windows of the file and fills records; it trusts no length in the file, and what it allocates is bounded by the bytes
// that are there. The formats are those of draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
package capfile

import "fmt"

// A Record says where one packet lies and what its header tells of it.
type Record struct {
	Offset int64  // of the packet's first byte in the file (after decompression)
	Time   int64  // nanoseconds since 1970 UTC; meaningless with NoTime
	CapLen uint32 // bytes in the file
	Len    uint32 // bytes on the wire
	Iface  uint16 // index into Scanner.Interfaces
	NoTime bool   // a simple packet block has no time, and a time beyond the year 2262 has no int64
}

// An Interface is what the file tells of the place where packets were captured.
type Interface struct {
	Link        uint32 // LINKTYPE_ number
	SnapLen     uint32 // 0 for unlimited
	Name        string
	Named       bool // the file gives the name, which may be empty
	Description string
	Filter      string
	OS          string
	Comment     string // somebody's, on the interface
	About       string // somebody's comment on the section
	FCSLen      int8   // bytes of frame check sequence, -1 where the file does not tell
	Section     int    // number of the pcapng section, from 0
	clock       clock
}

// Limits bound what a hostile file can ask for. A zero field means its default.
type Limits struct {
	Record     int // largest packet in bytes; default 256 KiB, as libpcap and Wireshark
	Block      int // largest pcapng block in bytes; default 16 MiB
	Interfaces int // most interfaces; default 10,000
	Packets    int // most packets; default 2^31-1
	// Inflated is the largest size that a compressed file may unpack to, default 8 GiB.
	Inflated int64
	// Ratio is how many times its compressed size a file may unpack to once that is above 64 MiB, default 1,000.
	Ratio int
}

// WithDefaults returns the limits with every zero field replaced by its default.
func (l Limits) WithDefaults() Limits {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&l.Record, 256<<10)
	set(&l.Block, 16<<20)
	set(&l.Interfaces, 10_000)
	set(&l.Packets, 1<<31-1)
	set(&l.Ratio, 1000)
	if l.Inflated == 0 {
		l.Inflated = 8 << 30
	}
	return l
}

// An Error says where in a capture file reading stopped and why.
type Error struct {
	Packet int   // number of the packet at which it happened, from 1; 0 where it was before any packet
	Offset int64 // byte offset in the (decompressed) file
	Reason string
	Cut    bool // the file ends in the middle of something
}

func (e *Error) Error() string {
	if e.Packet > 0 {
		return fmt.Sprintf("packet %d at byte %d: %s", e.Packet, e.Offset, e.Reason)
	}
	return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason)
}

// A Comment is what somebody wrote about a packet.
type Comment struct {
	Packet int    // index of the packet, from 0
	Count  int    // of comments
	Text   string // of all of them, a line for each that is not empty
}

// A Name is an address and what a name resolution block calls it.
type Name struct {
	Addr string // 4 or 16 bytes
	Name string
}

// A Scanner finds the records of one capture file in windows of its bytes.
type Scanner struct {
	Limits     Limits
	Interfaces []Interface
	Comments   []Comment
	Names      []Name
	Secrets    int    // decryption secrets blocks seen
	KeyLog     []byte // the text of those of TLS, up to mostKeyLog bytes
	Format     string // "pcap" or "pcapng"
	Until      int64  // no record is read that begins at this byte or later; 0 for all

	packets int
	step    func(s *Scanner, data []byte, base int64, eof bool, rec *Record) (size int, got bool, err error)
	pcap    pcapState
	ng      ngState
}

// Packets is how many records the scanner has returned.
func (s *Scanner) Packets() int { return s.packets }

// Scan fills recs from data, whose first byte is byte base of the file, and reports how many it filled and how many
// bytes of data are done with. At the end of the file (eof) an incomplete record is an error; before it, it stays
// unconsumed. Scan returns n == 0 without an error when the window holds no further whole record.
func (s *Scanner) Scan(data []byte, base int64, eof bool, recs []Record) (n, consumed int, err error) {
	if s.step == nil {
		consumed, err = s.begin(data, base, eof)
		if err != nil || s.step == nil {
			return 0, 0, err
		}
	}
	for n < len(recs) && consumed < len(data) && !s.Over(base+int64(consumed)) {
		size, got, err := s.step(s, data[consumed:], base+int64(consumed), eof, &recs[n])
		if err != nil || size == 0 {
			return n, consumed, err
		}
		consumed += size
		if !got {
			continue
		}
		if s.packets == s.Limits.Packets {
			return n, consumed, s.fail(base+int64(consumed-size), "more than %d packets, the limit", s.Limits.Packets)
		}
		s.packets++
		n++
	}
	return n, consumed, nil
}

// Over tells whether the scanner reads no record that begins at byte at.
func (s *Scanner) Over(at int64) bool { return s.Until > 0 && at >= s.Until }

// begin tells the format from the first bytes and returns how many they were; step stays nil where more are needed.
func (s *Scanner) begin(data []byte, base int64, eof bool) (size int, err error) {
	s.Limits = s.Limits.WithDefaults()
	if len(data) < 4 {
		if !eof {
			return 0, nil
		}
		if len(data) == 0 {
			return 0, &Error{Offset: base, Reason: "the file is empty", Cut: true}
		}
		return 0, &Error{Offset: base, Reason: notCapture(data), Cut: true}
	}
	if isSectionHeader(data) {
		s.Format, s.step = "pcapng", stepNG
		return 0, nil
	}
	if isSnoop(data) {
		return s.beginSnoop(data, base, eof)
	}
	return s.beginPcap(data, base, eof)
}

func (s *Scanner) fail(offset int64, format string, args ...any) *Error {
	return &Error{Packet: s.packets + 1, Offset: offset, Reason: fmt.Sprintf(format, args...)}
}

// short is the answer where a record goes on beyond the window: wait for more, or the file is cut.
func (s *Scanner) short(offset int64, eof bool, format string, args ...any) (int, bool, error) {
	if !eof {
		return 0, false, nil
	}
	e := s.fail(offset, format, args...)
	e.Cut = true
	return 0, false, e
}

func notCapture(data []byte) string {
	text := true
	for _, c := range data {
		if c < 9 || c > 126 {
			text = false
		}
	}
	if text {
		return fmt.Sprintf("not a capture file: it begins with the text %q; want a pcap or pcapng file, as Wireshark and tcpdump write them", data)
	}
	return fmt.Sprintf("not a capture file: it begins with the bytes % x; want a pcap or pcapng file, as Wireshark and tcpdump write them", data)
}
