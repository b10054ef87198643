package pcapnb

import (
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/filterexpr"
)

// A sayer writes a test of a field in Wireshark's display-filter language, as a table.Language does.
//
// A field of ours is that of the outermost header, and Wireshark's occurs in every header there is: in those in a tunnel,
// and in those that an ICMP error quotes. So the texts speak of the first layer (ip.src#1), and leave out
// packets in which that is not the one that we mean.
type sayer func(test string, values []any) string

// Say writes a test; the nil sayer can write none.
func (say sayer) Say(test string, values []any) string {
	if say == nil {
		return ""
	}
	return say(test, values)
}

// Check compiles a filter. Whether a number is too large for its field is Wireshark's to know.
func (sayer) Check(filter string) error {
	_, err := dfilter.Compile(filter, dfilter.Dissector{})
	return err
}

// FilterText returns a display filter that selects these packets by their numbers: "frame.number in {1..3, 7}".
// It is for Wireshark, or Where, with the capture that they are from.
func (ps Packets) FilterText() string {
	numbers := make([]int, len(ps))
	for i, p := range ps {
		numbers[i] = p.Number()
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	var ranges []string
	for i := 0; i < len(numbers); {
		last := i
		for last+1 < len(numbers) && numbers[last+1] == numbers[last]+1 {
			last++
		}
		text := strconv.Itoa(numbers[i])
		if last > i {
			text += ".." + strconv.Itoa(numbers[last])
		}
		ranges = append(ranges, text)
		i = last + 1
	}
	if len(ranges) == 0 {
		return "frame.number == 0" // there is none
	}
	return "frame.number in {" + strings.Join(ranges, ", ") + "}"
}

// sayerOf says tests of a field by its Wireshark name.
func sayerOf(name string) sayer {
	switch {
	case name == "frame.time_epoch":
		return onlyPresence(name) // our seconds are rounded to what a float64 holds
	case strings.HasPrefix(name, "frame."):
		return sayFirst(name, "")
	case strings.HasPrefix(name, "tcp."):
		return sayFirst(name+"#1", notQuoted)
	case strings.HasPrefix(name, "udp."):
		return sayFirst(name+"#1", udpNotQuoted)
	}
	return nil
}

const (
	notQuoted    = "!(icmp || icmpv6)"
	udpNotQuoted = "(!(icmp || icmpv6) || ip.proto#1 == 17 || ipv6.nxt#1 == 17)"
)

// onlyPresence says whether there is a field, and nothing else.
func onlyPresence(name string) sayer {
	return func(test string, values []any) string {
		if test != "" {
			return ""
		}
		return name
	}
}

// sayFirst says tests of a field that counts where a guard holds.
func sayFirst(name, guard string) sayer {
	return func(test string, values []any) string {
		filter := relation(name, test, values)
		if guard == "" {
			return filter
		}
		return filterexpr.And(filter, guard)
	}
}

// sayPort says tests of the port on a side, "src" or "dst".
func sayPort(side string) sayer {
	tcp, udp := sayFirst("tcp."+side+"port#1", notQuoted), sayFirst("udp."+side+"port#1", udpNotQuoted)
	return func(test string, values []any) string { return filterexpr.Or(tcp(test, values), udp(test, values)) }
}

// sayEither says tests of a number that IPv4 and IPv6 have under different names.
func sayEither(v4, v6 string) sayer {
	first, second := sayFirst(v4+"#1", ""), sayFirst(v6+"#1", "!ip")
	return func(test string, values []any) string {
		return filterexpr.Or(first(test, values), second(test, values))
	}
}

// sayMAC says tests of the hardware address on a side, on Ethernet and in Linux cooked captures.
func sayMAC(side string) sayer {
	ether := sayFirst("eth."+side+"#1", "!sll")
	if side == "dst" {
		return ether
	}
	return func(test string, values []any) string {
		return filterexpr.Or(ether(test, values), relation("sll.src.eth", test, values))
	}
}

// sayProtocol says whether a packet is of a transport protocol.
func sayProtocol(test string, values []any) string {
	if test != "==" {
		return ""
	}
	switch values[0] {
	case "TCP":
		return filterexpr.And("tcp", notQuoted)
	case "UDP":
		return filterexpr.And("udp", udpNotQuoted)
	}
	return ""
}

// sayAddr says tests of the IP address on a side. Every IPv4 address is less than every IPv6 address, as in netip.
func sayAddr(side string) sayer {
	v4, v6 := sayFirst("ip."+side+"#1", ""), sayFirst("ipv6."+side+"#1", "!ip")
	const is4, is6 = "ip", "(ipv6 && !ip)"
	return func(test string, values []any) string {
		switch test {
		case "":
			return "ip || ipv6"
		case "in":
			return sayAddrIn(v4, v6, values)
		case "between":
			return ""
		}
		if is6Value(values[0]) {
			if test == "!=" || test == "<" || test == "<=" {
				return filterexpr.Or(is4, v6(test, values))
			}
			return v6(test, values)
		}
		if test == "!=" || test == ">" || test == ">=" {
			return filterexpr.Or(v4(test, values), is6)
		}
		return v4(test, values)
	}
}

func sayAddrIn(v4, v6 sayer, values []any) string {
	var of4, of6 []any
	for _, v := range values {
		if is6Value(v) {
			of6 = append(of6, v)
		} else {
			of4 = append(of4, v)
		}
	}
	switch {
	case len(of6) == 0:
		return v4("in", of4)
	case len(of4) == 0:
		return v6("in", of6)
	}
	return filterexpr.Or(v4("in", of4), v6("in", of6))
}

func is6Value(v any) bool {
	switch v := v.(type) {
	case netip.Addr:
		return v.Is6()
	case netip.Prefix:
		return v.Addr().Is6()
	}
	return false
}

// relation says a test of a field that occurs once.
func relation(name, test string, values []any) string {
	texts := make([]string, len(values))
	for i, v := range values {
		var ok bool
		if texts[i], ok = filterLiteral(v); !ok {
			return ""
		}
	}
	switch {
	case test == "":
		return name
	case len(texts) == 0:
		return ""
	case test == "in":
		return name + " in {" + strings.Join(texts, ", ") + "}"
	case test == "between":
		return name + " >= " + texts[0] + " && " + name + " <= " + texts[1]
	}
	return name + " " + test + " " + texts[0]
}

// filterLiteral writes a value as Wireshark's display-filter language does; no field of its has a number below zero.
func filterLiteral(v any) (text string, ok bool) {
	switch v := v.(type) {
	case string:
		return quoteFilter(v)
	case netip.Addr:
		return v.String(), v.IsValid() && v.Zone() == ""
	case netip.Prefix:
		return v.String(), v.IsValid()
	case MAC:
		return v.String(), true
	case time.Time:
		return v.UTC().Format(`"2006-01-02 15:04:05.999999999Z"`), v.Year() >= 1970 && v.Year() < 2262
	}
	switch r := reflect.ValueOf(v); {
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10), r.Int() >= 0
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10), true
	case r.CanFloat():
		return strconv.FormatFloat(r.Float(), 'f', -1, 64), r.Float() >= 0 && !math.IsInf(r.Float(), 1)
	}
	return "", false
}

// quoteFilter writes text between quotation marks, with what is not printable ASCII as bytes. Its end would be a zero byte.
func quoteFilter(s string) (text string, ok bool) {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		switch {
		case c == '"' || c == '\\':
			b.Write([]byte{'\\', c})
		case c >= ' ' && c < 0x7f:
			b.WriteByte(c)
		default:
			b.WriteString(`\x` + strconv.FormatUint(uint64(c)|0x100, 16)[1:])
		}
	}
	b.WriteByte('"')
	return b.String(), !strings.Contains(s, "\x00")
}
