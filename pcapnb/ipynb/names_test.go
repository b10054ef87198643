package ipynb

import (
	"strings"
	"testing"
)

func TestReplaceNames(t *testing.T) {
	for code, want := range map[string]string{
		"var p = pcapnb.MustLoad(\"a.pcap\") // a.pcap": "var p = pcapnb.MustLoad(\"<a.pcap>\") // a.pcap",
		"x(`a.pcap`, 'a')": "x(`<a.pcap>`, 'a')",
		"%env CAPTURE ../testdata/a.pcap\nvar a = \"b\"":  "<%env> <CAPTURE> <../testdata/a.pcap>\nvar a = \"<b>\"",
		"!wc -c ../a.pcap \"b c.pcap\" >out.txt 2>&1 | x": "<!wc> <-c> <../a.pcap> \"<b> <c.pcap>\" ><out.txt> <2>>&<1> | <x>",
		"%%\nf(\"a\\\"b\", \"\")\n":                       "<%%>\nf(\"a\\\"b\", \"\")\n",
	} {
		if got := ReplaceNames(code, func(s string) string { return "<" + s + ">" }); got != want {
			t.Errorf("%q\nbecame %q\nwant   %q", code, got, want)
		}
	}
	if got := ReplaceNames("a\n\nb", strings.ToUpper); got != "a\n\nb" {
		t.Errorf("code without names became %q", got)
	}
}
