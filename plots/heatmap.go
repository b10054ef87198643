package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Heatmap draws a table of numbers as coloured cells, the first row on top. Large cells carry their numbers;
// a missing cell is grey. The colours are viridis, from dark (low) to light (high).
func Heatmap(title string, data Grid) *HeatmapPlot {
	p := newPlot("Heatmap", title)
	p.refuseNil(0, data)
	p.learn(0, data, &p.y)
	d := &heatLayer{p: p}
	d.rows, d.cols = gridSize("Heatmap", title, data)
	for r := range d.rows {
		for c := range d.cols {
			v := data.At(r, c)
			d.cells = append(d.cells, orNaN(v))
			d.values.add(keep(v, orNaN(v)))
		}
	}
	d.rowNames, d.colNames = gridLabels(data, d.rows, d.cols)
	p.x.time = false
	p.x.setCategories(d.colNames)
	p.y.setCategories(reversed(d.rowNames))
	p.side = d.scale
	p.height = 0
	return &HeatmapPlot{p.show(d), d}
}

// A HeatmapPlot is the figure that Heatmap draws.
//
//plots:methods
type HeatmapPlot struct {
	*Plot
	cells *heatLayer
}

// LogColor makes the colours follow the logarithm of the values.
func (p *HeatmapPlot) LogColor() *HeatmapPlot {
	p.cells.log = true
	return p
}

// gridSize returns the numbers of rows and columns of a grid that is not too large to draw.
func gridSize(kind, title string, data Grid) (rows, cols int) {
	rows, cols = data.Dims()
	if rows < 0 || cols < 0 || rows*cols > 50_000_000 {
		misused("%s(%q): a grid of %d by %d cells", kind, title, rows, cols)
	}
	return rows, cols
}

// gridLabels returns what a grid calls its rows and columns; without names they are numbered from 0.
func gridLabels(data Grid, rows, cols int) (rowNames, colNames []string) {
	rl, hasRows := data.(rowLabeler)
	cl, hasCols := data.(colLabeler)
	rowNames, colNames = make([]string, rows), make([]string, cols)
	for r := range rows {
		if hasRows {
			rowNames[r] = clean(rl.RowLabel(r))
		}
	}
	for c := range cols {
		if hasCols {
			colNames[c] = clean(cl.ColumnLabel(c))
		}
	}
	return numbered(rowNames), numbered(colNames)
}

// numbered returns the labels, or numbers from 0 where all are empty.
func numbered(labels []string) []string {
	for _, l := range labels {
		if l != "" {
			return labels
		}
	}
	for i := range labels {
		labels[i] = fmt.Sprint(i)
	}
	return labels
}

func reversed(labels []string) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[len(labels)-1-i] = l
	}
	return out
}

type heatLayer struct {
	p                  *Plot
	rows, cols         int
	cells              []float64 // row by row
	rowNames, colNames []string
	values             extent
	log                bool
}

func (d *heatLayer) extents() (x, y extent) {
	if d.values.n == 0 {
		return extent{missing: d.values.missing}, extent{missing: d.values.missing}
	}
	x.add(float64(d.cols))
	y.add(float64(d.rows))
	return x, y
}

// share returns the position of a value between the lowest and the highest colour, from 0 to 1.
func (d *heatLayer) share(v float64) float64 {
	lo, hi := d.values.min, d.values.max
	if d.log {
		if v <= 0 {
			return 0
		}
		lo, hi, v = math.Log(d.lowest()), math.Log(math.Max(hi, d.lowest())), math.Log(v)
	}
	if hi <= lo {
		return 0.5
	}
	return (v - lo) / (hi - lo)
}

// lowest is where a logarithmic scale begins.
func (d *heatLayer) lowest() float64 {
	if d.values.least > 0 {
		return d.values.least
	}
	return 1
}

func (d *heatLayer) notes() []string {
	var notes []string
	if n := d.values.missing; n > 0 {
		notes = append(notes, count(n, "empty cell")+" "+are(n)+" grey")
	}
	if n := d.values.infinite; n > 0 {
		notes = append(notes, count(n, "infinite cell")+" "+are(n)+" grey")
	}
	if n := d.values.zeros + d.values.negative; n > 0 && d.log {
		notes = append(notes, "Zero and negative values have the darkest colour")
	}
	return notes
}

func (d *heatLayer) describe() []string {
	low, high := -1, -1
	for i, v := range d.cells {
		if math.IsNaN(v) {
			continue
		}
		if low < 0 || v < d.cells[low] {
			low = i
		}
		if high < 0 || v > d.cells[high] {
			high = i
		}
	}
	text := fmt.Sprintf("%s by %s", count(d.rows, "row"), count(d.cols, "column"))
	if high >= 0 {
		text += "; lowest " + d.cell(low) + ", highest " + d.cell(high)
	}
	return []string{text + "."}
}

