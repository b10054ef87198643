package pcapnb

import "time"

// compiled names the generic types that a cell meets inside the methods' types of Packets and Table, as it meets Windows in Series.
// Go takes what a method of an imported type names as compiled with that type; what it meets only inside another generic
// type, each cell compiles again, a wrapper a method. TestCellsCompileLittle counts them.
func (Packets) compiled(Windows[any], Windows[time.Time], Measurer[Row], Field[Row]) {}

var _ = Packets.compiled
