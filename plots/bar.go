package plots

// Bar draws upright bars, one for each label, in the data's order. Labels that are too wide are upright too, and
// shortened in the middle where they are still too long. Of more than 60 bars the largest are shown, and the caption says so.
func Bar(title string, data Barer) *BarPlot {
	p, d := newBars("Bar", title, data, false)
	return &BarPlot{p, d}
}

// A BarPlot is the figure that Bar draws.
//
//plots:methods LogY YRange MarkY
type BarPlot struct {
	*Plot
	bars *barLayer
}

// Top keeps the n largest bars, the largest first, and says below the figure what it left out.
func (p *BarPlot) Top(n int) *BarPlot {
	p.bars.top(n)
	return p
}
