package words

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestThousands(t *testing.T) {
	for number, want := range map[string]string{
		"0": "0", "999": "999", "1000": "1,000", "-100": "-100", "-1000": "-1,000", "1234567": "1,234,567",
		"1234.5678": "1,234.5678", "-123456.25": "-123,456.25", "100.000": "100.000", "": "",
	} {
		got := Thousands(number)
		if got != want {
			t.Errorf("Thousands(%q) = %q, want %q", number, got, want)
		}
		if strings.ReplaceAll(got, ",", "") != number {
			t.Errorf("Thousands(%q) = %q: without commas it is another number", number, got)
		}
	}
}

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 2: "2 rows", 12345: "12,345 rows"} {
		if got := Plural(n, "row"); got != want {
			t.Errorf("Plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, s := range []string{"", "a", "abcde", "abcdef", "äöüäöüäöü", strings.Repeat("語", 40), "\xff\xff\xff\xff\xff\xff"} {
		for limit := range 12 {
			got := Cut(s, limit)
			n := utf8.RuneCountInString(s)
			switch {
			case limit == 0 || n <= limit:
				if got != s {
					t.Errorf("Cut(%q, %d) = %q, want all of it", s, limit, got)
				}
			case utf8.RuneCountInString(got) != limit || !strings.HasSuffix(got, "…") || !strings.HasPrefix(s, strings.TrimSuffix(got, "…")):
				t.Errorf("Cut(%q, %d) = %q", s, limit, got)
			}
		}
	}
}
