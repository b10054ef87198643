// Command cellgo is the go command of the notebook kernel, in front of the
// real one on its PATH.
//
// GoNB starts a module for each notebook and then runs "go get" and "go build"
// for each cell. Here the module sees the checkout from its first cell, "go
// get" does not ask the network, and what a cell imports is fetched when it is
// built. A cell differs from the one before in the text of main.go and in
// little else. To find that out, the go command looks at some two hundred
// packages, which takes it longer than compiling the cell. So this program
// keeps what go build ran, in a recipe, and runs that again as long as nothing
// else has changed. Whatever is not certain is left to go build, and so is every
// error: what the user reads is the go command's own text.
//
// The program that GoNB wrote has all that the notebook ever declared. Package
// reduce leaves in main.go what the cell needs, which package cell knows from a
// note of the kernel's; without a note it stays as it is. Package front is the
// kernel's part.
//
// NETLAB_GO is the folder of the real go command, GONB_TMP_DIR the notebook's
// module, NETLAB_RECIPES the folder of the recipes and NETLAB_CELLS, if it is
// set, that of the programs that are kept.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"

	celltext "netlab/notebooks/cellgo/cell"
	"netlab/notebooks/cellgo/reduce"
)

func main() {
	args := os.Args[1:]
	if len(args) > 2 && args[0] == noteCommand {
		note(args[1], args[2:])
	}
	if len(args) == 4 && args[0] == keepCommand {
		if store(args[1], args[2], kept(args[3])) != nil {
			os.Exit(1) // nobody waits for it
		}
		return
	}
	if os.Getenv("NETLAB_GO") == "" {
		fail(errors.New("NETLAB_GO does not say where the real one is"))
	}
	os.Setenv("PATH", os.Getenv("NETLAB_GO")+string(os.PathListSeparator)+os.Getenv("PATH"))
	if folder, err := os.Getwd(); err == nil && folder == os.Getenv("GONB_TMP_DIR") {
		serve(folder, args)
	}
	become(realGo(), append([]string{"go"}, args...))
}

// serve is what the commands do in the module of a notebook. It returns from
// those that are the real go command's.
func serve(folder string, args []string) {
	if len(args) == 0 {
		return
	}
	switch command, rest := args[0], args[1:]; {
	case command == "mod" && len(rest) > 0 && rest[0] == "init":
		if code := runGo(os.Stderr, args...); code != 0 {
			os.Exit(code)
		}
		attach()
	case command == "get" && (len(rest) == 0 || rest[0] == "-t"):
		fmt.Println("go get: nothing to do, a package is fetched when a cell imports it")
		os.Exit(0)
	case command == "build":
		os.Exit(build(folder, rest))
	case command == "test":
		cheapGarbage()
		become(realGo(), append(append([]string{"go", "test"}, flagsFor(folder)...), rest...))
	}
}

// build builds a cell and returns the exit code: with its last value shown if it
// has one, without what it does not need, and as GoNB wrote it if that does not
// do. main.go is then what was compiled, with each line where it was.
func build(folder string, args []string) int {
	cheapGarbage()
	c, err := readCell(folder, args)
	if err != nil {
		return runGo(os.Stderr, slices.Concat([]string{"build"}, flagsFor(folder), args)...)
	}
	whole := c.source
	cut := reduce.Cell(folder, c.source, bookOf(c, flagsFor(folder)).load().archive)
	var said bytes.Buffer
	code := 1
	if cut.Showing != nil {
		code = buildSource(c, cut.Showing, args, &said)
	}
	if code != 0 && (cut.Showing == nil || noValue.Match(said.Bytes())) {
		said.Reset()
		code = buildSource(c, cut.Source, args, &said)
	}
	if code != 0 && cut.Lacks(said.Bytes()) {
		var more bytes.Buffer
		if buildSource(c, whole, args, &more) == 0 {
			code, said = 0, more
		} else {
			c.write(cut.Source) // GoNB shows lines of it
		}
	}
	os.Stderr.Write(said.Bytes())
	if code == 0 && len(cut.Lost) > 0 {
		celltext.Say(folder, cut.Lost)
	}
	return code
}

// noValue matches what the compiler says of a last statement that is no value.
var noValue = regexp.MustCompile(`\(no value\) used as value|is not an expression|must be called`)

// buildSource builds a cell with this text for main.go.
func buildSource(c *cell, source []byte, args []string, said io.Writer) int {
	if err := c.write(source); err != nil {
		fmt.Fprintln(said, err)
		return 1
	}
	return buildCell(c, args, said)
}

// buildCell builds a cell. What cannot be replayed is built by the go command,
// which is watched if its commands make a recipe.
func buildCell(c *cell, args []string, said io.Writer) int {
	command := append([]string{"build"}, flagsFor(c.folder)...)
	book := bookOf(c, command[1:])
	r := book.load()
	if r == nil || !r.covers(c.imports) || r.stale(c.imports) {
		return record(c, command, args, book, r, said)
	}
	if r.replay(c) == nil {
		return 0
	}
	// Most often the cell is wrong. If it is not, the recipe is: an archive may
	// be gone from the build cache.
	code := runGo(said, append(command, args...)...)
	if code == 0 {
		book.remove()
	}
	return code
}

// flagsFor are the flags that make a cell cheap. Without symbols and debugging
// data the link takes half, without inlining the cell's own code compiles in
// half the time; the packages it imports are inlined and optimised as ever.
// "minimal" leaves out the formats of gonum/plot that nobody draws in here,
// "netgo" and "osusergo" the C library. With "nogonbui" package nb speaks to
// GoNB itself: only one in a program may, so a cell that may import gonbui, by
// whatever way, does not get it.
func flagsFor(folder string) []string {
	tags := "minimal,netgo,osusergo"
	if importsOursOnly(folder) {
		tags += ",nogonbui"
	}
	return []string{"-mod=mod", "-tags=" + tags, "-gcflags=-l -dwarf=false", "-ldflags=-s -w"}
}

// cheapGarbage lets the compiler, which has little time to collect garbage,
// save a quarter of it.
func cheapGarbage() {
	if os.Getenv("GOGC") == "" {
		os.Setenv("GOGC", "400")
	}
}

// attach makes the new module see the checkout.
func attach() {
	self, err := os.Executable()
	if err != nil {
		fail(err)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		fail(err)
	}
	become(shell, []string{"sh", filepath.Join(filepath.Dir(self), "attach.sh")})
}

func realGo() string { return filepath.Join(os.Getenv("NETLAB_GO"), "go") }

// runGo runs the real go command and returns its exit code. What it says goes to said.
func runGo(said io.Writer, args ...string) int {
	cmd := exec.Command(realGo(), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, said, said
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Exited() {
		return exit.ExitCode()
	}
	if err != nil {
		fail(err)
	}
	return 0
}

// become lets another program take this one's place.
func become(path string, args []string) {
	fail(fmt.Errorf("%s: %w", path, syscall.Exec(path, args, os.Environ())))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "go of the notebook kernel:", err)
	os.Exit(1)
}
