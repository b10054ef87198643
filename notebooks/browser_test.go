//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// A browser is one tab of a headless Chromium, driven through its DevTools protocol
// (chromedevtools.github.io/devtools-protocol).
type browser struct {
	t    *testing.T
	conn *websocket.Conn
	last int
}

// openBrowser starts a Chromium that ends with the test.
func openBrowser(t *testing.T) *browser {
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
	address := after(stderr, "DevTools listening on ws://")
	if address == "" {
		t.Fatal("chromium does not start")
	}
	host, _, _ := strings.Cut(address, "/")
	b := &browser{t: t}
	if b.conn, err = websocket.Dial("ws://"+host+"/devtools/page/"+firstPage(t, host), "", "http://"+host); err != nil {
		t.Fatal(err)
	}
	b.conn.MaxPayloadBytes = 64 << 20
	t.Cleanup(func() { b.conn.Close() })
	// JupyterLab runs what has the focus, which a window that nobody sees lacks.
	b.must("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
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

// call calls a method of the protocol and reads its result into result, where that is not nil.
func (b *browser) call(method string, params map[string]any, result any) error {
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

func (b *browser) must(method string, params map[string]any, result any) {
	b.t.Helper()
	if err := b.call(method, params, result); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.must("Page.navigate", map[string]any{"url": url}, nil)
}

// eval evaluates JavaScript, promises awaited, to text.
func (b *browser) eval(script string) (string, error) {
	var answer struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Text string }
	}
	err := b.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = fmt.Errorf("%s: %s %v", script, answer.ExceptionDetails.Text, answer.Result.Value)
	}
	if answer.Result.Value == nil {
		return "", err
	}
	return fmt.Sprint(answer.Result.Value), err
}

// wait evaluates script until its text is not empty.
func (b *browser) wait(script string) string {
	b.t.Helper()
	var err error
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		var text string
		if text, err = b.eval(script); err == nil && text != "" {
			return text
		}
	}
	page, _ := b.eval("document.body.innerText")
	b.t.Fatalf("waited in vain for %s (%v) on\n%s", script, err, page)
	return ""
}

// choose gives a file to the file input that selector finds.
func (b *browser) choose(selector, path string) {
	b.t.Helper()
	var found struct{ Result struct{ ObjectID string } }
	b.must("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf("document.querySelector(%q)", selector)}, &found)
	b.must("DOM.setFileInputFiles", map[string]any{"files": []string{path}, "objectId": found.Result.ObjectID}, nil)
}

// shiftKey is how the protocol counts the Shift key that is held down.
const shiftKey = 8

// press presses a key, with others held down.
func (b *browser) press(key, code string, number, held int) {
	b.t.Helper()
	for _, way := range []string{"rawKeyDown", "keyUp"} {
		b.must("Input.dispatchKeyEvent", map[string]any{"type": way, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": held}, nil)
	}
}

// click clicks with the mouse in the middle of the element that script finds.
func (b *browser) click(script string) {
	b.t.Helper()
	place := b.wait(`(() => {
		const e = ` + script + `;
		e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect();
		return (r.left + r.width / 2) + " " + (r.top + r.height / 2);
	})()`)
	var x, y float64
	if _, err := fmt.Sscan(place, &x, &y); err != nil {
		b.t.Fatal(err)
	}
	for _, way := range []string{"mousePressed", "mouseReleased"} {
		b.must("Input.dispatchMouseEvent", map[string]any{"type": way, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
	}
}

// picture writes what is seen to a PNG in the folder that NETLAB_PICTURES names, for a person to look at.
func (b *browser) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("NETLAB_PICTURES")
	if dir == "" {
		return
	}
	var shot struct{ Data string }
	b.must("Page.captureScreenshot", nil, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// jupyterLab starts the JupyterLab that the set-up made, with root as its folder, and returns its address and token.
func jupyterLab(t *testing.T, root string) (address, token string) {
	t.Helper()
	s, err := newSetup(options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.findReady(); err != nil {
		t.Skip(err, ": go run ./notebooks -setup")
	}
	token = "token-of-the-test"
	cmd := s.jupyterCommand(context.Background(), "lab", "--no-browser", "--allow-root", "--port=0", "--ServerApp.port_retries=0",
		"--ServerApp.root_dir="+root, "--IdentityProvider.token="+token, "--LabApp.expose_app_in_browser=True",
		"--KernelSpecManager.ensure_native_kernel=False")
	cmd.Env = append(cmd.Env, "PATH="+joinPath(s.goplsDir(), os.Getenv("PATH")))
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() }) // interrupted ones leave their kernels behind
	address = after(stderr, "http://127.0.0.1:")
	if address == "" {
		t.Fatal("JupyterLab does not start")
	}
	port, _, _ := strings.Cut(address, "/")
	return "http://127.0.0.1:" + port, token
}

// findReady finds what an earlier set-up made, and makes nothing.
func (s *setup) findReady() error {
	if _, err := os.Stat(filepath.Join(s.kernelDir(), stampName)); err != nil {
		return errors.New("the kernel was not set up")
	}
	found, err := filepath.Glob(filepath.Join(s.cache, "jupyter-*", stampName))
	if err != nil || len(found) == 0 {
		return errors.New("JupyterLab was not set up")
	}
	s.jupyter = []string{filepath.Join(filepath.Dir(found[0]), "bin", "jupyter")}
	return nil
}

// after reads lines until one holds prefix and returns the rest of that line; what follows is read and dropped.
func after(r io.Reader, prefix string) string {
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
