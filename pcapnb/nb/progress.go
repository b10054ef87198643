package nb

import (
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/safe"
)

func init() { progress.Notebook = progressBlock }

// progressBlock makes a block of output that is replaced in place, under the cell that does the work.
func progressBlock() progress.Show {
	id := uniqueID()
	return func(line string, last bool) {
		send(progressLine(id, line))
		if last {
			flush()
		}
	}
}

// progressLine is marked in its metadata: how long a cell took is nothing to publish, and go run ./notebooks leaves it out.
func progressLine(id, line string) *protocol.DisplayData {
	data := text(line)
	data.Data[protocol.MIMETextHTML] = `<div class="tex2jax_ignore mathjax_ignore"><small>` + safe.HTML(line) + `</small></div>`
	data.Metadata = map[string]any{"netlab": "progress"}
	data.DisplayID = id
	return data
}
