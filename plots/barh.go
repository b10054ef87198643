package plots

// BarH draws horizontal bars, one for each label, in the data's order from the top: the plot for long names such as
// addresses. The figure grows with the bars. More than 60 are too many: the caption says what is left out.
func BarH(title string, data Barer) *Plot {
	return newBars("BarH", title, data, true)
}
