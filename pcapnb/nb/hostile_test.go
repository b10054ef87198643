package nb

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	xhtml "golang.org/x/net/html"

	"netlab/pcapnb"
	"netlab/plots"

	"netlab/pcapnb/internal/testcapture"
)

// hostile are names that a stranger may choose, short enough for a label of DNS (63 bytes).
var hostile = []string{
	`<script>document.title='ran'</script>`,
	`"><img src=x onerror="document.title='ran'">`,
	`' autofocus onfocus='document.title="ran"`,
	`</td></table><svg/onload=document.title='ran'>`,
	`<a href="javascript:document.title='ran'">free</a>`,
	`<iframe srcdoc="<script>top.document.title='ran'">`,
	`<!--<style>*{display:none}</style>`,
	`&lt;b&gt;&#60;script&#62;`,
	"\x1b]0;ran\x07\x1b[2J\x1b[31mred\x1b[0m",
	"\u202egnp.exe\u2066\u200f\u2028\x00\x9b31m\x7f",
	"\xff\xfe\xc0\xaf bad UTF-8",
	`=cmd|'/c calc'!A1`,
	`+1+cmd|'/c calc'!A1`,
	`-1+1`,
	`@SUM(1+1)`,
	"\t=1+1",
	"\r\n=1+1",
	`../../../../tmp/ran`,
	`..\..\ran.exe`,
	`$\href{javascript:document.title='ran'}{x}$`,
	"[x](javascript:document.title='ran') `x` **x**",
}

// hostileCapture says every hostile name in every place where a capture says one.
func hostileCapture() []byte {
	w := &blocks{}
	w.section(hostile[0], hostile[8])
	w.device(hostile[1], hostile[9], hostile[3], hostile[10])
	w.names(hostile)
	for i, name := range hostile {
		client, server := byte(10+i), byte(100+i)
		w.packet(name, datagram(client, server, 40000, 53, dnsQuery(name)))
		w.packet(name, datagram(server, client, 53, 40000, dnsAnswer(name)))
		w.packet("", datagram(client, server, 5353, 5353, dnsAnswer(name)))
		w.packet("", datagram(client, server, 68, 67, dhcpRequest(name)))
		w.packet("", segment(client, server, 50000, 80, 0x02, 99, nil))
		w.packet("", segment(client, server, 50000, 80, 0x18, 100, []byte("GET /"+name+" HTTP/1.1\r\nHost: "+name+"\r\nUser-Agent: "+name+"\r\nReferer: "+name+"\r\n"+name+": "+name+"\r\n\r\n")))
		w.packet("", segment(server, client, 80, 50000, 0x18, 500, []byte("HTTP/1.1 200 "+name+"\r\nServer: "+name+"\r\nContent-Type: "+name+"\r\n\r\n\xff\xd8\xff"+name+"\xff\xd9"+name)))
		w.packet(name, segment(client, server, 50001, 443, 0x18, 100, clientHello(name)))
	}
	return w.Pcapng
}

// blocks writes a pcapng file.
type blocks struct{ testcapture.Pcapng }

var le, be = binary.LittleEndian, binary.BigEndian

func four(b []byte) []byte { return append(b, make([]byte, -len(b)&3)...) }

func option(code uint16, text string) []byte {
	return four(append(le.AppendUint16(le.AppendUint16(nil, code), uint16(len(text))), text...))
}

func (w *blocks) section(comment, application string) {
	w.Block(0x0a0d0d0a, slices.Concat(testcapture.Section(), option(1, comment), option(4, application)))
}

func (w *blocks) device(name, description, filter, os string) {
	w.Block(1, slices.Concat([]byte{1, 0, 0, 0, 0, 0, 4, 0}, option(2, name), option(3, description), option(11, "\x00"+filter), option(12, os)))
}

func (w *blocks) names(names []string) {
	var body []byte
	for i, name := range names {
		body = append(body, option(1, string([]byte{10, 0, 0, byte(100 + i)})+name+"\x00")...)
	}
	w.Block(4, append(body, 0, 0, 0, 0))
}

func (w *blocks) packet(comment string, frame []byte) {
	ticks := uint64(1_700_000_000_000_000) + uint64(len(w.Pcapng))
	body := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, 0), uint32(ticks>>32)), uint32(ticks))
	body = le.AppendUint32(le.AppendUint32(body, uint32(len(frame))), uint32(len(frame)))
	body = four(append(body, frame...))
	if comment != "" {
		body = append(body, option(1, comment)...)
	}
	w.Block(6, body)
}

