package plots

import (
	"fmt"
	"strings"
)

// Alt describes the figure in words, from its data, for people who do not see it.
func (p *Plot) Alt() string {
	parts := []string{p.kindName() + p.quotedTitle() + "."}
	if msg := p.nothing(); msg != "" {
		return strings.Join(append(parts, strings.ToUpper(msg[:1])+msg[1:]+"."), " ")
	}
	parts = append(parts, p.axisSentence("x", &p.x, p.X.Label.Text), p.axisSentence("y", &p.y, p.Y.Label.Text))
	if r := p.rightAxis(); r != nil {
		parts = append(parts, p.axisSentence("right y", &r.axis, r.g.Label.Text))
	}
	parts = append(parts, p.data.describe()...)
	parts = append(parts, p.describeMarks())
	if n := len(p.shownPanels()); n > 0 {
		parts = append(parts, "In "+count(n, "panel")+", "+thousands(fmt.Sprint(min(n, p.columns)))+" side by side.")
	}
	if caption := p.captionText(); caption != "" {
		parts = append(parts, strings.TrimSuffix(caption, ".")+".")
	}
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, " ")
}

func (p *Plot) quotedTitle() string {
	if p.Title.Text == "" {
		return ""
	}
	return " “" + clean(p.Title.Text) + "”"
}

// kindName is what people call the figure.
func (p *Plot) kindName() string {
	switch p.kind {
	case "Line":
		return "Line plot"
	case "Step":
		return "Step plot"
	case "Scatter":
		return "Scatter plot"
	case "Area":
		return "Stacked areas"
	case "Bar", "BarH":
		return "Bar chart"
	case "Stacked", "StackedH":
		return "Stacked bar chart"
	case "Hist":
		return "Histogram"
	case "CDF":
		return "Cumulative distribution"
	case "Box":
		return "Box plot"
	case "TimeSequence":
		return "Time-sequence graph"
	case "TCPTrace":
		return "Time-sequence graph with windows"
	case "Ladder":
		return "Sequence diagram"
	}
	return p.kind
}

// axisSentence says what an axis measures and the range of the data.
func (p *Plot) axisSentence(letter string, a *axis, label string) string {
	name := clean(label)
	if a.categories != nil {
		if name == "" {
			return ""
		}
		return letter + ": " + name + "."
	}
	if a.time && name == "" {
		name = "time"
	}
	if name != "" {
		name += ", "
	}
	text := letter + ": " + name + "from " + a.text(a.ext.min) + " to " + a.text(a.ext.max)
	if a.log {
		text += ", logarithmic"
	}
	return text + "."
}
