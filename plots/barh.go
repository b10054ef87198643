package plots

// BarH draws horizontal bars, one for each label, in the data's order from the top: the plot for long names such as
// addresses. The figure grows with the bars. Of more than 60 the largest are shown, and the caption says so.
func BarH(title string, data Barer) *BarHPlot {
	p, d := newBars("BarH", title, data, true)
	return &BarHPlot{p, d}
}

// A BarHPlot is the figure that BarH draws.
//
//plots:methods LogX XRange MarkX
type BarHPlot struct {
	*Plot
	bars *barLayer
}

// Top keeps the n largest bars, the largest first, and says below the figure what it left out.
func (p *BarHPlot) Top(n int) *BarHPlot {
	p.bars.top(n)
	return p
}