func packet4(src, dst, proto byte, payload []byte) []byte {
	frame := []byte{2, 0, 0, 0, 0, dst, 2, 0, 0, 0, 0, src, 8, 0, 0x45, 0}
	frame = be.AppendUint16(frame, uint16(20+len(payload)))
	frame = append(frame, 0, 1, 0, 0, 64, proto, 0, 0, 10, 0, 0, src, 10, 0, 0, dst)
	return append(frame, payload...)
}

func datagram(src, dst byte, from, to uint16, payload []byte) []byte {
	head := be.AppendUint16(be.AppendUint16(nil, from), to)
	head = append(be.AppendUint16(head, uint16(8+len(payload))), 0, 0)
	return packet4(src, dst, 17, append(head, payload...))
}

func segment(src, dst byte, from, to uint16, flags byte, seq uint32, payload []byte) []byte {
	head := be.AppendUint32(be.AppendUint16(be.AppendUint16(nil, from), to), seq)
	head = append(head, 0, 0, 0, 1, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0)
	return packet4(src, dst, 6, append(head, payload...))
}

func label(name string) []byte {
	return append(append([]byte{byte(len(name))}, name...), 0)
}

func dnsQuery(name string) []byte {
	return append(append([]byte{0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}, label(name)...), 0, 1, 0, 1)
}

// dnsAnswer answers a question for name with an address, a canonical name, a pointer and a text.
func dnsAnswer(name string) []byte {
	m := append(append([]byte{0, 1, 0x84, 0, 0, 1, 0, 4, 0, 0, 0, 0}, label(name)...), 0, 1, 0, 1)
	for _, r := range []struct {
		kind byte
		data []byte
	}{{1, []byte{10, 0, 0, 1}}, {5, label(name)}, {12, label(name)}, {16, label(name)[:len(name)+1]}} {
		m = append(m, 0xc0, 12, 0, r.kind, 0, 1, 0, 0, 0, 9, 0, byte(len(r.data)))
		m = append(m, r.data...)
	}
	return m
}

func dhcpRequest(name string) []byte {
	m := append([]byte{1, 1, 6, 0}, make([]byte, 232)...)
	m = append(m, 99, 130, 83, 99, 53, 1, 3)
	for _, code := range []byte{12, 15, 60, 81} {
		m = append(append(m, code, byte(len(name))), name...)
	}
	return append(m, 255)
}

// clientHello is a TLS record that asks for a server by name (RFC 8446 section 4.1.2, RFC 6066 section 3).
func clientHello(name string) []byte {
	n := len(name)
	extensions := append(append([]byte{0, 0}, be.AppendUint16(be.AppendUint16(nil, uint16(n+5)), uint16(n+3))...), 0)
	extensions = append(be.AppendUint16(extensions, uint16(n)), name...)
	body := append([]byte{3, 3}, make([]byte, 33)...)
	body = append(body, 0, 2, 0x13, 1, 1, 0)
	body = append(be.AppendUint16(body, uint16(len(extensions))), extensions...)
	hello := append([]byte{1, 0}, be.AppendUint16(nil, uint16(len(body)))...)
	hello = append(hello, body...)
	return append(be.AppendUint16([]byte{22, 3, 1}, uint16(len(hello))), hello...)
}

func loadHostile(t *testing.T) pcapnb.Packets {
	t.Helper()
	ps, err := pcapnb.Read(bytes.NewReader(hostileCapture()))
	if err != nil || len(ps) != 8*len(hostile) {
		t.Fatalf("%d packets and %v", len(ps), err)
	}
	return ps
}

// wireNames are Wireshark's fields that hold text of a stranger's.
var wireNames = []string{"frame.comment", "dns.qry.name", "dns.resp.name", "dns.cname", "dns.ptr.domain_name", "dns.txt", "http.host", "http.user_agent", "http.referer",
	"http.request.uri", "http.request.full_uri", "http.server", "http.content_type", "http.response.phrase", "tls.handshake.extensions_server_name", "dhcp.option.hostname"}

