package main

import "slices"

// normalise removes what varies from run to run and what GoNB leaves wrong, so
// that the same outputs give the same file.
func (nb *notebook) normalise() {
	metadata, ok := nb.raw["metadata"].(map[string]any)
	if !ok {
		metadata = map[string]any{}
		nb.raw["metadata"] = metadata
	}
	metadata["kernelspec"] = map[string]any{
		"display_name": "Go (gonb)",
		"language":     "go",
		"name":         kernelName,
	}
	// The kernel names no lexer, and pages would be coloured as Python.
	metadata["language_info"] = map[string]any{
		"file_extension": ".go",
		"mimetype":       "text/x-go",
		"name":           "go",
		"pygments_lexer": "go",
	}
	for _, c := range nb.cells {
		c.normalise()
	}
}

// normalise drops the cell's times and view state and brings its text into the
// form in which Jupyter saves it.
func (c *cell) normalise() {
	if metadata, ok := c.raw["metadata"].(map[string]any); ok {
		for _, name := range []string{"execution", "ExecuteTime", "scrolled", "collapsed"} {
			delete(metadata, name)
		}
	}
	c.raw["source"] = splitText(c.source())
	if !c.isCode() {
		return
	}
	c.outputs = mergeStreams(withoutProgress(c.outputs))
	for _, o := range c.outputs {
		o.normalise()
	}
}

// withoutProgress leaves out the lines that tell how long a load or a download
// took: whether there is one depends on the machine and on what is cached.
func withoutProgress(outputs []output) []output {
	return slices.DeleteFunc(outputs, func(o output) bool { return o.metadata()["netlab"] == "progress" })
}

// mergeStreams joins consecutive pieces of one stream: how a text is cut into
// pieces depends on the timing of the pipe.
func mergeStreams(outputs []output) []output {
	var merged []output
	for _, o := range outputs {
		if n := len(merged); n > 0 && o.kind() == "stream" && merged[n-1].kind() == "stream" && o["name"] == merged[n-1]["name"] {
			merged[n-1]["text"] = merged[n-1].text() + o.text()
			continue
		}
		merged = append(merged, o)
	}
	return merged
}

func (o output) normalise() {
	delete(o, "transient")
	if o.kind() == "stream" {
		o["text"] = splitText(o.text())
	}
	for media, content := range o.data() {
		if media == "image/png" {
			continue
		}
		if s, ok := content.(string); ok {
			o.data()[media] = splitText(s)
		}
	}
}
