package anonymize

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"netlab/pcapnb/ipynb"
)

// Notebook rewrites a Jupyter notebook (nbformat 4) as [Anonymizer.Page] does: sources and texts as what a person wrote, outputs as
// what a program printed. Pictures cannot be rewritten, nor can dumps of packets' bytes: they are taken out, a line in their place
// says that the cell must be run again on the anonymized capture, and notes tells which. The certificate of the run goes too, with the original's checksums.
// What the notebook now holds in place of addresses and names is listed in its metadata, for PublishCheck.
func (a *Anonymizer) Notebook(file []byte) (clean []byte, notes []string, err error) {
	nb, err := ipynb.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	for i, c := range nb.Cells { // outputs first: they may hold names that texts speak of
		notes = append(notes, a.outputs(c, i+1)...)
	}
	for i, c := range nb.Cells {
		notes = append(notes, a.written(c.Raw, i+1)...)
	}
	nb.DropOurs() // the certificate
	metadata := nb.Metadata()
	for key, value := range metadata {
		if key != "kernelspec" && key != "language_info" {
			metadata[key] = a.walk(value, false)
		}
	}
	metadata["anonymized"] = a.images()
	clean, err = nb.Bytes()
	return clean, notes, err
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
	for i, o := range c.Outputs {
		if a.output(o) {
			notes = append(notes, fmt.Sprintf("cell %d, output %d: the figure was taken out: run the cell on the anonymized capture", number, i+1))
		} else if a.dump(o) {
			notes = append(notes, fmt.Sprintf("cell %d, output %d: bytes of packets were taken out: run the cell on the anonymized capture", number, i+1))
		}
	}
	return notes
}

// written rewrites what a person wrote into cell number.
func (a *Anonymizer) written(c map[string]any, number int) (notes []string) {
	c["source"] = a.lines(c["source"], false)
	if m, ok := c["metadata"]; ok {
		c["metadata"] = a.walk(m, false)
	}
	if attached, ok := c["attachments"].(map[string]any); ok && len(attached) > 0 {
		notes = append(notes, fmt.Sprintf("cell %d: %d attached pictures were left as they are: look at them", number, len(attached)))
	}
	return notes
}

// output rewrites an output and says whether a picture was taken out of it.
func (a *Anonymizer) output(o map[string]any) (picture bool) {
	for _, key := range []string{"text", "traceback"} {
		if v, ok := o[key]; ok {
			o[key] = a.lines(v, true)
		}
	}
	for _, key := range []string{"ename", "evalue"} {
		if s, ok := o[key].(string); ok {
			o[key] = a.Page(s, true)
		}
	}
	if m, ok := o["metadata"]; ok {
		o["metadata"] = a.walk(m, true)
	}
	data, _ := o["data"].(map[string]any)
	for media, v := range data {
		if textMedia(media) {
			data[media] = a.lines(v, true)
			continue
		}
		if strings.HasSuffix(media, "json") {
			data[media] = a.walk(v, true)
			continue
		}
		delete(data, media)
		if m, ok := o["metadata"].(map[string]any); ok {
			delete(m, media) // its size
		}
		picture = true
	}
	if html, ok := data["text/html"]; ok && strings.Contains(ipynb.Join(html), "data:image/") {
		data["text/html"] = []any{figureGone}
		picture = true
	}
	if picture {
		if _, ok := data["text/plain"]; !ok || len(data) == 1 {
			data["text/plain"] = []any{figureGone}
		}
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
	pairsOfHex = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}[ :]){7,}[0-9a-f]{2}\b`)
	longHex    = regexp.MustCompile(`(?i)\b[0-9a-f]{24,}\b`)
)

// showsBytes says whether a text has eight bytes and more as hexadecimal pairs, or a long number that is not as
// long as the usual checksums are.
func showsBytes(text string) bool {
	if pairsOfHex.MatchString(text) {
		return true
	}
	for _, m := range longHex.FindAllString(text, -1) {
		if n := len(m); n != 32 && n != 40 && n != 64 && n != 128 {
			return true
		}
	}
	return false
}

const bytesGone = "(Bytes of packets were here. Run the cell on the anonymized capture to see them again.)"

const figureGone = "(A figure was here. Run the cell on the anonymized capture to draw it again.)"

// textMedia says whether a media type's content is text that may be searched.
func textMedia(media string) bool {
	return strings.HasPrefix(media, "text/") || media == "image/svg+xml" || media == "application/javascript"
}

// lines rewrites a text that may be split into lines, and splits it as it was.
func (a *Anonymizer) lines(v any, outputs bool) any {
	switch v := v.(type) {
	case string:
		return a.Page(v, outputs)
	case []any:
		return ipynb.Split(a.Page(ipynb.Join(v), outputs))
	}
	return v
}

// walk rewrites all strings in a JSON value; keys stay.
func (a *Anonymizer) walk(v any, outputs bool) any {
	switch v := v.(type) {
	case string:
		return a.Page(v, outputs)
	case []any:
		for i := range v {
			v[i] = a.walk(v[i], outputs)
		}
	case map[string]any:
		for key := range v {
			v[key] = a.walk(v[key], outputs)
		}
	}
	return v
}
