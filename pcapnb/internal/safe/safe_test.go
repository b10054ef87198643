package safe

import "testing"

func TestText(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"www.example.org", "www.example.org"},
		{"GET /a b?c=<d> HTTP/1.1", "GET /a b?c=<d> HTTP/1.1"},
		{"grüße 例え 🎉", "grüße 例え 🎉"},
		{"one\ntwo\tthree\r", `one\ntwo\tthree\r`},
		{"\x1b[31mred", `\x1b[31mred`},
		{"a\x00b\x7fc", `a\x00b\x7fc`},
		{"gpj.\u202eexe", `gpj.\u202eexe`},
		{"a\u2066b\u2069", `a\u2066b\u2069`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"next\u0085line\u2028sep", `next\u0085line\u2028sep`},
		{"tag\U000e0041", `tag\U000e0041`},
		{"bad\xff\xc3", `bad\xff\xc3`},
		{"\ufffd", "\ufffd"},
		{"'single' \"double\" \\", "'single' \"double\" \\"},
	} {
		if got := Text(test.in); got != test.want {
			t.Errorf("Text(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestLinesKeepsLineEndsAndTabs(t *testing.T) {
	if got, want := Lines("a\tb\r\n\x1bc\u202e\n"), "a\tb\\r\n\\x1bc\\u202e\n"; got != want {
		t.Errorf("Lines = %q, want %q", got, want)
	}
}

func TestHTML(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
		{`" onload="x`, "&#34; onload=&#34;x"},
		{"a&b\u202e", `a&amp;b\u202e`},
	} {
		if got := HTML(test.in); got != test.want {
			t.Errorf("HTML(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("plain")
	f.Add("\x1b\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		once := Text(s)
		if twice := Text(once); twice != once {
			t.Errorf("Text is not stable: %q then %q", once, twice)
		}
	})
}
