package pcapnb

import (
	"iter"
	"slices"
	"sync"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

// Captures are capture files that nothing has been read of yet: a folder larger than memory, perhaps. Each question reads
// the files once, on all processors, in memory that grows with the answer and not with the files, and its answer is that
// of the same packets loaded, to the last digit.
//
//	var pkts = pcapnb.Open("day/*.pcap.zst")
//	talkers := pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()
//
// [GroupBy], [Resample], [Pivot], [Across], [ValueCounts], [Unique], [NUnique], [Describe], [Sum] and its like take Captures as
// they take Packets; for range yields its packets in order. That order is the one in which [Load] puts the packets of several
// files. A file that is damaged counts as far as it can be read; a note below the answer says so, and [Captures.Report]
// which it is, where and why.
//
// What depends on the packets before is found out by one processor, which reads the files in order and keeps what it must of each
// stream or conversation: [Captures.Flows], [Captures.ProtocolHierarchy], the conversations of package talk, and whatever names [TCPStream],
// with several files [FrameNumber], or in a Where or as a Field such a field as tcp.stream. Functions of the user's cannot ask a packet of
// Captures for its stream, nor for its number among several files.
//
// What works on rows, as Select and the methods of Groups that return packets do, brings them into memory, up to a limit; see
// [Captures.Limit]. So does a Pivot by [Keys], by times that are no intervals across, or with a group of those without a key. What a slice of
// answers, as Flows are, cannot say of files that could not be read, Report says.
type Captures func(yield func(i int, p Packet) bool)

// Open names capture files: pcap, pcapng or snoop, plain or compressed. A path may be a pattern such as "day/*.pcap.zst".
// Nothing is read but the folders. It panics where a pattern matches no file.
func Open(paths ...string) Captures {
	beWorker()
	files, err := capture.Expand(paths)
	if err != nil && !isWorker() {
		panic(misused("pcapnb: " + err.Error()))
	}
	return newFolder(files).capture()
}

// Engine returns the captures with another engine to work out answers: "local", this program, or an Apache Spark by its master.
// That is as in "spark://host:7077", "local[4]", "yarn", "k8s://…" or "sc://host" for Spark Connect. The environment variable
// NETLAB_ENGINE names that of captures which have no other. See package spark for what it needs.
//
// Answers have the same digits. Spark runs this very program on its workers, as far as the declarations outside of %%: fields
// of your own must be declared there, and so must the captures. What yields packets, as range, Head and Load do, what depends on the
// packets before, and Report work here.
func (c Captures) Engine(master string) Captures {
	f := *c.folder()
	f.engine = master
	return f.capture()
}

func (f *folder) capture() Captures {
	return func(yield func(i int, p Packet) bool) {
		if yield == nil {
			handover.folder = f
			return
		}
		f.each(yield)
	}
}

// handover is how Captures tell what they are made of: nobody can ask a function, so it is called with nil, as no range
// statement does.
var handover struct {
	sync.Mutex
	folder *folder
}

func (c Captures) folder() *folder {
	if c == nil {
		panic(misused("pcapnb: Captures that are nil: make them with Open"))
	}
	handover.Lock()
	defer handover.Unlock()
	c(nil)
	return handover.folder
}

// Files returns the paths of the files, in order.
func (c Captures) Files() []string { return slices.Clone(c.folder().files) }

// File returns what the captures have of one of their files, without the others. Its packets have the numbers that they have there,
// and the times since the beginning are those of all files. It panics for a path that Files does not have.
func (c Captures) File(path string) Captures {
	f := c.folder()
	if !slices.Contains(f.files, path) {
		panic(misusedf("pcapnb: File(%q): it is none of these captures' %s; see Files", path, words.Plural(len(f.files), "file")))
	}
	one := *f
	one.files, one.several, one.whole = []string{path}, false, f.all()
	return one.capture()
}

// Source is for package table, which reads the packets with it.
func (c Captures) Source() *table.Source[Packet] { return c.folder().source() }

// Filter returns the captures with only the packets that match all of conds.
func (c Captures) Filter(conds ...Cond[Packet]) Captures {
	if len(conds) == 0 {
		return c
	}
	return c.folder().filter(And(conds...)).capture()
}

// FilterFunc returns the captures with only the packets for which keep returns true. It is called for one packet at a time, in no
// particular order.
func (c Captures) FilterFunc(keep func(p Packet) bool) Captures {
	return c.folder().with("a function", "?FilterFunc", sift{start: func() func(ps []Packet) []Packet {
		return func(ps []Packet) (passed []Packet) {
			table.InTurn(func() { passed = table.FilterFunc(ps, keep) })
			return passed
		}
	}}).capture()
}

// Where returns the captures with only the packets that a Wireshark display filter lets through; see [Packets.Where]. With one that
// depends on other packets, as of tcp.stream or frame.time_delta, the files are read in order, by one processor.
func (c Captures) Where(filter string) Captures {
	f, err := c.folder().where(filter)
	misuse.Check(err)
	return f.capture()
}

// BPF returns the captures with only the packets that a capture filter in tcpdump's language lets through; see [Packets.BPF].
func (c Captures) BPF(filter string) Captures {
	return c.folder().bpf(filter).capture()
}

// Scan yields the packets in order, as range does. For each file that could not be read to its end, or at all, a pair of a zero
// Packet and a *LoadError follows.
func (c Captures) Scan() iter.Seq2[Packet, error] {
	f := c.folder()
	return func(yield func(Packet, error) bool) {
		stopped := false
		_, errs := f.pass(passage{each: func(p Packet, _ *dissect.Fields) bool {
			stopped = !yield(p, nil)
			return !stopped
		}})
		for i := 0; i < len(errs) && !stopped; i++ {
			stopped = !yield(Packet{}, errs[i])
		}
	}
}

// Limit returns the captures with another number of packets that may come into memory, 10 million unless it is set.
// Load and what needs it, as the methods of Groups that return packets do, panic beyond it and say so.
func (c Captures) Limit(packets int) Captures {
	f := *c.folder()
	f.limit = packets
	return f.capture()
}

// Load reads the packets into memory, in order, as ordinary Packets; see Limit. What depends on the whole capture, as the
// numbers of packets and of TCP streams do, counts the packets that were loaded; EveryNth(1) keeps their numbers.
func (c Captures) Load() Packets { return c.folder().load() }

// Resample groups the packets by intervals of their capture time; see the function Resample.
func (c Captures) Resample(every time.Duration) Groups[Packet, time.Time] {
	return Resample(c, Time, every)
}

// Describe returns count, mean, std, min, quartiles and max of fields; of text count, unique, top and freq.
// Without fields it describes the numbers and times of the basic table, as pandas does.
func (c Captures) Describe(fields ...Field[Packet]) *Table {
	if len(fields) == 0 {
		fields = basicFields()
	}
	return Describe(c, fields...)
}

// Len returns the number of packets.
func (c Captures) Len() int {
	return table.CountRows(c.Source())
}

// Shape returns the number of packets and of the default table's columns.
func (c Captures) Shape() Dims { return Dims{Rows: c.Len(), Columns: len(defaultFields())} }

// Duration returns the time from the earliest packet to the latest.
func (c Captures) Duration() time.Duration {
	first, last, _ := table.Span(c, Time)
	return last.Sub(first)
}

// Sum returns the sum of m over the packets, 0 for none.
func (c Captures) Sum(m Measurer[Packet]) Stat { return Sum(c, m) }

// Mean returns the mean of m over the packets that have it.
func (c Captures) Mean(m Measurer[Packet]) Stat { return Mean(c, m) }

// Median returns the median of m over the packets that have it.
func (c Captures) Median(m Measurer[Packet]) Stat { return Median(c, m) }

// Min returns the smallest m among the packets.
func (c Captures) Min(m Measurer[Packet]) Stat { return Min(c, m) }

// Max returns the largest m among the packets.
func (c Captures) Max(m Measurer[Packet]) Stat { return Max(c, m) }

// Std returns the standard deviation (n-1) of m over the packets that have it.
func (c Captures) Std(m Measurer[Packet]) Stat { return Std(c, m) }

// Quantile returns the p-quantile of m over the packets that have it (R type 7, as pandas), p from 0 to 1.
func (c Captures) Quantile(m Measurer[Packet], p float64) Stat { return Quantile(c, m, p) }

// String says which files there are, and which packets of them. It reads none.
func (c Captures) String() string { return c.folder().table().String() }

// HTML is String as a plain table.
func (c Captures) HTML() string { return c.folder().table().HTML() }

func (f *folder) table() *Table { return TableOf(f.lines()).Full() }

func (f *folder) lines() []reportLine {
	lines := []reportLine{{"files", f.name()}}
	for _, text := range f.said {
		lines = append(lines, reportLine{"only", text})
	}
	return lines
}
