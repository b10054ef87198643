// Package share writes notebooks for other people's eyes, with nothing private in
// them, and lists what private is on a page.
package share

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/wholefile"
)

// Options say what is shared.
type Options struct {
	Key     string // file with the key to anonymize by, "" where nothing is to be anonymized
	Vendors bool   // stay in MAC addresses
	Check   bool   // list what private is in files
	Public  bool   // addresses and hosts are listed, too
	Allow   string // texts that may be on a page, with commas between
}

// Flags declares the flags of sharing.
func (o *Options) Flags(f *flag.FlagSet) {
	f.StringVar(&o.Key, "anonymize", "", "write copies of the notebooks named and of the captures they read, with everything private replaced by the key in this `file`, into the folder of -out; a missing key is made")
	f.BoolVar(&o.Vendors, "vendors", false, "with -anonymize: leave the vendors in MAC addresses")
	f.BoolVar(&o.Check, "publishcheck", false, "list what private is in the notebooks, pages and captures named; fail where there is something")
	f.BoolVar(&o.Public, "public", false, "with -publishcheck: public addresses and hosts too")
	f.StringVar(&o.Allow, "allow", "", "with -publishcheck: `texts`, with commas between, that may be on a page")
}

// Do does what the options ask for and tells to; done says whether there was something.
func (o Options) Do(out string, files []string, to io.Writer) (done bool, err error) {
	switch {
	case o.Key != "" && (out == "" || len(files) == 0):
		return true, errors.New("-anonymize wants -out and the names of notebooks")
	case o.Key != "":
		return true, o.anonymize(out, files, to)
	case o.Check && len(files) == 0:
		return true, errors.New("-publishcheck wants the names of notebooks, pages or captures")
	case o.Check:
		return true, o.check(files, to)
	}
	return false, nil
}

// check prints what is private in files; finding something is an error.
func (o Options) check(files []string, to io.Writer) error {
	options := anonymize.CheckOptions{PublicAddresses: o.Public}
	if o.Allow != "" {
		options.Allow = strings.Split(o.Allow, ",")
	}
	found := 0
	for _, file := range files {
		findings, err := findings(file, options)
		if err != nil {
			return err
		}
		for _, f := range findings {
			fmt.Fprintln(to, f)
		}
		found += len(findings)
	}
	switch found {
	case 0:
		return nil
	case 1:
		return errors.New("1 private thing found")
	}
	return fmt.Errorf("%d private things found", found)
}

// findings are those of one file, which may be a capture.
func findings(file string, options anonymize.CheckOptions) (anonymize.Findings, error) {
	if !captureName.MatchString(file) {
		return anonymize.PublishCheck(options, file)
	}
	pkts, err := pcapnb.Load(file)
	if err != nil {
		return nil, err
	}
	found := anonymize.CheckPackets(pkts)
	for i := range found {
		found[i].File = filepath.Base(file)
	}
	return found, nil
}

var (
	captureName = regexp.MustCompile(`(?i)\.(?:pcap|pcapng|cap|dmp)(?:\.gz|\.zst)?$`)
	dataName    = regexp.MustCompile(`(?i)\.(?:csv|json|jsonl|txt)$`)
)

// An anonymizing is one run of -anonymize.
type anonymizing struct {
	*anonymize.Anonymizer
	out   string
	say   io.Writer
	names map[string]string // of copies, by the original's path
}

func (o Options) anonymize(out string, files []string, to io.Writer) error {
	key, err := anonymize.KeyFile(o.Key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	a := &anonymizing{anonymize.New(key, anonymize.Options{KeepVendor: o.Vendors}), out, to, make(map[string]string)}
	// All captures first: a name in one may stand on the page of another.
	var labs []*ipynb.Notebook
	for _, file := range files {
		nb, err := ipynb.Read(file)
		if err != nil {
			return err
		}
		if err := a.copyFiles(nb, filepath.Dir(file)); err != nil {
			return err
		}
		labs = append(labs, nb)
	}
	for i, nb := range labs {
		if err := a.copyNotebook(nb, files[i]); err != nil {
			return err
		}
	}
	return nil
}

// copyFiles writes copies of the files that a notebook names in its code, and lets it name the copies. A capture that is
// not there keeps its name, and is told.
func (a *anonymizing) copyFiles(nb *ipynb.Notebook, dir string) error {
	for _, data := range []bool{false, true} { // captures before data, which is rewritten with their names
		for i, c := range nb.Cells {
			if !c.IsCode() {
				continue
			}
			var failed error
			source := ipynb.ReplaceNames(c.Source(), func(name string) string {
				isCapture := captureName.MatchString(name)
				if failed != nil || data && !dataName.MatchString(name) || !data && !isCapture {
					return name
				}
				path := filepath.FromSlash(name)
				if !filepath.IsAbs(path) {
					path = filepath.Join(dir, path)
				}
				to := name
				switch _, err := os.Stat(path); {
				case err == nil:
					to, failed = a.copyFile(path)
				case isCapture && !strings.Contains(name, "://"):
					fmt.Fprintf(a.say, "cell %d names %s, which is not there: the name stays, and nothing was copied\n", i+1, name)
				}
				return to
			})
			if failed != nil {
				return failed
			}
			c.SetSource(source)
		}
	}
	return nil
}

// copyFile writes a copy of a capture, as pcapng, or of a text, and returns its name.
func (a *anonymizing) copyFile(path string) (name string, err error) {
	if name, ok := a.names[path]; ok {
		return name, nil
	}
	name = filepath.Base(path)
	if captureName.MatchString(name) {
		name = captureName.ReplaceAllString(name, ".pcapng")
	}
	for a.isCopy(name) {
		name = "other-" + name
	}
	to := filepath.Join(a.out, name)
	if err := notOnto(path, to); err != nil {
		return "", err
	}
	if captureName.MatchString(name) {
		pkts, err := pcapnb.Load(path)
		if err != nil {
			return "", err
		}
		err = a.Write(to, pkts)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(a.say, "%s: %d packets\n", to, len(pkts))
	} else {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		if err := wholefile.WriteBytes(to, []byte(a.Page(string(text), true)), 0o644); err != nil {
			return "", err
		}
		fmt.Fprintln(a.say, to)
	}
	a.names[path] = name
	return name, nil
}

// isCopy says whether a copy of that name was written.
func (a *anonymizing) isCopy(name string) bool {
	for _, n := range a.names {
		if n == name {
			return true
		}
	}
	return false
}

// notOnto keeps an original from being written over.
func notOnto(from, to string) error {
	a, errA := os.Stat(from)
	b, errB := os.Stat(to)
	if errA == nil && errB == nil && os.SameFile(a, b) {
		return fmt.Errorf("%s would be written over: -out must be another folder", from)
	}
	return nil
}

// copyNotebook writes a copy of a notebook and says what the author has to look at.
func (a *anonymizing) copyNotebook(nb *ipynb.Notebook, path string) error {
	data, err := nb.Bytes()
	if err != nil {
		return err
	}
	clean, notes, err := a.Notebook(data)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	to := filepath.Join(a.out, filepath.Base(path))
	if err := notOnto(path, to); err != nil {
		return err
	}
	if err := wholefile.WriteBytes(to, clean, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(a.say, to)
	for _, note := range notes {
		fmt.Fprintln(a.say, " ", note)
	}
	left, err := anonymize.PublishCheck(anonymize.CheckOptions{}, to)
	for _, f := range left {
		fmt.Fprintln(a.say, "  still there:", f)
	}
	return err
}
