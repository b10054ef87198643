package plots

import "gonum.org/v1/plot/vg"

// Step draws each series as stairs: a value holds until the next one. It suits values that change at once,
// such as a window size or a number of open connections. Gaps and legend are as in Line.
func Step(title string, data ...XYer) *LinePlot {
	return newLines("Step", title, data, true)
}

// stairs puts a corner between each point and the next.
func stairs(run []vg.Point) []vg.Point {
	out := make([]vg.Point, 0, 2*len(run))
	for i, pt := range run {
		if i > 0 {
			out = append(out, vg.Point{X: pt.X, Y: run[i-1].Y})
		}
		out = append(out, pt)
	}
	return out
}
