package exercise

import (
	"os"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/nb"
)

// own are the exercises made by Set.
var own []named

type named struct {
	id string
	Exercise
}

// Set makes your own exercise, or replaces one of the catalogue, for the rest of the cell.
func Set(id string, e Exercise) {
	if e.Answer == nil {
		panic(misuse.Textf("exercise: Set(%q): an exercise needs an Answer", id))
	}
	own = append(own, named{id, e})
}

// find returns the exercise of that name, the one made last.
func find(id string) (Exercise, bool) {
	for i := len(own) - 1; i >= 0; i-- {
		if own[i].id == id {
			return own[i].Exercise, true
		}
	}
	return reference(id)
}

// Check says whether an answer is right for these packets, shows what is wrong, and fails the cell if it is. The answer
// is a function func(pcapnb.Packets) any, or a value. Packets should be all that the notebook loaded from a file.
func Check(id string, pkts pcapnb.Packets, answer any) {
	settle(id, pkts, evaluate(answer, pkts), func(pkts pcapnb.Packets, got value) Result { return judge(id, pkts, got) })
}

// settle does with one check what this process is there for: to say the answer, to judge those of others, or to tell
// the student.
func settle(id string, pkts pcapnb.Packets, got value, judged func(pkts pcapnb.Packets, got value) Result) {
	switch mode := os.Getenv(gradingVariable); mode {
	case "":
		tell(judged(pkts, got))
	case sayAnswers:
		nb.Show(said{Answer{ID: id, Capture: Fingerprint(pkts), Value: got}})
	default:
		nb.Show(said{judgeAll(mode, id, pkts, judged)})
	}
}

// Grade returns the verdict on an answer without showing it.
func Grade(id string, pkts pcapnb.Packets, answer any) Result {
	return judge(id, pkts, evaluate(answer, pkts))
}

// judge compares an answer with the right one.
func judge(id string, pkts pcapnb.Packets, got value) Result {
	e, known := find(id)
	r := Result{ID: id, Question: e.Question, Hints: e.Hints}
	switch got.Kind {
	case isNone:
		r.Message = "No answer yet."
	case isFailure:
		r.Answered, r.Message = true, "The answer could not be worked out: "+got.Text+"."
		if known && e.value(e.Answer, pkts).Kind == isFailure { // nor the teacher's
			r.Open, r.Message = true, "This capture has no answer to the question: "+got.Text+"."
		}
	default:
		r.Answered = true
		if !known {
			r.Open, r.Message = true, "The answer is "+got.text()+". Whether it is right is said when it is graded."
			return r
		}
		r.Credit, r.Message = e.compare(pkts, got)
	}
	return r
}

// Hint shows the hints of an exercise to fold open, the gentlest first.
func Hint(id string) {
	e, known := find(id)
	if !known {
		panic(misuse.Textf("exercise: Hint(%q): the catalogue has %s", id, list(Catalogue())))
	}
	nb.Show(hints{id, e.Hints})
}

// tell shows a verdict and fails the cell where it is not the best.
func tell(r Result) {
	nb.Show(r)
	if r.Right() || r.Open || !r.Answered && !underNbgrader() {
		return
	}
	if os.Getenv("GONB_PIPE") == "" { // gonbui.IsNotebook without linking gonbui
		panic(misuse.Text("exercise: " + r.line()))
	}
	os.Exit(1) // what is wrong has been shown; a panic would say it once more on stderr
}

// underNbgrader says whether nbgrader runs the notebook to grade it: a cell that does not fail is worth all its points
// there, so that an exercise without an answer has to fail too.
func underNbgrader() bool { return os.Getenv("NBGRADER_EXECUTION") != "" }
