package grade

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"netlab/notebooks/internal/lab"
	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
)

// A knownCapture is a file that answers may be worked out from, by one student only where it names one.
type knownCapture struct{ path, name, fingerprint, student string }

// findCaptures reads the captures that the teacher allows.
func findCaptures(o Options) ([]knownCapture, error) {
	from := o.Captures
	if from == "" && o.Seed != "" {
		return nil, nil // everybody has their own
	}
	if from == "" {
		from = o.Testdata
	}
	var known []knownCapture
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != from {
			return orSkip(err)
		}
		if !d.Type().IsRegular() || !strings.Contains(d.Name(), ".pcap") && path != from {
			return nil
		}
		pkts, err := pcapnb.Load(path)
		if err != nil {
			return nil // cut on purpose, or no capture
		}
		known = append(known, knownCapture{path, d.Name(), exercise.Fingerprint(pkts), ""})
		return nil
	})
	return known, err
}

// orSkip passes over a folder that has nothing wrong with it.
func orSkip(err error) error {
	if err == nil {
		return fs.SkipDir
	}
	return err
}

// variantsOf are the captures that the students of submissions were given, in the folder dir.
func variantsOf(all []*submission, secret, dir string) ([]knownCapture, error) {
	var known []knownCapture
	for i, sub := range all {
		if sub.lab == nil {
			continue
		}
		for _, f := range sub.lab.files {
			if secret == "" || !f.IsCapture() {
				continue
			}
			own := lab.File{From: f.From, To: fmt.Sprintf("%d-%s", i, filepath.Base(f.To))}
			if err := own.Put(dir, secret, sub.student); err != nil {
				return nil, err
			}
			path := filepath.Join(dir, own.To)
			pkts, err := pcapnb.Load(path)
			if err != nil {
				return nil, err
			}
			known = append(known, knownCapture{path, "variants/" + own.To, exercise.Fingerprint(pkts), sub.student})
		}
	}
	return known, nil
}
