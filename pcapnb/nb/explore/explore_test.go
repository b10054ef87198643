package explore

import (
	"strings"
	"testing"
)

func FuzzData(f *testing.F) {
	f.Add(`{"title":"a \"b\" <c> & 'd'"}`, "alert(1)")
	f.Fuzz(func(t *testing.T, data, script string) {
		element := Element(data, script)
		if got, ok := Data(element); !ok || got != data {
			t.Errorf("Data(Element(%q)) = %q, %v", data, got, ok)
		}
		attribute, _, _ := strings.Cut(strings.TrimPrefix(element, attribute), `">`)
		if strings.ContainsAny(attribute, `"<>`) {
			t.Errorf("%q ends the attribute early", element)
		}
	})
}

func TestDataOfOthers(t *testing.T) {
	for _, element := range []string{"", "<p>", `<div data-explore="`, `<p><div data-explore="1"></div></p>`} {
		if data, ok := Data(element); ok {
			t.Errorf("Data(%q) = %q", element, data)
		}
	}
}

// An end of a script in the script would end it early.
func TestScriptIsOne(t *testing.T) {
	if strings.Contains(Script, "</script") || strings.Contains(Script, "http") || strings.Contains(Script, "innerHTML") || len(Script) > 40_000 {
		t.Errorf("a script of %d bytes that ends early, asks the network, writes markup or is long", len(Script))
	}
}
