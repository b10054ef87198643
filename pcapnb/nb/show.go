// Package nb shows values in a GoNB notebook.
//
// [Show] is all a cell needs:
//
//	nb.Show(pkts.Head(10), plots.Line("Bytes per second", rate))
//
// Every value goes through one channel of the kernel, so nothing is lost and
// the order is kept; prints to standard output travel on another one. Outside
// a notebook the same call prints plain text.
//
// A program that does not use gonbui itself links faster with the build tag
// nogonbui: this package then speaks to the kernel without it.
package nb

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/safe"
)

// Table is a value that knows its own markup, which it has escaped. Its text
// is shown where markup cannot be.
type Table interface {
	HTML() string
	String() string
}

// Figure is a picture with its size in CSS pixels and a sentence that says
// what can be seen on it.
type Figure interface {
	PNG() ([]byte, error)
	Size() (w, h int)
	Alt() string
}

// Attachment is a table that also tells programs something, in a media type
// that no page shows; an empty type attaches nothing.
type Attachment interface {
	Table
	Attachment() (mediaType, data string)
}

// Show shows the values one after the other: tables as tables, figures as
// pictures, everything else as text. Outside a notebook it prints text.
func Show(values ...any) {
	if !inNotebook() {
		show(values, printer(os.Stdout))
		return
	}
	flush()
	show(values, send)
	flush()
	if err := failure(); err != nil {
		fmt.Printf("The notebook did not take the output: %v\n", err)
	}
}

// show sends the bundle of every value.
func show(values []any, send func(*protocol.DisplayData)) {
	for _, value := range values {
		send(bundle(value))
	}
}

// printer sends the text of a bundle to w.
func printer(w io.Writer) func(*protocol.DisplayData) {
	return func(data *protocol.DisplayData) {
		fmt.Fprintln(w, data.Data[protocol.MIMETextPlain])
	}
}

// patience bounds every wait for a kernel that went away.
const patience = 10 * time.Second

// bundle gives the forms in which a value can be shown; text is always one.
func bundle(value any) *protocol.DisplayData {
	switch v := value.(type) {
	case nil:
		return text("nil")
	case Figure:
		if isNil(v) {
			return text(describeNil(v))
		}
		return figure(v)
	case Table:
		if isNil(v) {
			return text(describeNil(v))
		}
		return table(v)
	}
	return text(plain(value))
}

func text(s string) *protocol.DisplayData {
	return &protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMETextPlain: safe.Lines(s),
	}}
}

// table keeps the markup away from MathJax: a captured "$" is no formula.
// The class names are those that pandas and MathJax use.
func table(t Table) *protocol.DisplayData {
	data := text(t.String())
	data.Data[protocol.MIMETextHTML] = `<div class="tex2jax_ignore mathjax_ignore">` + t.HTML() + `</div>`
	if a, ok := t.(Attachment); ok {
		if mediaType, content := a.Attachment(); mediaType != "" {
			data.Data[protocol.MIMEType(mediaType)] = content
		}
	}
	return data
}

// figure carries its alt text twice: as the text form, and as the metadata
// nbconvert writes into the picture's alt attribute.
func figure(f Figure) *protocol.DisplayData {
	png, err := f.PNG()
	if err != nil {
		panic(misuse.Textf("nb.Show: the figure cannot be drawn: %v", err))
	}
	alt := safe.Text(f.Alt())
	w, h := f.Size()
	data := text(alt)
	data.Data[protocol.MIMEImagePNG] = png
	data.Metadata = map[string]any{
		// The kernel's decoder knows exactly this map type.
		string(protocol.MIMEImagePNG): map[string]int{"width": w, "height": h},
		"alt":                         alt,
	}
	return data
}

// ShowLast shows the last value of a cell, as the kernel does for a cell that
// ends with an expression. No error, and what a print returns, is nothing to show.
func ShowLast(values ...any) {
	if n := len(values); n > 0 {
		if err, ok := values[n-1].(error); ok || n > 1 && values[n-1] == nil {
			if values = values[:n-1]; err != nil {
				values = []any{err}
			}
		} else if values[n-1] == nil {
			return
		}
	}
	Show(values...)
}
