package exercise

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"netlab/pcapnb"
)

// compare returns what an answer is worth, from 0 to 1, and why.
func (e Exercise) compare(pkts pcapnb.Packets, got value) (credit float64, message string) {
	credit, message = e.judged(pkts, got)
	if e.About != nil && credit < 1 {
		message = strings.TrimSpace(message + " " + e.About(pkts))
	}
	return credit, message
}

func (e Exercise) judged(pkts pcapnb.Packets, got value) (credit float64, message string) {
	want := e.value(e.Answer, pkts)
	if want.Kind == isFailure {
		return 0, "The right answer cannot be worked out on this capture: " + want.Text + "."
	}
	if want.Kind == isNone {
		return 0, "The question has no answer on this capture."
	}
	got = e.read(got, want)
	if e.equal(got, want) {
		return 1, "Right: " + got.text() + "."
	}
	if m, ok := e.mistake(pkts, got, want); ok {
		return m.Credit, got.text() + " is not it. " + m.Says
	}
	credit, why := e.generic(got, want)
	if why == "" {
		return credit, got.text() + " is not what the packets say."
	}
	return credit, got.text() + " is not it. " + why
}

// value works out what a function of the exercise gives, in the exercise's unit.
func (e Exercise) value(f func(pcapnb.Packets) any, pkts pcapnb.Packets) value {
	v := evaluate(f, pkts)
	if v.Kind == isPackets {
		v.Kind = isNumber
	}
	return e.inUnit(v)
}

// inUnit turns a value with a unit of its own into the exercise's unit.
func (e Exercise) inUnit(v value) value {
	from, to := measureOf(v.Unit), measureOf(e.Unit)
	if v.Unit == "" || v.Unit == e.Unit || from.of != to.of {
		return v
	}
	if v.Kind == isNumber {
		v.Number *= from.factor / to.factor
		v.Unit = e.Unit
	}
	return v
}

// read takes an answer as it was meant, next to the right one: "1234 bytes" as text is a number, a ranking of one place
// a name.
func (e Exercise) read(got, want value) value {
	switch {
	case want.Kind == isNumber && got.Kind == isText:
		got = parseNumber(got)
	case want.Kind == isNumber && got.Kind == isList && len(got.Items) == 1 && got.Items[0].Number != nil:
		got = number(*got.Items[0].Number, got.Unit)
	case want.Kind == isText && got.Kind == isList && len(got.Items) == 1:
		got = value{Kind: isText, Text: got.Items[0].Label}
	case want.Kind == isText && got.Kind == isNumber:
		got = value{Kind: isText, Text: got.label()}
	case want.Kind == isList && (got.Kind == isText || got.Kind == isNumber):
		got = value{Kind: isList, Items: []item{{Label: got.label()}}}
	}
	return e.inUnit(got)
}

// parseNumber reads "1,234.5 bytes"; anything else stays text.
func parseNumber(v value) value {
	digits, unit, _ := strings.Cut(strings.TrimSpace(v.Text), " ")
	n, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil {
		return v
	}
	return number(n, unit)
}

// equal says whether an answer is right.
func (e Exercise) equal(got, want value) bool {
	switch {
	case got.Kind != want.Kind:
		return false
	case want.Kind == isNumber:
		return e.sameUnit(got, want) && e.near(got.Number, want.Number)
	case want.Kind == isList:
		asked := e.asked(want)
		return len(got.Items) == asked && e.places(got, want) == asked
	}
	return sameLabel(got.Text, want.Text)
}

