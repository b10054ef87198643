package plots

// Bar draws upright bars, one for each label, in the data's order. Labels that are too wide stand upright too;
// what is still too long loses its middle. More than 60 bars are too many: the caption says what is left out.
func Bar(title string, data Barer) *Plot {
	return newBars("Bar", title, data, false)
}
