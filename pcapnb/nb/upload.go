package nb

import (
	_ "embed"
	"html"
	"os"
	"path/filepath"
	"strings"
)

//go:embed upload.js
var uploadScript string

// uploadNote is what to do where there is no Jupyter that a page could send a file to.
const uploadNote = `To use a capture of your own, put its file into this notebook's folder: drag it into the file list of JupyterLab or into the Explorer of VS Code. Then load it by its name:`

const uploadLoad = `%%
pkts := pcapnb.MustLoad("my.pcap")
nb.Show(pkts.Head(5))`

// Upload shows a file picker that sends a capture of any size from the browser into the notebook's folder. It then
// tells the file's name and length in bytes, and the next cell loads it. It does not wait for the file. Where no Jupyter server
// serves the page, as in VS Code, on GitHub or under nbconvert, it says how to get the file there.
func Upload() { Show(upload{notebook: notebookPath(os.Getenv("JPY_SESSION_NAME"))}) }

// An upload is the picker. Without the path of a notebook it is the note alone, the same wherever the notebook runs.
type upload struct{ notebook string }

func (u upload) String() string { return uploadNote + "\n\n" + uploadLoad }

func (u upload) HTML() string {
	note := `<p>` + html.EscapeString(uploadNote) + `</p><pre>` + html.EscapeString(uploadLoad) + `</pre>`
	if u.notebook == "" {
		return note
	}
	return `<div class="netlab-upload" data-notebook="` + html.EscapeString(u.notebook) + `">` + note + `</div><script>` + uploadScript + `</script>`
}

// notebookPath is what Jupyter's server tells its kernels of the notebook, without the user's home folder: it is kept in
// the output. Kernels that no server started have none.
func notebookPath(session string) string {
	if home, err := os.UserHomeDir(); err == nil {
		if rel, err := filepath.Rel(home, session); err == nil && filepath.IsLocal(rel) {
			session = rel
		}
	}
	return strings.TrimPrefix(filepath.ToSlash(session), "/")
}
