package anonymize

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/ipynb"
)

// Notebook rewrites a Jupyter notebook (nbformat 4) as [Anonymizer.Page] does: sources as what a person wrote, outputs as
// what a program printed, among whose words those of the sources stay. Pictures cannot be rewritten, nor can dumps of packets' bytes:
// they are taken out, a line in their place says that the cell must be run again on the anonymized capture, and notes tells which.
// Of metadata only that stays which Jupyter itself needs; the certificate of the run goes with the rest.
// What the notebook now holds in place of addresses and names is listed in its metadata, for PublishCheck.
func (a *Anonymizer) Notebook(file []byte) (clean []byte, notes []string, err error) {
	nb, err := ipynb.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	only(nb.Raw, " cells metadata nbformat nbformat_minor ")
	onlyNumber(nb.Raw, "nbformat_minor")
	a.listen(nb.Cells)
	for i, c := range nb.Cells { // outputs first: they may hold names that texts speak of
		notes = append(notes, a.outputs(c, i+1)...)
	}
	for i, c := range nb.Cells {
		notes = append(notes, a.written(c, i+1)...)
	}
	for _, key := range only(nb.Metadata(), " kernelspec language_info ") {
		notes = append(notes, fmt.Sprintf("the notebook's metadata: %s was taken out", safe.Text(key)))
	}
	a.walk(nb.Metadata(), printed)
	nb.Metadata()["anonymized"] = a.images()
	clean, err = nb.Bytes()
	return clean, notes, err
}

// only removes from an object all keys but those of the list and returns those removed, in order.
func only(object map[string]any, keys string) (removed []string) {
	for _, key := range sortedKeys(object) {
		if !strings.Contains(keys, " "+key+" ") || strings.Contains(key, " ") {
			delete(object, key)
			removed = append(removed, key)
		}
	}
	return removed
}

// onlyNumber makes what is no number null.
func onlyNumber(object map[string]any, key string) {
	if v, ok := object[key]; ok {
		if _, ok := v.(json.Number); !ok {
			object[key] = nil
		}
	}
}

// listen notes the words of cells' sources.
func (a *Anonymizer) listen(cells []*ipynb.Cell) {
	a.said = make(map[string]bool)
	for _, c := range cells {
		for _, word := range wordText.FindAllString(dataText.ReplaceAllString(c.Source(), ""), -1) {
			a.said[strings.ToLower(word)] = true
		}
	}
}

// images are the texts of what addresses and names became, in order.
func (a *Anonymizer) images() []any {
	var texts []string
	for from, to := range a.addrs {
		if from != to {
			texts = append(texts, to.String())
		}
	}
	for from, to := range a.macs {
		if from != to {
			texts = append(texts, to.String())
		}
	}
	for from, to := range a.names {
		if from != to {
			texts = append(texts, to)
		}
	}
	slices.Sort(texts)
	out := make([]any, 0, len(texts))
	for _, s := range slices.Compact(texts) {
		out = append(out, s)
	}
	return out
}

// outputs rewrites what cell number printed.
func (a *Anonymizer) outputs(c *ipynb.Cell, number int) (notes []string) {
	c.Outputs = slices.DeleteFunc(c.Outputs, func(o ipynb.Output) bool {
		return !slices.Contains([]string{"stream", "display_data", "execute_result", "error"}, o.Kind())
	})
	onlyNumber(c.Raw, "execution_count")
	for i, o := range c.Outputs {
		onlyNumber(o, "execution_count")
		only(o, " output_type name text data metadata execution_count ename evalue traceback ")
		if a.dump(o) {
			notes = append(notes, fmt.Sprintf("cell %d, output %d: bytes of packets were taken out: run the cell on the anonymized capture", number, i+1))
		}
		if a.output(o) {
			notes = append(notes, fmt.Sprintf("cell %d, output %d: the figure was taken out: run the cell on the anonymized capture", number, i+1))
		}
	}
	return notes
}

// cellMetadata is what Jupyter and nbgrader know of a cell.
const cellMetadata = " collapsed scrolled editable deletable trusted jupyter source_hidden outputs_hidden slideshow slide_type tags " +
	"nbgrader grade grade_id locked points schema_version solution task cell_type "

// written rewrites what a person wrote into cell number.
func (a *Anonymizer) written(c *ipynb.Cell, number int) (notes []string) {
	if attached, ok := c.Raw["attachments"].(map[string]any); ok && len(attached) > 0 {
		notes = append(notes, fmt.Sprintf("cell %d: %d attached pictures were taken out", number, len(attached)))
	}
	only(c.Raw, " cell_type execution_count id metadata outputs source ")
	kind := written
	if c.IsCode() {
		kind = code
	} else {
		delete(c.Raw, "outputs")
		if !c.IsText() {
			c.Raw["cell_type"] = "raw"
		}
	}
	c.Raw["source"] = a.lines(c.Raw["source"], kind)
	if id := c.ID(); id != "" {
		c.Raw["id"] = a.page(id, printed)
	}
	only(c.Metadata(), cellMetadata)
	for _, v := range c.Metadata() {
		if inner, ok := v.(map[string]any); ok {
			only(inner, cellMetadata)
		}
	}
	a.walk(c.Metadata(), printed)
	return notes
}

