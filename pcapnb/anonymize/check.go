package anonymize

import (
	"fmt"
	"html"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/rewrite"
	"netlab/pcapnb/table"
)

// A Finding is something private on a page or in a capture.
type Finding struct {
	File   string `col:"file"`
	Place  string `col:"place"`  // where it is first: "cell 3, output 1", "line 7", "packet 12"
	Places int    `col:"places"` // how often it is there in all
	Kind   string `col:"kind"`   // "private address", "password", …
	Text   string `col:"text"`   // what it is; of passwords and keys only the begin
	Why    string `col:"why"`    // a sentence
}

// String is the finding on one line.
func (f Finding) String() string {
	more := ""
	if f.Places > 1 {
		more = fmt.Sprintf(" (and %d times more)", f.Places-1)
	}
	return safe.Text(fmt.Sprintf("%s: %s: %s %s: %s%s", f.File, f.Place, f.Kind, f.Text, f.Why, more))
}

// Findings are what a check found, in the order of the pages.
type Findings []Finding

// Table returns the findings as a table to show.
func (fs Findings) Table() *pcapnb.Table { return pcapnb.TableOf(fs.plain()) }

// TableOf findings is their table.
func init() {
	table.Register(table.RowKind[Finding]{Noun: "finding", Table: func(rows []Finding) *table.Table { return Findings(rows).Table() }})
}

// plain are the findings without the method that would make each one cell of a table.
func (fs Findings) plain() []findingRow {
	rows := make([]findingRow, len(fs))
	for i, f := range fs {
		rows[i] = findingRow(f)
	}
	return rows
}

type findingRow Finding

// HTML is the findings as a table.
func (fs Findings) HTML() string { return fs.Table().HTML() }

// String is the findings as a table in text.
func (fs Findings) String() string { return fs.Table().String() }

// CheckOptions say what a check looks for; the zero value is right for most pages.
type CheckOptions struct {
	PublicAddresses bool     // list public addresses and names of public hosts in outputs too
	Allow           []string // texts that may be on the page, such as the author's mail address
}

// PublishCheck lists what private is still on pages: notebooks (.ipynb), HTML and other text files. It finds private and
// link-local addresses (RFC 1918, RFC 4193), MAC addresses, names of machines in private networks, mail addresses, names of users in
// paths, passwords and cookies as protocols write them, and keys. What Notebook put there in place of something is not
// found, also on a page that lies beside the notebook under the same name. A picture is not looked into, and nobody can tell a secret in a form that this package does not know.
func PublishCheck(options CheckOptions, paths ...string) (Findings, error) {
	var all Findings
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return all, err
		}
		c := newCheck(filepath.Base(path), options)
		if strings.EqualFold(filepath.Ext(path), ".ipynb") {
			err = c.notebook(data)
		} else {
			c.allowBeside(path)
			c.page(string(data))
		}
		all = append(all, c.found...)
		if err != nil {
			return all, fmt.Errorf("%s: %w", path, err)
		}
	}
	return all, nil
}

// allowBeside allows what the notebook of a page's name, in the same folder, has in place of something.
func (c *check) allowBeside(path string) {
	nb, err := ipynb.Read(strings.TrimSuffix(path, filepath.Ext(path)) + ".ipynb")
	if err == nil {
		c.allowImages(nb.Metadata())
	}
}

// allowImages allows what Notebook listed in the metadata.
func (c *check) allowImages(metadata map[string]any) {
	images, _ := metadata["anonymized"].([]any)
	for _, image := range images {
		if s, ok := image.(string); ok {
			c.allowed[strings.ToLower(s)] = true
		}
	}
}

// A check collects the findings of one file.
type check struct {
	file    string
	options CheckOptions
	allowed map[string]bool
	found   Findings
	at      map[[2]string]int // place in found of a kind and a text
}

func newCheck(file string, options CheckOptions) *check {
	c := &check{file: file, options: options, allowed: make(map[string]bool), at: make(map[[2]string]int)}
	for _, s := range options.Allow {
		c.allowed[strings.ToLower(s)] = true
	}
	return c
}

// add notes a finding, the same one once.
func (c *check) add(place, kind, text, why string) {
	if c.allowed[strings.ToLower(text)] {
		return
	}
	k := [2]string{kind, text}
	if i, ok := c.at[k]; ok {
		c.found[i].Places++
		return
	}
	c.at[k] = len(c.found)
	c.found = append(c.found, Finding{c.file, place, 1, kind, text, why})
}

// notebook looks through cells, outputs and metadata.
func (c *check) notebook(data []byte) error {
	nb, err := ipynb.Parse(data)
	if err != nil {
		return err
	}
	c.allowImages(nb.Metadata())
	delete(nb.Metadata(), "anonymized")
	for i, cell := range nb.Cells {
		place := fmt.Sprintf("cell %d", i+1)
		c.text(place, cell.Source(), false)
		c.values(place, cell.Metadata())
		for j, o := range cell.Outputs {
			place := fmt.Sprintf("%s, output %d", place, j+1)
			c.output(place, o)
		}
	}
	c.values("metadata", nb.Metadata())
	return nil
}

