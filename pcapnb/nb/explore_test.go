package nb

import (
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/nb/explore"
)

type fakeExplorable struct {
	fakeFigure
	data string
}

func (f *fakeExplorable) Explored() string { return f.data }

func TestExplored(t *testing.T) {
	got := explored(&fakeExplorable{data: `{"title":"a"}`})
	if len(got.Data) != 1 || got.Metadata != nil {
		t.Errorf("explored = %v, want HTML alone", got)
	}
	if data, ok := explore.Data(got.Data[protocol.MIMETextHTML].(string)); !ok || data != `{"title":"a"}` {
		t.Errorf("data = %q, %v", data, ok)
	}
	for _, other := range []any{nil, 1, &fakeFigure{}, &fakeExplorable{}, (*fakeExplorable)(nil)} {
		if got := explored(other); got != nil {
			t.Errorf("explored(%v) = %v", other, got)
		}
	}
}