// output rewrites an output and says whether a picture was taken out of it.
func (a *Anonymizer) output(o map[string]any) (picture bool) {
	for _, key := range []string{"text", "traceback"} {
		if v, ok := o[key]; ok {
			o[key] = a.lines(v, printed)
		}
	}
	for _, key := range []string{"name", "ename", "evalue"} {
		if v, ok := o[key]; ok {
			o[key] = a.walk(v, printed)
		}
	}
	data, ok := o["data"].(map[string]any)
	if delete(o, "metadata"); !ok { // a picture's size and what it shows in words
		return false
	}
	o["metadata"] = map[string]any{}
	for media, v := range data {
		switch {
		case media == "text/html" && showsPicture(ipynb.Join(v)):
			data[media] = []any{figureGone}
			picture = true
		case media == "image/svg+xml" && drawsLetters.MatchString(ipynb.Join(v)):
			delete(data, media)
			picture = true
		case textMedia(media):
			data[media] = a.lines(v, printed)
		case media == "application/json":
			data[media] = a.walk(v, printed)
		default:
			delete(data, media)
			picture = true
		}
	}
	if _, ok := data["text/plain"]; picture && (!ok || len(data) == 1) {
		data["text/plain"] = []any{figureGone}
	}
	return picture
}

// dump takes bytes of packets out of an output and says whether there were any.
func (a *Anonymizer) dump(o map[string]any) bool {
	data, _ := o["data"].(map[string]any)
	found := showsBytes(ipynb.Join(o["text"]))
	for media, v := range data {
		found = found || textMedia(media) && showsBytes(ipynb.Join(v))
	}
	if !found {
		return false
	}
	if _, ok := o["text"]; ok {
		o["text"] = []any{bytesGone}
	}
	if data != nil {
		o["data"] = map[string]any{"text/plain": []any{bytesGone}}
	}
	return true
}

var (
	pairsOfHex = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}[ :.-]){7,}[0-9a-f]{2}\b`)
	longHex    = regexp.MustCompile(`(?i)\b[0-9a-f]{24,}\b`)
	digitsOnly = regexp.MustCompile(`\b\d{16,}\b`)
	listOfByte = regexp.MustCompile(`[\[({]\d{1,3}(?:[ ,;]+\d{1,3}){3,}[\])}]`)
	eachNumber = regexp.MustCompile(`\d+`)
)

// showsBytes says whether a text has eight bytes and more as hexadecimal pairs, a list of numbers that are bytes, as many as an
// address has or more, or a long number that is not as long as the usual checksums are.
func showsBytes(text string) bool {
	if pairsOfHex.MatchString(text) || slices.ContainsFunc(listOfByte.FindAllString(text, -1), areBytes) ||
		slices.ContainsFunc(digitsOnly.FindAllString(text, -1), areLetters) {
		return true
	}
	for _, m := range longHex.FindAllString(text, -1) {
		if n := len(m); n != 32 && n != 40 && n != 64 && n != 128 {
			return true
		}
	}
	return false
}

// areBytes says whether all numbers of a list are below 256.
func areBytes(list string) bool {
	return !slices.ContainsFunc(eachNumber.FindAllString(list, -1), func(n string) bool { return len(n) == 3 && n > "255" })
}

// areLetters says whether digits are the hexadecimal pairs of printable characters, which a time in nanoseconds is not.
func areLetters(digits string) bool {
	if len(digits)%2 > 0 {
		return false
	}
	for i := 0; i < len(digits); i += 2 {
		if digits[i] < '2' || digits[i] > '7' {
			return false
		}
	}
	return true
}

// drawsLetters finds a drawing that may show words which are not in its text: as shapes of letters, pictures or a page of its own.
var drawsLetters = regexp.MustCompile(`(?i)<(?:\w+:)?(?:use|image|symbol|glyph|font|foreignObject)\b`)

// showsPicture says whether HTML has a picture in its text, or a drawing of that kind.
func showsPicture(s string) bool {
	lower := strings.ToLower(s)
	return strings.Contains(lower, "data:image/") || strings.Contains(lower, "<svg") && drawsLetters.MatchString(s)
}

const bytesGone = "(Bytes of packets were here. Run the cell on the anonymized capture to see them again.)"

const figureGone = "(A figure was here. Run the cell on the anonymized capture to draw it again.)"

// textMedia says whether a media type's content is text that may be rewritten.
func textMedia(media string) bool {
	switch media {
	case "text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml":
		return true
	}
	return false
}

// lines rewrites a text that may be split into lines, and splits it as it was.
func (a *Anonymizer) lines(v any, kind pageKind) any {
	switch v := v.(type) {
	case string:
		return a.page(v, kind)
	case []any:
		return ipynb.Split(a.page(ipynb.Join(v), kind))
	}
	return ""
}

// walk rewrites all strings and keys in a JSON value.
func (a *Anonymizer) walk(v any, kind pageKind) any {
	switch v := v.(type) {
	case string:
		return a.page(v, kind)
	case []any:
		for i := range v {
			v[i] = a.walk(v[i], kind)
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			value := v[key]
			delete(v, key)
			v[a.page(key, kind)] = a.walk(value, kind)
		}
	}
	return v
}