func (c *check) output(place string, o map[string]any) {
	c.text(place, ipynb.Join(o["text"]), true)
	c.text(place, ipynb.Join(o["traceback"]), true)
	if s, ok := o["evalue"].(string); ok {
		c.text(place, s, true)
	}
	if m, ok := o["metadata"].(map[string]any); ok {
		c.values(place, m)
	}
	data, _ := o["data"].(map[string]any)
	for _, media := range sortedKeys(data) {
		switch v := data[media].(type) {
		case map[string]any:
			c.values(place, v)
		default:
			if media == "text/html" || media == "image/svg+xml" {
				c.text(place, visible(ipynb.Join(v)), true)
			} else if textMedia(media) {
				c.text(place, ipynb.Join(v), true)
			}
		}
	}
}

// values looks through the strings of a JSON object.
func (c *check) values(place string, m map[string]any) {
	for _, key := range sortedKeys(m) {
		switch v := m[key].(type) {
		case string:
			c.text(place, v, false)
		case map[string]any:
			c.values(place, v)
		case []any:
			for _, v := range v {
				if s, ok := v.(string); ok {
					c.text(place, s, false)
				} else if m, ok := v.(map[string]any); ok {
					c.values(place, m)
				}
			}
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

var embedded = regexp.MustCompile(`data:[\w/+.-]+;base64,[\w+/=\s]+`)

// visible is HTML without embedded pictures, its escapes undone.
func visible(s string) string { return html.UnescapeString(embedded.ReplaceAllString(s, "")) }

// page looks through a text file line by line.
func (c *check) page(text string) {
	number := 0
	for line := range strings.Lines(embedded.ReplaceAllString(text, "")) {
		number++
		c.text(fmt.Sprintf("line %d", number), html.UnescapeString(line), true)
	}
}

// text looks through one text; outputs says that a program printed it.
func (c *check) text(place, text string, outputs bool) {
	c.addresses(place, text)
	for _, m := range macText.FindAllString(text, -1) {
		if mac, err := pcapnb.ParseMAC(strings.ReplaceAll(m, "-", ":")); err == nil && mac[0]&1 == 0 && mac != (pcapnb.MAC{}) && !c.allowed[mac.String()] {
			c.add(place, "MAC address", m, "names one network card for as long as it lives")
		}
	}
	for _, m := range emailText.FindAllString(text, -1) {
		if !documentation(m) {
			c.add(place, "mail address", m, "names a person")
		}
	}
	for _, m := range homeText.FindAllStringSubmatch(text, -1) {
		c.add(place, "user name", m[2], "is in a path to a user's folder")
	}
	for _, m := range pathText.FindAllStringSubmatch(text, -1) {
		if !homeText.MatchString(m[1]) {
			c.add(place, "path", m[1], "tells how folders are called on the author's machine, and is nowhere else")
		}
	}
	for _, m := range nameText.FindAllString(text, -1) {
		c.name(place, m, outputs)
	}
	for _, s := range secretForms {
		for _, m := range s.form.FindAllStringSubmatch(text, -1) {
			c.add(place, s.kind, s.show(m), s.why)
		}
	}
}

func (c *check) addresses(place, text string) {
	text = macText.ReplaceAllString(text, " ")
	for _, form := range []*regexp.Regexp{ip6Text, ip4Text} {
		for _, m := range form.FindAllString(text, -1) {
			s, _, _ := strings.Cut(m, "/")
			a, err := netip.ParseAddr(strings.TrimRight(s, "."))
			if err != nil || rewrite.Special(a) || c.allowed[a.String()] {
				continue
			}
			switch {
			case a.IsPrivate():
				if p, err := netip.ParsePrefix(m); err != nil || p.Bits() > keptPrivate(p.Addr()) {
					c.add(place, "private address", a.String(), "tells how a network is laid out inside")
				}
			case a.IsLinkLocalUnicast():
				c.add(place, "link-local address", a.String(), "may be made from a card's MAC address")
			case c.options.PublicAddresses && !documentationAddr(a):
				c.add(place, "public address", a.String(), "tells who was talked to, or where this network is")
			}
		}
	}
}

// keptPrivate is the size of the range that everybody may name.
func keptPrivate(a netip.Addr) int {
	if a.Is4() {
		return kind4(a).Bits()
	}
	return kind6(a).Bits()
}

func documentationAddr(a netip.Addr) bool {
	return a.Is4() && kind4(a).Bits() == 24 || prefix6("2001:db8::/32").Contains(a)
}

// documentation says whether a name belongs to nobody (RFC 2606, RFC 6761).
func documentation(s string) bool {
	for _, end := range []string{"example.org", "example.com", "example.net", ".example", ".test", ".invalid", ".arpa"} {
		if strings.HasSuffix(strings.ToLower(s), end) {
			return true
		}
	}
	return false
}

// name looks at something that may be a host's name.
func (c *check) name(place, s string, outputs bool) {
	lower := strings.ToLower(s)
	labels := strings.Split(lower, ".")
	last := labels[len(labels)-1]
	switch {
	case len(labels) < 2 || documentation(lower) && !strings.HasSuffix(lower, ".home.arpa") || strings.HasPrefix(labels[0], "_"):
	case strings.Contains(" local lan internal corp localdomain ", " "+last+" ") || strings.HasSuffix(lower, ".home.arpa"):
		if outputs || lower == s && !strings.HasPrefix(s, ".") {
			c.add(place, "host name", s, "names a machine in a private network")
		}
	case c.options.PublicAddresses && outputs && looksPublic(lower):
		c.add(place, "host name", s, "tells who was talked to")
	}
}
