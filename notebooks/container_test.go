package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// containerFile is the recipe of the labs' container.
const containerFile = "../.binder/Dockerfile"

// TestContainer: the container's versions are go.mod's and requirements.txt's, and its commands are ours.
func TestContainer(t *testing.T) {
	recipe := readText(t, containerFile)
	image := regexp.MustCompile(`(?m)^FROM golang:([0-9.]+)-`).FindStringSubmatch(recipe)
	wanted := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindStringSubmatch(readText(t, "../go.mod"))
	if image == nil || wanted == nil || image[1] != wanted[1] && !strings.HasPrefix(image[1], wanted[1]+".") {
		t.Errorf("%s starts FROM golang %q, go.mod wants %q", containerFile, image, wanted)
	}
	if installed := regexp.MustCompile(`pip install[^\n&\\]*`).FindAllString(recipe, -1); len(installed) != 1 ||
		!strings.HasSuffix(strings.TrimSpace(installed[0]), "--require-hashes -r /tmp/requirements.txt") {
		t.Errorf("%s installs more than notebooks/requirements.txt: %q", containerFile, installed)
	}
	for _, copied := range regexp.MustCompile(`(?m)^COPY (?:--\S+ )?(\S+)`).FindAllStringSubmatch(recipe, -1) {
		if _, err := os.Stat(filepath.Join("..", copied[1])); err != nil {
			t.Errorf("%s copies what is not there: %v", containerFile, err)
		}
	}
	checkContainerCommand(t, containerFile, recipe)
}

// TestDevContainer: the development container is the same container.
func TestDevContainer(t *testing.T) {
	const path = "../.devcontainer/devcontainer.json"
	var c struct {
		Build             struct{ Dockerfile, Context string }
		Init              bool
		RemoteUser        string
		PostCreateCommand string
	}
	if err := json.Unmarshal([]byte(readText(t, path)), &c); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(path)
	if got := filepath.Join(folder, c.Build.Dockerfile); got != filepath.FromSlash(containerFile) {
		t.Errorf("%s builds %s, want %s", path, got, containerFile)
	}
	if got := filepath.Join(folder, c.Build.Context); got != ".." {
		t.Errorf("%s builds in %s, want the checkout", path, got)
	}
	if !c.Init || !strings.Contains(readText(t, containerFile), "ENTRYPOINT [\"tini\"") {
		t.Errorf("in %s or %s nobody waits for the processes that the kernel leaves", path, containerFile)
	}
	if user := "ARG NB_USER=" + c.RemoteUser + "\n"; !strings.Contains(readText(t, containerFile), user) {
		t.Errorf("%s has no user %q", containerFile, c.RemoteUser)
	}
	checkContainerCommand(t, path, c.PostCreateCommand)
}

// checkContainerCommand fails unless text installs the kernel for the container's Jupyter.
func checkContainerCommand(t *testing.T, path, text string) {
	t.Helper()
	if !strings.Contains(text, "go run ./notebooks -install -jupyter jupyter") {
		t.Errorf("%s does not install the kernel with our command", path)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
