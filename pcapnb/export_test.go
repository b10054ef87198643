package pcapnb

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"netlab/pcapnb/spark"
)

// WorkHere has this process answer what Spark would be asked, each file by itself as another worker's, the last first.
func WorkHere(t *testing.T) {
	run := runJob
	t.Cleanup(func() { runJob = run })
	runJob = func(j spark.Job) error {
		orders, ok := strings.CutPrefix(j.Args[0], "-"+workerFlag+"=")
		if !ok {
			return fmt.Errorf("the worker is called with %q", j.Args)
		}
		for i := len(j.Files) - 1; i >= 0; i-- {
			var out bytes.Buffer
			in := fmt.Sprintf("%d\t%s\n", i, base64.StdEncoding.EncodeToString([]byte(j.Files[i])))
			if err := work(orders, strings.NewReader(in), &out); err != nil {
				return err
			}
			number, text, _ := strings.Cut(strings.TrimSpace(out.String()), "\t")
			text, stopped := strings.CutPrefix(text, spark.Stopped)
			data, err := base64.StdEncoding.DecodeString(text)
			if stopped {
				return fmt.Errorf("%s", data)
			}
			if err != nil || number != fmt.Sprint(i) {
				return fmt.Errorf("the worker says %q: %v", out.String(), err)
			}
			if err := j.Row(i, data); err != nil {
				return err
			}
		}
		return nil
	}
}

// OnWrongGuess has a test told of guesses that were wrong.
func OnWrongGuess(t *testing.T, f func()) {
	wrongGuesses = f
	t.Cleanup(func() { wrongGuesses = nil })
}
