package pcapnb

// PacketText makes a field of text that every packet has: PacketText("summary", Packet.Summary). It is NewKey for packets,
// compiled here once: a cell takes half a second less than with NewKey, which each cell compiles anew.
func PacketText(name string, of func(p Packet) string) Key[Packet, string] { return NewKey(name, of) }

// PacketNumber makes a whole number that every packet has; unit may be empty. It is NewNumber for packets, compiled here once.
func PacketNumber(name, unit string, of func(p Packet) int) Number[Packet, int] {
	return NewNumber(name, unit, of)
}

// PacketMeasure makes a number that every packet has; unit may be empty. It is NewMeasure for packets, compiled here once.
func PacketMeasure(name, unit string, of func(p Packet) float64) Measure[Packet] {
	return NewMeasure(name, unit, of)
}
