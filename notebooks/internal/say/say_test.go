package say

import (
	"errors"
	"strings"
	"testing"
)

func TestStep(t *testing.T) {
	failure := errors.New("no network")
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, "JupyterLab … (50 MB)\nJupyterLab: done in 0 s\n"},
		{failure, "JupyterLab … (50 MB)\n"},
	} {
		var b strings.Builder
		if err := (&Sayer{Out: &b}).Step("JupyterLab", "50 MB", func() error { return test.err }); err != test.err || b.String() != test.want {
			t.Errorf("%v: said %q, %v, want %q", test.err, b.String(), err, test.want)
		}
	}
}
