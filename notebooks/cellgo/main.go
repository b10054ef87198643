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
// NETLAB_GO is the folder of the real go command, GONB_TMP_DIR the notebook's
// module, NETLAB_RECIPES the folder of the recipes and NETLAB_CELLS, if it is
// set, that of the programs that are kept.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
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
		fail(errors.New("NETLAB_GO does not say where the real one lies"))
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
		if code := runGo(args...); code != 0 {
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

// build builds a cell and returns the exit code. What cannot be replayed is
// built by the go command, which is watched if its commands make a recipe.
func build(folder string, args []string) int {
	cheapGarbage()
	command := append([]string{"build"}, flagsFor(folder)...)
	cell, err := readCell(folder, args)
	if err != nil {
		return runGo(append(command, args...)...)
	}
	book := bookOf(cell, command[1:])
	r := book.load()
	if r == nil || !r.covers(cell.imports) || r.stale(cell.imports) {
		return record(cell, command, args, book, r)
	}
	if r.replay(cell) == nil {
		return 0
	}
	// Most often the cell is wrong. If it is not, the recipe is: an archive may
	// be gone from the build cache.
	code := runGo(append(command, args...)...)
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

// runGo runs the real go command and returns its exit code.
func runGo(args ...string) int {
	cmd := exec.Command(realGo(), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
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