// sameUnit accepts a number without a unit.
func (e Exercise) sameUnit(got, want value) bool {
	return got.Unit == "" || measureOf(got.Unit).of == measureOf(firstOf(want.Unit, e.Unit)).of
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// near compares numbers: whole ones exactly unless a tolerance is set, others to one in a thousand.
func (e Exercise) near(got, want float64) bool {
	tolerance := e.Tolerance
	if tolerance == 0 && want != math.Trunc(want) {
		tolerance = 1e-3
	}
	return math.Abs(got-want) <= tolerance*math.Abs(want)+1e-12
}

// asked returns how many places of a ranking are asked for.
func (e Exercise) asked(want value) int {
	if e.Top == 0 {
		return len(want.Items)
	}
	return min(e.Top, len(want.Items))
}

// places counts how many places of a ranking are right, from the first on; of a set, how many belong to it.
func (e Exercise) places(got, want value) int {
	right := 0
	for i, it := range got.Items[:min(len(got.Items), e.asked(want))] {
		if !e.placed(it, i, want) || seen(got.Items[:i], it.Label) {
			if e.AnyOrder {
				continue
			}
			break
		}
		right++
	}
	return right
}

// seen says whether one of the items has the label already.
func seen(items []item, label string) bool {
	for _, it := range items {
		if sameLabel(it.Label, label) {
			return true
		}
	}
	return false
}

// placed says whether an item may stand at place i: it is the one that belongs there, or has the same number as that one.
func (e Exercise) placed(it item, i int, want value) bool {
	for j, w := range want.Items {
		if !sameLabel(it.Label, w.Label) {
			continue
		}
		if it.Number != nil && w.Number != nil && !e.near(*it.Number, *w.Number) {
			return false
		}
		return e.AnyOrder || i == j || tied(w, want.Items[i])
	}
	return false
}

func tied(a, b item) bool { return a.Number != nil && b.Number != nil && *a.Number == *b.Number }

// mistake finds the known mistake that gives this answer. One that gives the right answer on this capture explains nothing.
func (e Exercise) mistake(pkts pcapnb.Packets, got, want value) (Mistake, bool) {
	for _, m := range e.Mistakes {
		wrong := e.value(m.Answer, pkts)
		if wrong.Kind != want.Kind || e.equal(wrong, want) {
			continue
		}
		if e.equal(e.read(got, wrong), wrong) {
			return m, true
		}
	}
	return Mistake{}, false
}

// generic explains what can go wrong with any question.
func (e Exercise) generic(got, want value) (credit float64, why string) {
	switch {
	case got.Kind == isPackets && want.Kind == isNumber:
		return 0, "These are the packets; the question is about a number of them or of something they hold. len counts them."
	case got.Kind != want.Kind:
		return 0, "The question asks for " + kindName(want) + "."
	case want.Kind == isNumber:
		return 0, e.genericNumber(got, want)
	case want.Kind == isList:
		return e.genericList(got, want)
	}
	return 0, ""
}

func kindName(v value) string {
	switch v.Kind {
	case isNumber:
		return "a number"
	case isList:
		return "a ranking or a list"
	case isFields:
		return "the fields of a packet"
	}
	return "a name or an address"
}

func (e Exercise) genericNumber(got, want value) string {
	unit := firstOf(want.Unit, e.Unit)
	if !e.sameUnit(got, want) {
		return fmt.Sprintf("The question is about %s.", firstOf(unit, "a plain number"))
	}
	slip := unitSlip(func(f float64) bool { return want.Number != 0 && e.near(got.Number, f*want.Number) }, measureOf(unit))
	switch d := got.Number - want.Number; {
	case slip != "":
		return slip
	case want.Number == math.Trunc(want.Number) && (d == 1 || d == -1):
		return "It is off by one: is one counted that should not be, or one left out?"
	case d > 0:
		return "It is too large."
	}
	return "It is too small."
}

func (e Exercise) genericList(got, want value) (credit float64, why string) {
	asked, right := e.asked(want), e.places(got, want)
	if asked > 0 {
		credit = float64(min(right, len(got.Items))) / float64(max(asked, len(got.Items)))
	}
	set := e
	set.AnyOrder = true
	names := set.places(withoutNumbers(got), want)
	switch {
	case len(got.Items) != asked:
		why = fmt.Sprintf("It has %s; asked for: %d.", placesText(len(got.Items)), asked)
	case e.reversed(got, want):
		why = "The order is the wrong way round: the largest comes first."
	case names == asked && !e.AnyOrder && e.places(withoutNumbers(got), want) < asked:
		why = "The names are right, their order is not."
	case e.places(withoutNumbers(got), want) == asked:
		why = "The names are right, the numbers beside them are not."
	case asked == 1:
		why = "It is another one."
	case right == 0:
		why = fmt.Sprintf("None of the %d places is right.", asked)
	case right == 1:
		why = fmt.Sprintf("Of %d places 1 is right.", asked)
	default:
		why = fmt.Sprintf("Of %d places %d are right.", asked, right)
	}
	return credit, why
}

func placesText(n int) string {
	if n == 1 {
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}

func withoutNumbers(v value) value {
	items := make([]item, len(v.Items))
	for i, it := range v.Items {
		items[i] = item{Label: it.Label}
	}
	v.Items = items
	return v
}

// reversed says whether a ranking is right from its end.
func (e Exercise) reversed(got, want value) bool {
	n := len(got.Items)
	turned := value{Kind: isList, Items: make([]item, n)}
	for i, it := range got.Items {
		turned.Items[n-1-i] = it
	}
	return n > 1 && n == e.asked(want) && e.places(turned, want) == n
}
