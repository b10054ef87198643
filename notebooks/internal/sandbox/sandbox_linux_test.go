package sandbox

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell runs a script in a sandbox with nothing but Debian in it.
func shell(t *testing.T, ctx context.Context, memory int, script string) (string, error) {
	t.Helper()
	stage := t.TempDir()
	if err := os.CopyFS(stage, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(stage, "own.txt"), []byte("own\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	box := Box{Memory: memory, Stage: stage, Env: []string{"PATH=/usr/bin:/bin"}, ReadOnly: debian(), Command: []string{"/bin/sh", "-c", "exec 2>&1; " + script}}
	var out bytes.Buffer
	err := box.Run(ctx, &out)
	if err != nil && strings.Contains(err.Error(), "no namespaces of its own") {
		t.Skip(err)
	}
	return out.String(), err
}

// TestSharedFolders looks at what a command can do to folders that are shown under other names.
func TestSharedFolders(t *testing.T) {
	read, filled := t.TempDir(), t.TempDir()
	if err := errors.Join(os.Chmod(read, 0o755), os.WriteFile(filepath.Join(read, "kept"), []byte("kept\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	box := Box{Memory: 512, Env: []string{"PATH=/usr/bin:/bin"}, ReadOnly: debian(),
		Shared:  []Shared{{Folder: read, Name: "/shown/read"}, {Folder: filled, Name: "/shown/filled", Filled: true}},
		Command: []string{"/bin/sh", "-c", "exec 2>&1; cat /shown/read/kept; echo more >/shown/read/kept; rm /shown/read/kept; echo made >/shown/filled/made; ls /shown"}}
	var out bytes.Buffer
	err := box.Run(t.Context(), &out)
	if errors.Is(err, errNoNamespaces) {
		t.Skip(err)
	}
	want := "kept\n/bin/sh: 1: cannot create /shown/read/kept: Read-only file system\nrm: cannot remove '/shown/read/kept': Read-only file system\nfilled\nread\n"
	if err != nil || out.String() != want {
		t.Errorf("said %q (%v), want %q", out.String(), err, want)
	}
	if made, err := os.ReadFile(filepath.Join(filled, "made")); string(made) != "made\n" {
		t.Errorf("wrote %q (%v)", made, err)
	}
}

// debian are the folders and files of a shell.
func debian() (shown []string) {
	for _, name := range []string{"/usr", "/bin", "/lib", "/lib64", "/dev/null", "/dev/zero"} {
		if _, err := os.Lstat(name); err == nil {
			shown = append(shown, name)
		}
	}
	return shown
}

func TestSandboxShowsNothingElse(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{
		"cat /lab/own.txt && echo more >/lab/own.txt && cat /lab/own.txt": "own\nmore\n",
		"cat " + secret:                         "cat: " + secret + ": No such file or directory\n",
		"ls /root /home":                        "ls: cannot access '/root': No such file or directory\nls: cannot access '/home': No such file or directory\n",
		"touch /usr/bin/own":                    "touch: cannot touch '/usr/bin/own': Read-only file system\n",
		"grep -c : /proc/self/net/dev":          "1\n", // loopback
		"set -- /proc/[0-9]*; echo $#":          "1\n", // the shell
		"mount -o remount,rw /usr; echo $?":     "32\n",
		"umount /proc; echo $?":                 "32\n",
		"grep CapEff /proc/self/status":         "CapEff:\t0000000000000000\n",
		"ls /old":                               "",
		"ls /proc/sys /sys 2>&1 | grep -c such": "2\n",
		"id -u | grep -c '^0$'":                 "0\n",
		"(echo x >/proc/self/oom_score_adj) 2>&1 | grep -c 'Read-only'": "1\n",
		"grep Seccomp: /proc/self/status":                               "Seccomp:\t2\n",
		"unshare -U true; echo $?":                                      "1\n",
		"unshare -n true; echo $?":                                      "1\n",
		"cat /etc/passwd | wc -l":                                       "1\n",
		"touch /lab/own /tmp/own /dev/shm/own && echo yes":              "yes\n",
		"env | grep -v '^PATH=\\|^PWD=\\|^_='":                          "",
	} {
		got, err := shell(t, t.Context(), 256, script)
		if strings.HasPrefix(script, "mount") || strings.HasPrefix(script, "umount") || strings.HasPrefix(script, "unshare") {
			got = got[strings.LastIndex(strings.TrimSpace(got), "\n")+1:] // mount's words differ from version to version
		}
		if got != want {
			t.Errorf("%s\ngives %q, %v, want %q", script, got, err, want)
		}
	}
}

func TestSandboxBounds(t *testing.T) {
	const hoard = "for i in 1 2 3 4; do (head -c 60000000 /dev/zero; sleep 20) | tail -c 60000000 >/dev/null & done; wait"
	if _, err := shell(t, t.Context(), 128, hoard); !errors.Is(err, ErrMemory) {
		t.Errorf("memory: %v", err)
	}
	// On a busy machine the system refuses the shell a process before anybody has counted them; it ends then, before it has started all.
	var refused *exec.ExitError
	out, err := shell(t, t.Context(), 512, "for i in $(seq 400); do sleep 20 & done; echo all started; wait")
	if stopped := errors.As(err, &refused) && !strings.Contains(out, "all started"); !errors.Is(err, ErrProcesses) && !stopped {
		t.Errorf("processes: %v: %s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := shell(t, ctx, 128, "sleep 1000 & trap '' TERM INT; while :; do sleep 1; done"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("time: %v", err)
	}
	if out, err := shell(t, t.Context(), 128, "head -c 200000000 /dev/zero >/lab/large; stat -c %s /lab/large"); strings.Contains(out, "200000000\n") {
		t.Errorf("a file of 200 MB in 128 MiB: %s%v", out, err)
	}
}

// Nothing works that leaves a sandbox or takes more than it gives. What each try does is in testdata.
func TestSandboxHolds(t *testing.T) {
	out, err := shell(t, t.Context(), 512, "python3 /lab/escape.py")
	if err != nil && !errors.Is(err, ErrMemory) && !errors.Is(err, ErrProcesses) {
		t.Errorf("%v: %s", err, out)
	}
	worked, ended := strings.CutSuffix(out, "end\n")
	for line := range strings.Lines(worked) {
		t.Errorf("works: %s", line)
	}
	if !ended {
		t.Errorf("not all was tried: %v", err)
	}
	for _, flood := range []string{"4000 threads", "4000 processes", "3000 MiB in sockets", "a million files"} {
		out, err := shell(t, t.Context(), 512, "python3 /lab/escape.py '"+flood+"'")
		if out != "end\n" && !errors.Is(err, ErrMemory) && !errors.Is(err, ErrProcesses) && !errors.Is(err, ErrSockets) {
			t.Errorf("%s: %q, %v", flood, out, err)
		}
	}
}

// All of it holds for an ordinary user, too.
func TestSandboxOfAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("it is one who runs the other tests")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "sandbox-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const nobody = 65534
	if err := errors.Join(os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("testdata")), copyProgram(self, filepath.Join(dir, "test")), os.Chmod(dir, 0o755), os.Chown(dir, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "test"), "-test.v", "-test.run=^TestSandbox(ShowsNothingElse|Bounds|Holds)$")
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "HOME=" + dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "--- SKIP") {
		t.Skipf("no user namespaces here: %s", out)
	}
}

func copyProgram(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}
