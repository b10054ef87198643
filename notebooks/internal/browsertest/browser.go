// Package browsertest drives a browser for tests of what people see.
package browsertest

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// A Browser is one tab of a headless Chromium, driven through its DevTools protocol
// (chromedevtools.github.io/devtools-protocol).
type Browser struct {
	T    *testing.T
	conn *websocket.Conn
	last int
}

// Open starts a Chromium that ends with the test.
func Open(t *testing.T) *Browser {
	t.Helper()
	program := findChromium()
	if program == "" {
		t.Skip("no chromium is installed")
	}
	cmd := exec.Command(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--window-size=1280,1000", "--remote-debugging-port=0", "--remote-allow-origins=*", "--user-data-dir="+profile(t), "about:blank")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	address := After(stderr, "DevTools listening on ws://")
	if address == "" {
		t.Fatal("chromium does not start")
	}
	host, _, _ := strings.Cut(address, "/")
	b := &Browser{T: t}
	if b.conn, err = websocket.Dial("ws://"+host+"/devtools/page/"+firstPage(t, host), "", "http://"+host); err != nil {
		t.Fatal(err)
	}
	b.conn.MaxPayloadBytes = 64 << 20
	t.Cleanup(func() { b.conn.Close() })
	// JupyterLab runs what has the focus, which a window that nobody sees lacks.
	b.Must("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	return b
}

// profile is a folder for Chromium's settings. Its helpers may write to it for a moment after Chromium has ended.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "netlab-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for tries := 0; os.RemoveAll(dir) != nil && tries < 20; tries++ {
			time.Sleep(100 * time.Millisecond)
		}
	})
	return dir
}

func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Call calls a method of the protocol and reads its result into result, where that is not nil.
func (b *Browser) Call(method string, params map[string]any, result any) error {
	b.last++
	if err := websocket.JSON.Send(b.conn, map[string]any{"id": b.last, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		var answer struct {
			ID     int
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := websocket.JSON.Receive(b.conn, &answer); err != nil {
			return err
		}
		switch {
		case answer.ID != b.last: // an event
		case answer.Error != nil:
			return fmt.Errorf("%s: %s", method, answer.Error.Message)
		case result == nil:
			return nil
		default:
			return json.Unmarshal(answer.Result, result)
		}
	}
}

// Must calls a method and fails the test where that fails.
func (b *Browser) Must(method string, params map[string]any, result any) {
	b.T.Helper()
	if err := b.Call(method, params, result); err != nil {
		b.T.Fatal(err)
	}
}

// Open opens a page.
func (b *Browser) Open(url string) {
	b.T.Helper()
	b.Must("Page.navigate", map[string]any{"url": url}, nil)
}

// Eval evaluates JavaScript, promises awaited, to text.
func (b *Browser) Eval(script string) (string, error) {
	var answer struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Text string }
	}
	err := b.Call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = fmt.Errorf("%s: %s %v", script, answer.ExceptionDetails.Text, answer.Result.Value)
	}
	if answer.Result.Value == nil {
		return "", err
	}
	return fmt.Sprint(answer.Result.Value), err
}

// Wait evaluates script until its text is not empty.
func (b *Browser) Wait(script string) string {
	b.T.Helper()
	var err error
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		var text string
		if text, err = b.Eval(script); err == nil && text != "" {
			return text
		}
	}
	page, _ := b.Eval("document.body.innerText")
	b.T.Fatalf("%s was never so (%v) on\n%s", script, err, page)
	return ""
}

// Choose gives a file to the file input that selector finds.
func (b *Browser) Choose(selector, path string) {
	b.T.Helper()
	var found struct{ Result struct{ ObjectID string } }
	b.Must("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf("document.querySelector(%q)", selector)}, &found)
	b.Must("DOM.setFileInputFiles", map[string]any{"files": []string{path}, "objectId": found.Result.ObjectID}, nil)
}

// ShiftKey is how the protocol counts the Shift key that is held down.
const ShiftKey = 8

// Press presses a key, with others held down.
func (b *Browser) Press(key, code string, number, held int) {
	b.T.Helper()
	for _, way := range []string{"rawKeyDown", "keyUp"} {
		b.Must("Input.dispatchKeyEvent", map[string]any{"type": way, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": held}, nil)
	}
}

// Click clicks with the mouse in the middle of the element that script finds.
func (b *Browser) Click(script string) {
	b.T.Helper()
	place := b.Wait(`(() => {
		const e = ` + script + `;
		e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect();
		return (r.left + r.width / 2) + " " + (r.top + r.height / 2);
	})()`)
	var x, y float64
	if _, err := fmt.Sscan(place, &x, &y); err != nil {
		b.T.Fatal(err)
	}
	for _, way := range []string{"mousePressed", "mouseReleased"} {
		b.Must("Input.dispatchMouseEvent", map[string]any{"type": way, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
	}
}

// Picture writes what is seen to a PNG in the folder that NETLAB_PICTURES names, for a person to look at.
func (b *Browser) Picture(name string) {
	b.T.Helper()
	dir := os.Getenv("NETLAB_PICTURES")
	if dir == "" {
		return
	}
	var shot struct{ Data string }
	b.Must("Page.captureScreenshot", nil, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		b.T.Fatal(err)
	}
}

// After reads lines until one holds prefix and returns the rest of that line; what follows is read and dropped.
func After(r io.Reader, prefix string) string {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), prefix); ok {
			go io.Copy(io.Discard, r)
			return rest
		}
	}
	return ""
}

// firstPage is the id of the tab that Chromium opened.
func firstPage(t *testing.T, host string) string {
	t.Helper()
	answer, err := http.Get("http://" + host + "/json/list")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var pages []struct{ ID, Type string }
	if err := json.NewDecoder(answer.Body).Decode(&pages); err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if p.Type == "page" {
			return p.ID
		}
	}
	t.Fatal("chromium opened no tab")
	return ""
}
