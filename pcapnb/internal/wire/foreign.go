package wire

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/tshark"
)

// foreignID is the ID of a field that tshark knows and the dissector does not.
func foreignID(f tshark.Field) (dissect.ID, bool) {
	types := map[string]dissect.Type{
		"FT_NONE": dissect.None, "FT_PROTOCOL": dissect.Protocol, "FT_BOOLEAN": dissect.Boolean,
		"FT_UINT8": dissect.Uint8, "FT_UINT16": dissect.Uint16, "FT_UINT24": dissect.Uint24, "FT_UINT32": dissect.Uint32,
		"FT_UINT40": dissect.Uint64, "FT_UINT48": dissect.Uint64, "FT_UINT56": dissect.Uint64, "FT_UINT64": dissect.Uint64,
		"FT_INT8": dissect.Int8, "FT_INT16": dissect.Int16, "FT_INT24": dissect.Int24, "FT_INT32": dissect.Int32,
		"FT_INT40": dissect.Int64, "FT_INT48": dissect.Int64, "FT_INT56": dissect.Int64, "FT_INT64": dissect.Int64,
		"FT_FRAMENUM": dissect.FrameNum, "FT_FLOAT": dissect.Double, "FT_DOUBLE": dissect.Double, "FT_ETHER": dissect.Ether,
		"FT_IPv4": dissect.IPv4, "FT_IPv6": dissect.IPv6, "FT_BYTES": dissect.Bytes, "FT_UINT_BYTES": dissect.Bytes,
		"FT_ABSOLUTE_TIME": dissect.AbsoluteTime, "FT_RELATIVE_TIME": dissect.RelativeTime,
	}
	t, ok := types[f.Type]
	if !ok {
		t = dissect.String
	}
	base := dissect.NoBase
	switch {
	case !t.IsInteger():
	case strings.HasPrefix(f.Base, "BASE_HEX"):
		base = dissect.Hex
	case strings.HasPrefix(f.Base, "BASE_OCT"):
		base = dissect.Oct
	default:
		base = dissect.Dec
	}
	return dissect.Foreign(f.Name, t, base)
}

// textsColumn is the column of the texts that tshark wrote of a field. Numbers, times and addresses are kept as such where
// that loses nothing: every packet has one at most, and written out it is what tshark wrote.
func textsColumn(id dissect.ID, t capture.Texts) *Column {
	kind := kindOf(id)
	values, plain := make([]dissect.Value, len(t.Dict)), kind != Text
	for i := 0; plain && i < len(t.Dict); i++ {
		values[i], plain = parseText(id, t.Dict[i])
	}
	if !plain {
		return plainColumn(id, t)
	}
	c := &Column{ID: id, Unit: Unit(id), Kind: kind}
	if kind == Address {
		c.Codes = t.Codes
		for i := range values {
			if id.Def().Type == dissect.Ether {
				c.Dict = append(c.Dict, capture.MAC48(values[i].N))
			} else {
				c.Dict = append(c.Dict, values[i].Addr())
			}
		}
		return c
	}
	g := &growing{id: id, kind: kind, ok: make([]bool, len(t.Codes)), ints: make([]int64, len(t.Codes))}
	for i, code := range t.Codes {
		if code != capture.NoCode {
			g.ok[i], g.ints[i] = true, int64(values[code].N)
		}
	}
	return g.column()
}

// plainColumn is the column of texts, with commas between the values of a packet.
func plainColumn(id dissect.ID, t capture.Texts) *Column {
	c := &Column{ID: id, Kind: Text, Codes: make([]uint32, len(t.Codes))}
	known := map[string]uint32{}
	to := make([]uint32, len(t.Dict))
	for i, text := range t.Dict {
		text = usualText(id, text)
		code, ok := known[text]
		if !ok {
			code = uint32(len(c.Dict))
			known[text] = code
			c.Dict = append(c.Dict, text)
		}
		to[i] = code
	}
	for i, code := range t.Codes {
		if c.Codes[i] = capture.NoCode; code != capture.NoCode {
			c.Codes[i] = to[code]
		}
	}
	return c
}

// usualText is what tshark 4.0 writes for the values of a field: newer ones write some types in other ways.
func usualText(id dissect.ID, text string) string {
	const between = string(tshark.Between)
	switch id.Def().Type {
	case dissect.Boolean, dissect.AbsoluteTime:
		parts := strings.Split(text, between)
		for i, part := range parts {
			if v, ok := parseText(id, part); ok {
				parts[i] = v.Text()
			}
		}
		return strings.Join(parts, ",")
	}
	return strings.ReplaceAll(text, between, ",")
}

// parseText reads a single value of a field; ok is false where it would be written in another way than tshark did.
func parseText(id dissect.ID, text string) (v dissect.Value, ok bool) {
	v.ID = id
	switch t := id.Def().Type; {
	case t == dissect.Boolean:
		return parseBoolean(v, text)
	case t == dissect.AbsoluteTime:
		return parseTime(v, text)
	case t == dissect.RelativeTime:
		v.N, ok = parseSeconds(text)
	case t == dissect.Double:
		v.N, ok = parseDouble(text)
	case t == dissect.Ether, t == dissect.IPv4, t == dissect.IPv6:
		v, ok = parseAddress(v, text)
	default:
		v.N, ok = parseInteger(text)
	}
	return v, ok && v.Text() == text
}

func parseBoolean(v dissect.Value, text string) (dissect.Value, bool) {
	switch text {
	case "True", "1":
		v.N = 1
	case "False", "0":
	default:
		return v, false
	}
	return v, true
}

// parseTime reads a time as tshark 4.0 writes it, or as later ones do (RFC 3339).
func parseTime(v dissect.Value, text string) (dissect.Value, bool) {
	for _, layout := range []string{"Jan _2, 2006 15:04:05.000000000 MST", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() >= 1678 && at.Year() < 2262 {
			v.N = uint64(at.UnixNano())
			return v, layout == time.RFC3339Nano || v.Text() == text
		}
	}
	return v, false
}

func parseInteger(text string) (uint64, bool) {
	if strings.HasPrefix(text, "-") {
		n, err := strconv.ParseInt(text, 10, 64)
		return uint64(n), err == nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil
}

// parseSeconds reads seconds with nine decimals as nanoseconds.
func parseSeconds(text string) (uint64, bool) {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	ns, fractionErr := strconv.ParseInt(fraction, 10, 64)
	if err != nil || fractionErr != nil || len(fraction) != 9 {
		return 0, false
	}
	n := s*1e9 + ns
	if strings.HasPrefix(text, "-") {
		n = -n
	}
	return uint64(n), true
}

func parseDouble(text string) (uint64, bool) {
	f, err := strconv.ParseFloat(text, 64)
	return math.Float64bits(f), err == nil
}

func parseAddress(v dissect.Value, text string) (dissect.Value, bool) {
	if v.ID.Def().Type == dissect.Ether {
		b, err := hex.DecodeString(strings.ReplaceAll(text, ":", ""))
		if err != nil || len(b) != 6 {
			return v, false
		}
		v.N = uint64(capture.MACOf(b))
		return v, true
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" || a.Is4() != (v.ID.Def().Type == dissect.IPv4) {
		return v, false
	}
	if a.Is4() {
		b := a.As4()
		v.N = uint64(binary.BigEndian.Uint32(b[:]))
		return v, true
	}
	b := a.As16()
	v.B = b[:]
	return v, true
}