// shownValues are all that a cell may show of the capture.
func shownValues(t *testing.T, ps pcapnb.Packets) []any {
	t.Helper()
	fields := slices.DeleteFunc(slices.Clone(wireNames), func(name string) bool { return !slices.Contains(pcapnb.FieldNames(), name) })
	if len(fields) < 10 {
		t.Fatalf("only %d of the fields are known", len(fields))
	}
	asked := pcapnb.ValueCounts(ps, pcapnb.DNSQuery)
	wire := ps.Fields(fields...)
	values := []any{ps, ps.Head(50), ps.Table().Full(), ps.Report(), pcapnb.Preflight(ps), asked, pcapnb.Unique(ps, pcapnb.DNSQuery),
		pcapnb.GroupBy(ps, pcapnb.DNSResp).Sum(pcapnb.Length), wire.Full(), ps.Select(pcapnb.PayloadRaw, pcapnb.DNSQuery, pcapnb.DNSResp).Full(),
		wire.Rename(fields[0], hostile[0]).Note(hostile[1]), pcapnb.TableOf([]pcapnb.Interface{ps[0].Interface()}), ps.Columns(),
		pcapnb.Explain(ps, pcapnb.DNSQuery.Is(hostile[0]), pcapnb.DNSQuery.Is(hostile[9])), pcapnb.Filter(ps, pcapnb.DNSQuery.Is(hostile[0])), ps[0].Interface(),
		wire.ValueCounts(fields[2]), wire.Describe(), hostile, []byte(hostile[9]), fmt.Errorf("no host %s", hostile[8])}
	for _, f := range fields {
		values = append(values, wire.Select(f).Full())
	}
	for i := range ps {
		values = append(values, ps[i].Show(), ps[i].Summary(), ps[i].Comment(), ps[i].DNSQuery(), ps.Row(i))
	}
	for n := range 2 * len(hostile) {
		s := ps.Stream(n)
		values = append(values, s.ClientData(), s.ServerData(), s.ServerData().Carve())
	}
	for i := 0; i+4 < len(hostile); i += 4 {
		n := hostile[i:]
		values = append(values, n[0], plots.BarH(n[0], asked).Caption(n[1]),
			plots.Line(n[1], plots.XYs{X: []float64{1, 2}, Y: []float64{1, 2}}).Names(n[2]).XLabel(n[3]).YLabel(n[4]))
	}
	return values
}

// TestHostile shows everything of a hostile capture, and looks at what the notebook gets, and at a page made of it.
func TestHostile(t *testing.T) {
	values := shownValues(t, loadHostile(t))
	shown := make([]*protocol.DisplayData, len(values))
	for i, value := range values {
		shown[i] = bundle(value)
	}
	t.Run("text", func(t *testing.T) {
		for i, value := range values {
			checkText(t, fmt.Sprintf("%T", value), shown[i])
		}
	})
	page := hostilePage(shown)
	t.Run("markup", func(t *testing.T) { checkPage(t, page) })
	t.Run("browser", func(t *testing.T) { checkInBrowser(t, page) })
}

// checkText looks for what a terminal would obey and what turns text round.
func checkText(t *testing.T, name string, data *protocol.DisplayData) {
	t.Helper()
	texts := map[string]any{"alt": data.Metadata["alt"]}
	for media, content := range data.Data {
		texts[string(media)] = content
	}
	for _, media := range slices.Sorted(maps.Keys(texts)) {
		text, _ := texts[media].(string)
		if at := strings.IndexFunc(text, commands); at >= 0 {
			t.Errorf("%s as %s: %q", name, media, text[max(0, at-20):min(at+20, len(text))])
		}
		if !utf8.ValidString(text) {
			t.Errorf("%s as %s is not UTF-8", name, media)
		}
	}
}

