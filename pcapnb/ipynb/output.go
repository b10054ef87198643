package ipynb

import (
	"fmt"
	"strings"
)

// An Output is one output of a code cell.
type Output map[string]any

// Kind is the output's type: stream, display_data, execute_result or error.
func (o Output) Kind() string { return fmt.Sprint(o["output_type"]) }

// Data maps media types to what is shown; nil for a stream and an error.
func (o Output) Data() map[string]any {
	data, _ := o["data"].(map[string]any)
	return data
}

// Metadata describes the data: a picture's size and alt text.
func (o Output) Metadata() map[string]any {
	metadata, _ := o["metadata"].(map[string]any)
	return metadata
}

// Text is what an output says: a stream's text, an error's message, else the
// plain text of what is shown.
func (o Output) Text() string {
	switch o.Kind() {
	case "stream":
		return Join(o["text"])
	case "error":
		return o.errorText()
	}
	return Join(o.Data()["text/plain"])
}

// errorText is the message with the lines of code around the place, which GoNB
// puts into the traceback, else the bare message.
func (o Output) errorText() string {
	lines, _ := o["traceback"].([]any)
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintln(&b, line)
	}
	if text := strings.TrimSpace(b.String()); text != "" {
		return text
	}
	return strings.TrimSpace(fmt.Sprint(o["ename"], ": ", o["evalue"]))
}