// cell writes a cell with its place.
func (d *heatLayer) cell(i int) string {
	r, c := d.rowNames[i/d.cols], d.colNames[i%d.cols]
	return fmt.Sprintf("%s in row %s, column %s", number(d.cells[i]), shortenTo(r, 60), shortenTo(c, 60))
}

// Plot draws the cells as one image, so that no seams show between them, and the numbers of large ones.
func (d *heatLayer) Plot(c draw.Canvas, q *plot.Plot) {
	if d.values.n == 0 {
		return
	}
	f := &frame{c, q}
	r, area := snapped(&c)
	if len(r.paint) == 0 {
		return
	}
	img := image.NewNRGBA(image.Rect(0, 0, r.width, r.height))
	col := d.positions(r.width, func(share float64) float64 { return q.X.Min + share*(q.X.Max-q.X.Min) }, d.cols)
	row := d.positions(r.height, func(share float64) float64 {
		return float64(d.rows-1) - (q.Y.Max - share*(q.Y.Max-q.Y.Min))
	}, d.rows)
	for y := range r.height {
		for x := range r.width {
			if row[y] >= 0 && col[x] >= 0 {
				img.SetNRGBA(x, y, d.color(d.cells[row[y]*d.cols+col[x]]))
			}
		}
	}
	c.DrawImage(area, img)
	d.numbers(f)
}

// positions returns for each pixel the row or column that it shows, -1 outside of the grid.
func (d *heatLayer) positions(pixels int, at func(share float64) float64, n int) []int {
	out := make([]int, pixels)
	for i := range out {
		k := math.Round(at((float64(i) + 0.5) / float64(pixels)))
		out[i] = -1
		if k >= 0 && k < float64(n) {
			out[i] = int(k)
		}
	}
	return out
}

func (d *heatLayer) color(v float64) color.NRGBA {
	if math.IsNaN(v) {
		return empty
	}
	return heatColor(d.share(v))
}

// numbers writes the values into cells that are large enough for all of them.
func (d *heatLayer) numbers(f *frame) {
	style := textStyle(12)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	a, _ := f.at(0, 0)
	b, _ := f.at(1, 1)
	if b.Y-a.Y < style.Height("0")*1.2 || d.rows*d.cols > 2000 {
		return
	}
	for _, v := range d.cells {
		if style.Width(si(v, "")) > (b.X-a.X)-px(6) {
			return
		}
	}
	for i, v := range d.cells {
		pt, _ := f.at(float64(i%d.cols), float64(d.rows-1-i/d.cols))
		if math.IsNaN(v) || !f.Contains(pt) {
			continue
		}
		style.Color = black
		if d.share(v) < 0.6 {
			style.Color = white
		}
		pt.Y += style.FontExtents().Descent
		f.FillText(style, pt, si(v, ""))
	}
}

// scale draws what the colours mean.
func (d *heatLayer) scale(c draw.Canvas) {
	if d.values.n == 0 {
		return
	}
	const width = 14.0
	bottom, height := c.Min.Y, c.Max.Y-c.Min.Y
	steps := int(height/px(1)) + 1
	for i := range steps {
		y0 := bottom + height*vg.Length(i)/vg.Length(steps)
		y1 := min(y0+px(1.6), c.Max.Y)
		c.FillPolygon(heatColor((float64(i)+0.5)/float64(steps)), []vg.Point{
			{X: c.Min.X, Y: y0}, {X: c.Min.X + px(width), Y: y0}, {X: c.Min.X + px(width), Y: y1}, {X: c.Min.X, Y: y1}})
	}
	style := textStyle(12)
	style.YAlign = draw.YCenter
	for _, t := range d.scaleTicks(max(3, int(height/px(40)))) {
		y := bottom + height*vg.Length(d.share(t.Value))
		if t.Label == "" || y < bottom-0.01 || y > c.Max.Y+0.01 {
			continue
		}
		c.StrokeLine2(draw.LineStyle{Color: faint, Width: px(1)}, c.Min.X+px(width), y, c.Min.X+px(width+4), y)
		c.FillText(style, vg.Point{X: c.Min.X + px(width+7), Y: y + style.FontExtents().Descent}, t.Label)
	}
}

func (d *heatLayer) scaleTicks(n int) []plot.Tick {
	lo, hi := d.values.min, d.values.max
	switch {
	case lo == hi:
		return []plot.Tick{{Value: lo, Label: si(lo, "")}}
	case d.log && d.values.least > 0 && hi > d.values.least:
		return logTicks(logScale{low: d.values.least}, hi, n, "")
	}
	return numberTicks(lo, hi, min(n, 8), "", !d.values.fraction)
}
