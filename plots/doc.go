// Package plots draws figures of packet captures, and of any other numbers, on gonum.org/v1/plot.
//
//	plots.Line("Bytes per second", rate)
//	plots.BarH("Bytes received", talkers).Top(10)
//	plots.Scatter("Frame lengths", lengths).Points(1, 0.2)
//	plots.Hist("Frame lengths", plots.Values(lengths)).LogY()
//	plots.Area("Bytes per second", lines...).Share()
//	plots.Line("Bytes and packets", rate).Right(packets).MarkTime(scan, "a scan begins")
//
// # The recipe
//
//  1. A constructor takes a title and data: Line, Step, Scatter, Area, Bar, BarH, Stacked, StackedH, Hist, CDF, Box,
//     Heatmap, TimeSequence, TCPTrace, Ladder, Network. It reads the data once and returns a figure of its own type: a *LinePlot, a *BarPlot …
//  2. Data are any value with two methods of built-in types: XYer, Barer, Floater, Grid, Conversation, Messenger, Linker. XYs, Bars,
//     Values, Sample, Matrix, Segments, Messages and Links make them of plain slices.
//  3. Axes, units and the legend come from the data, if they have methods for them: AxisNames, AxisUnits, TimeAxis, Legend.
//     XLabel, YLabel and Names replace them.
//  4. Methods change the figure and return it: LogY, XRange, SizePx, Caption … A figure has the methods that mean
//     something for it: Top is a method of bars only. Every figure embeds a *Plot and that gonum's *plot.Plot, so
//     whatever gonum can do to a plot, one can do to a figure, with p.Add, p.X, p.Y and so on.
//  5. Several series share a figure; Panels gives each one of its own, with the same axes, and Right a second y axis.
//  6. MarkX, MarkY, MarkTime, Shade, ShadeTime and Note say what is to be seen, in the figure and in its alt text.
//  7. PNG, SVG, PDF and Save encode it; Alt says in words what it shows. In a notebook nb.Show does that.
//
// # What holds everywhere
//
// Nothing is left out silently. NaN is a missing value: a line breaks there, a bar says "missing", a cell is grey.
// The caption and the alt text say what a figure leaves out: missing values, bars beyond the largest sixty, values that
// a logarithmic axis cannot show. Of millions of points every one is drawn. No two series of a figure look the same: past a
// dozen the rest are grey and counted as other, or added up in a stack.
//
// Titles, labels and names may come from a capture: control and bidi characters are drawn as \x1b and \u202e, and
// a label that is too long is shortened in the middle. A figure of no data says so. Misuse panics with one line.
//
// A figure has no background, and greys that are easy to read on a light and on a dark page; OnWhite is for print.
//
// The same data give the same bytes, as PNG, SVG and PDF. Times are in UTC.
//
// # What it costs a notebook cell
//
// A cell is compiled and linked each time it runs. Linked with -ldflags="-s -w" on a machine of two cores, a program
// that prints a line takes 0.15 s and 1.6 MB; one that draws a Line as PNG takes 0.35 s and 9.5 MB, as
// gonum/plot imports every file format it knows. Built with -tags minimal it does not, and the cell takes
// 0.25 s and 8.2 MB. SVG is 0.02 s of that; PDF would add 0.12 s and 1.3 MB, so it is left to the package plots/pdf.
// More than half of what remains is the twelve Liberation fonts, which gonum/plot always links.
//
// # To add a plot
//
//  1. Choose its name, and say in its doc comment what it draws and what it does with missing values.
//  2. In a file of that name write the constructor: newPlot, then read the data (readXY, readFloats, or a loop with
//     extent.add), then show with a layer.
//  3. Write the layer: extents returns the range of the data, Plot draws them through a frame, whose at turns values into
//     positions, notes says what is not shown, describe is the alt text.
//  4. Write its type, which embeds *Plot, with a line //plots:methods above it that lists the methods it shares with
//     other figures, and run go generate ./pcapnb. A method of its own goes below the type; a new one for several figures goes
//     to options.go, with a small first letter.
//  5. Add its name to kindName in alt.go.
//  6. Add it to examples_test.go and to the gallery in plots_test.go, run go test -update, and look at the new picture.
package plots
