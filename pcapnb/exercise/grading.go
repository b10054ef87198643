package exercise

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
)

// gradingVariable is the environment variable by which go run ./notebooks -grade tells what a check is to do: nothing
// special where it is empty, to say the answer where it is sayAnswers, else to judge the answers in the file it names.
const gradingVariable = "PCAPNB_GRADING"

const sayAnswers = "answers"

// Media types of what checks tell programs besides what they show.
const (
	AnswerType  = "text/vnd.netlab.answer"  // an Answer, under -grade
	VerdictType = "text/vnd.netlab.verdict" // Verdicts, under -grade
	ScoreType   = "text/vnd.netlab.score"   // {"credit": 0.5}, under nbgrader
)

// UnknownCapture is the message of a Verdict on an answer that cannot be judged.
const UnknownCapture = "The answer was worked out on a capture that is not the exercise's, or that the grader does not have; -captures allows it."

// An Answer is what a student's function gave, said by a process that nobody has to trust.
type Answer struct {
	File    string `json:"file,omitempty"` // set by the grader
	ID      string `json:"id"`
	Capture string `json:"capture"` // Fingerprint of the packets
	Value   value  `json:"value"`
}

// A Verdict is what one answer is worth.
type Verdict struct {
	File    string  `json:"file"`
	ID      string  `json:"id"`
	Credit  float64 `json:"credit"` // from 0 to 1
	Message string  `json:"message"`
}

// Answers are all that is to be judged, and the captures that may have been used for it, by their Fingerprint. An answer
// to a hidden exercise counts on the capture of the check itself, or on one that was given to whose file it is: on another
// one it may be known without work.
type Answers struct {
	Captures map[string]string   `json:"captures"`
	Hidden   map[string]bool     `json:"hidden,omitempty"` // by exercise
	Given    map[string][]string `json:"given,omitempty"`  // fingerprints, by file
	Answers  []Answer            `json:"answers"`
}

// A Verdicts is what a check says about all answers to one exercise.
type Verdicts []Verdict

// Fingerprint tells captures apart: a SHA-256 of all packets' times, lengths and bytes.
func Fingerprint(pkts pcapnb.Packets) string {
	hash := sha256.New()
	var head [24]byte
	for _, p := range pkts {
		binary.LittleEndian.PutUint64(head[0:], uint64(p.Time().UnixNano()))
		binary.LittleEndian.PutUint64(head[8:], uint64(p.Length()))
		binary.LittleEndian.PutUint64(head[16:], uint64(p.CapturedLength()))
		hash.Write(head[:])
		hash.Write(p.Bytes())
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// judgeAll judges the answers to one exercise in a file, each on the capture it was worked out from.
func judgeAll(path, id string, pkts pcapnb.Packets, judged func(pkts pcapnb.Packets, got value) Result) Verdicts {
	all := readAnswers(path)
	here := Fingerprint(pkts)
	verdicts := Verdicts{}
	for _, a := range all.Answers {
		if a.ID != id {
			continue
		}
		verdicts = append(verdicts, judgeOne(a, func() (Result, bool) {
			used := pkts
			if a.Capture != here {
				used = all.find(a)
			}
			if used == nil {
				return Result{}, false
			}
			return judged(used, a.Value.bounded()), true
		}))
	}
	return verdicts
}

// judgeOne judges an answer, which may be forged in a way that nobody thought of: it costs its own points only.
func judgeOne(a Answer, judged func() (Result, bool)) (v Verdict) {
	v = Verdict{File: a.File, ID: a.ID}
	defer func() {
		if recover() != nil {
			v.Credit, v.Message = 0, "This is no answer that can be judged."
		}
	}()
	r, known := judged()
	if !known {
		v.Message = UnknownCapture
		return v
	}
	v.Credit, v.Message = r.Credit, r.Message
	return v
}

// find returns the packets that an answer is about: all of a capture, each once where some were captured twice, or the
// one packet that was to be filled in.
func (all Answers) find(a Answer) pcapnb.Packets {
	captures := all.Captures
	if all.Hidden[a.ID] {
		captures = map[string]string{}
		for _, print := range all.Given[a.File] {
			captures[print] = all.Captures[print]
		}
	}
	if file, ok := captures[a.Capture]; ok {
		return pcapnb.MustLoad(file)
	}
	for _, print := range slices.Sorted(maps.Keys(captures)) {
		pkts := pcapnb.MustLoad(captures[print])
		if once := pkts.DropDuplicates(); len(once) < len(pkts) && Fingerprint(once) == a.Capture {
			return once
		}
		if a.Value.Kind != isFields {
			continue
		}
		for i := range pkts {
			if one := pkts[i : i+1]; Fingerprint(one) == a.Capture {
				return one
			}
		}
	}
	return nil
}

func readAnswers(path string) Answers {
	var all Answers
	data, err := os.ReadFile(path)
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(data))
		err = decoder.Decode(&all)
	}
	if err != nil {
		panic(misuse.Textf("exercise: %s=%q: %v", gradingVariable, path, err))
	}
	return all
}

// said carries an answer or verdicts to the grader.
type said struct{ content any }

func (s said) String() string { return fmt.Sprint(s.content) }

// HTML makes a said a table to package nb, which asks tables for attachments.
func (s said) HTML() string { return "" }

// Attachment is the content as JSON.
func (s said) Attachment() (mediaType, data string) {
	text, err := json.Marshal(s.content)
	if err != nil {
		panic(misuse.Textf("exercise: %v", err))
	}
	if _, answer := s.content.(Answer); answer {
		return AnswerType, string(text)
	}
	return VerdictType, string(text)
}
