package site

import "testing"

func TestClean(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`<p style="color: red; text-align:right">a</p>`, `<p class="right">a</p>`},
		{`<p style="text-align: url(//e)">a</p>`, `<p>a</p>`},
		{`<p>a<frame src="//e">b</p>`, `<p>ab</p>`},
		{`a<script>b</script>c<noscript>d</noscript>e<video>f</video>g`, `aceg`},
		{`<form><button onclick="x()">a</button></form>`, `a`},
		{`<a href="DATA:image/png;base64,AAAA">a</a><a href=" javascript:x()">b</a><a href="//e/x">c</a>`, `<a>a</a><a>b</a><a>c</a>`},
		{`<a href="b.ipynb#c" title="t" target="_blank">a</a>`, `<a href="b.html#c" title="t">a</a>`},
		{`<img src="data:image/svg+xml;base64,AAAA" alt="s"><img src="data:image/png;base64,AAAA" onerror="x()">`,
			`[s]<img src="data:image/png;base64,AAAA" alt=""/>`},
		{`<td colspan="9999999">a</td>`, `a`},
		{`<table><tr><td colspan="9999999" rowspan="2">a</td></tr></table>`,
			`<div class="scroll" tabindex="0"><table><tbody><tr><td rowspan="2">a</td></tr></tbody></table></div>`},
		{`<details open class="pcapnb-layer mine"><summary>a</summary></details>`, `<details open="" class="pcapnb-layer"><summary>a</summary></details>`},
		{`a <!-- b --> &lt;c&gt;`, `a  &lt;c&gt;`},
	} {
		if got := (cleaner{}).clean(test.text); got != test.want {
			t.Errorf("%s\nbecame %s\nwant   %s", test.text, got, test.want)
		}
	}
}