// commands tells the characters that a terminal obeys, or that change the direction of text.
func commands(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

// hostilePage is a page with all the outputs, as nbconvert writes them.
func hostilePage(shown []*protocol.DisplayData) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>quiet</title></head><body>\n")
	for _, data := range shown {
		if markup, ok := data.Data[protocol.MIMETextHTML].(string); ok {
			b.WriteString(markup)
		} else if png, ok := data.Data[protocol.MIMEImagePNG].([]byte); ok {
			fmt.Fprintf(&b, "<img src=\"data:image/png;base64,%s\" alt=\"%s\">", base64.StdEncoding.EncodeToString(png), html.EscapeString(data.Metadata["alt"].(string)))
		}
		fmt.Fprintf(&b, "<pre>%s</pre>\n", html.EscapeString(data.Data[protocol.MIMETextPlain].(string)))
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// ours are the elements that outputs are made of, and their attributes.
var ours = map[string][]string{"html": nil, "head": nil, "meta": {"charset"}, "title": nil, "body": nil, "img": {"src", "alt"}, "pre": nil,
	"div": {"class"}, "table": nil, "thead": nil, "tbody": nil, "tr": nil, "th": {"align"}, "td": {"align"}, "p": nil, "b": nil, "nobr": nil,
	"details": {"open"}, "summary": nil}

// checkPage tells what is on a page that the outputs do not make.
func checkPage(t *testing.T, page string) (elements int) {
	t.Helper()
	doc, err := xhtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch n.Type {
		case xhtml.CommentNode:
			t.Errorf("a comment on the page: %q", n.Data)
		case xhtml.ElementNode:
			elements++
			attributes, known := ours[n.Data]
			if !known {
				t.Errorf("a foreign element on the page: <%s> %v", n.Data, n.Attr)
			}
			for _, a := range n.Attr {
				leftAligned := a.Key == "style" && a.Val == "text-align: left"
				if !leftAligned && !slices.Contains(attributes, a.Key) {
					t.Errorf("a foreign attribute on the page: <%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
	}
	return elements
}

// checkInBrowser opens the page in Chromium: nothing may run, and nothing may be there that was not written.
func checkInBrowser(t *testing.T, page string) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("skipped: needs chromium (apt-get install chromium)")
	}
	dir, err := os.MkdirTemp("", "nb-hostile-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the browser's helpers may write to its profile for a moment after it has ended
		for tries := 0; os.RemoveAll(dir) != nil && tries < 20; tries++ {
			time.Sleep(100 * time.Millisecond)
		}
	})
	dump := func(page string) string {
		path := filepath.Join(dir, "page.html")
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
			"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=3000", "--dump-dom", (&url.URL{Scheme: "file", Path: path}).String())
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", browser, err)
		}
		return string(out)
	}
	// The names do harm where nothing stops them, so that this test can see it.
	bare := "<!DOCTYPE html><title>quiet</title><body>" + strings.Join(hostile[:2], "\n")
	if !strings.Contains(dump(bare), "<title>ran</title>") {
		t.Fatal("the browser runs no scripts at all")
	}
	seen := dump(page)
	if !strings.Contains(seen, "<title>quiet</title>") {
		t.Error("something ran on the page")
	}
	if got, want := checkPage(t, seen), checkPage(t, page); got != want {
		t.Errorf("%d elements in the browser, %d written", got, want)
	}
}

// TestHostileFiles writes the names to files: CSV without formulas, JSON that gives them back, carved files in their folder.
func TestHostileFiles(t *testing.T) {
	ps := loadHostile(t)
	table := ps.Fields("dns.qry.name", "http.host", "http.user_agent", "tls.handshake.extensions_server_name").Rename("http.host", hostile[11])
	var text bytes.Buffer
	if err := table.WriteCSV(&text, pcapnb.FormulaSafe); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&text).ReadAll()
	if err != nil || len(records) != len(ps)+1 {
		t.Fatalf("%d records and %v", len(records), err)
	}
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	var lines bytes.Buffer
	if err := ps.Select(pcapnb.DNSQuery, pcapnb.PayloadRaw).WriteJSONLines(&lines); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range bytes.Lines(lines.Bytes()) {
		var row map[string]any
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if at := bytes.IndexFunc(line, commands); at >= 0 {
			t.Errorf("%q would do something to a terminal", line)
		}
		if name := ps[n].DNSQuery(); name != "" && utf8.ValidString(name) && row["dns_query"] != name {
			t.Errorf("JSON gives back %q for %q", row["dns_query"], name)
		}
		n++
	}
	if n != len(ps) {
		t.Errorf("%d lines of JSON for %d packets", n, len(ps))
	}
	dir := t.TempDir()
	for stream := range 2 * len(hostile) {
		for _, f := range ps.Stream(stream).ServerData().Carve() {
			path, err := f.Save(dir)
			if err != nil || filepath.Dir(path) != dir {
				t.Errorf("carved to %s (%v)", path, err)
			}
		}
	}
	saved, err := os.ReadDir(dir)
	if err != nil || len(saved) == 0 {
		t.Errorf("%d files carved (%v)", len(saved), err)
	}
}

// TestHostileFileName loads files whose very names are hostile: what is said of them is one line without commands.
func TestHostileFileName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range hostile {
		_, err := pcapnb.Load(filepath.Join(dir, name+".pcap"))
		if err == nil {
			t.Fatalf("%q was loaded", name)
		}
		if at := strings.IndexFunc(bundle(err).Data[protocol.MIMETextPlain].(string), func(r rune) bool { return r != '\n' && commands(r) }); at >= 0 {
			t.Errorf("%q is shown with a command", err)
		}
	}
}
