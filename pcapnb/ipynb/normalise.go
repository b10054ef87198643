package ipynb

import "slices"

// Normalise removes what varies from run to run and what GoNB leaves wrong, so
// that the same outputs give the same file.
func (nb *Notebook) Normalise() {
	metadata := nb.Metadata()
	metadata["kernelspec"] = map[string]any{
		"display_name": "Go (gonb)",
		"language":     "go",
		"name":         Kernel,
	}
	// The kernel names no lexer, and pages would be coloured as Python.
	metadata["language_info"] = map[string]any{
		"file_extension": ".go",
		"mimetype":       "text/x-go",
		"name":           "go",
		"pygments_lexer": "go",
	}
	for _, c := range nb.Cells {
		c.normalise()
	}
}

// normalise drops the cell's times and view state and brings its text into the
// form in which Jupyter saves it.
func (c *Cell) normalise() {
	if metadata, ok := c.Raw["metadata"].(map[string]any); ok {
		for _, name := range []string{"execution", "ExecuteTime", "scrolled", "collapsed"} {
			delete(metadata, name)
		}
	}
	c.SetSource(c.Source())
	if !c.IsCode() {
		return
	}
	c.Outputs = mergeStreams(withoutProgress(c.Outputs))
	for _, o := range c.Outputs {
		o.normalise()
	}
}

// withoutProgress leaves out the lines that tell how long a load or a download
// took: whether there is one depends on the machine and on what is cached.
func withoutProgress(outputs []Output) []Output {
	return slices.DeleteFunc(outputs, func(o Output) bool { return o.Metadata()[ours] == "progress" })
}

// mergeStreams joins consecutive pieces of one stream: how a text is cut into
// pieces depends on the timing of the pipe.
func mergeStreams(outputs []Output) []Output {
	var merged []Output
	for _, o := range outputs {
		if n := len(merged); n > 0 && o.Kind() == "stream" && merged[n-1].Kind() == "stream" && o["name"] == merged[n-1]["name"] {
			merged[n-1]["text"] = merged[n-1].Text() + o.Text()
			continue
		}
		merged = append(merged, o)
	}
	return merged
}

func (o Output) normalise() {
	delete(o, "transient")
	if o.Kind() == "stream" {
		o["text"] = Split(o.Text())
	}
	for media, content := range o.Data() {
		if media == "image/png" {
			continue
		}
		if s, ok := content.(string); ok {
			o.Data()[media] = Split(s)
		}
	}
}
