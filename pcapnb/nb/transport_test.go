//go:build unix

package nb

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/nb/internal/pipe/pipetest"
)

// TestTransports runs testdata/cell under a kernel, with gonbui and without it: the notebook gets the same.
func TestTransports(t *testing.T) {
	for _, build := range []struct{ name, tags string }{{"gonbui", ""}, {"pipe", "nogonbui"}} {
		t.Run(build.name, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), "cell")
			if out, err := exec.Command("go", "build", "-tags="+build.tags, "-o", program, "./testdata/cell").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Run("values", func(t *testing.T) { testValues(t, program) })
			t.Run("progress", func(t *testing.T) { testProgress(t, program) })
			t.Run("the kernel leaves", func(t *testing.T) { testKernelLeaves(t, program) })
			t.Run("no kernel", func(t *testing.T) { testNoKernel(t, program) })
		})
	}
}

// cell is a run of the program, which is ended if it hangs.
func cell(t *testing.T, env []string, program, what string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, what)
	cmd.Env = env
	return cmd
}

// shownBy runs the program to its end and gives what the kernel got.
func shownBy(t *testing.T, program, what string) []*protocol.DisplayData {
	t.Helper()
	kernel := pipetest.NewKernel(t, true)
	out, err := cell(t, kernel.Env(), program, what).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	var shown []*protocol.DisplayData
	for data := range kernel.Data { // the pipe closes with the program
		shown = append(shown, data)
	}
	return shown
}

func testValues(t *testing.T, program string) {
	png := make([]byte, 300_000) // as testdata/cell paints it
	for i := range png {
		png[i] = byte(i * i >> 3)
	}
	want := []*protocol.DisplayData{
		{Data: map[protocol.MIMEType]any{protocol.MIMETextPlain: "1"}},
		{Data: map[protocol.MIMEType]any{
			protocol.MIMETextPlain: "ä & b",
			protocol.MIMETextHTML:  `<div class="tex2jax_ignore mathjax_ignore"><table>ä&amp;</table></div>`,
			"application/x-test":   `{"a": 1}`,
		}},
		{
			Data:     map[protocol.MIMEType]any{protocol.MIMETextPlain: "A line.", protocol.MIMEImagePNG: png},
			Metadata: map[string]any{"image/png": map[string]int{"width": 640, "height": 360}, "alt": "A line."},
		},
		{Data: map[protocol.MIMEType]any{protocol.MIMETextPlain: "last"}},
	}
	got := shownBy(t, program, "values")
	if len(got) != len(want) {
		t.Fatalf("%d values arrived of %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("value %d arrives as %.200q with %v", i, got[i].Data, got[i].Metadata)
		}
	}
}

func testProgress(t *testing.T, program string) {
	got := shownBy(t, program, "progress")
	if len(got) != 3 {
		t.Fatalf("%d lines arrived", len(got))
	}
	first, second := got[0].DisplayID, got[1].DisplayID
	if first == "" || second == "" || first == second || got[2].DisplayID != first {
		t.Errorf("the blocks are %q, %q, %q", first, second, got[2].DisplayID)
	}
	if got[2].Data[protocol.MIMETextPlain] != "2 of 2" || got[2].Metadata["netlab"] != "progress" {
		t.Errorf("the last line is %v with %v", got[2].Data, got[2].Metadata)
	}
	if again := shownBy(t, program, "progress"); again[0].DisplayID == first {
		t.Errorf("two cells have the same block %q", first)
	}
}

func testKernelLeaves(t *testing.T, program string) {
	kernel := pipetest.NewKernel(t, true)
	cmd := cell(t, kernel.Env(), program, "twice")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(stdout)
	if line, err := printed.ReadString('\n'); line != "shown\n" {
		t.Fatalf("printed %q, %v", line, err)
	}
	if data := <-kernel.Data; data == nil || data.Data[protocol.MIMETextPlain] != "before" {
		t.Errorf("got %v", data)
	}
	kernel.Leave()
	if _, err := stdin.Write([]byte("go on\n")); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(printed)
	if err != nil {
		t.Error(err)
	}
	if n := strings.Count(string(rest), "The notebook did not take the output: "); n != 2 {
		t.Errorf("it is said %d times that nothing arrives: %s", n, rest)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, &stderr)
	}
}

// testNoKernel has pipes at which nobody would ever arrive.
func testNoKernel(t *testing.T, program string) {
	kernel := pipetest.NewKernel(t, true)
	env := append(os.Environ(), protocol.GONB_PIPE_ENV+"=", protocol.GONB_PIPE_BACK_ENV+"="+kernel.Back)
	out, err := cell(t, env, program, "values").CombinedOutput()
	if want := "1\nä & b\nA line.\nlast\n"; err != nil || string(out) != want {
		t.Errorf("printed %q, %v", out, err)
	}
	if kernel.Opened() {
		t.Error("a pipe was opened")
	}
}
