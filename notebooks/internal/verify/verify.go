// Package verify compares a notebook's outputs with those of a run, and writes a
// run's outputs into its notebook.
package verify

import (
	"fmt"
	"path/filepath"
	"strings"

	"netlab/notebooks/internal/certificate"
	"netlab/pcapnb/ipynb"
)

// Outputs fails where the outputs of a run are not those in the file. Where
// they are the same its notes tell what else has changed.
func Outputs(path string, got *ipynb.Notebook) (notes []string, err error) {
	want, err := ipynb.Read(path)
	if err != nil {
		return nil, err
	}
	want.Normalise()
	name := filepath.Base(path)
	if found := Differences(want, got); len(found) > 0 {
		return nil, fmt.Errorf("%s: %s", name, strings.Join(found, "\n"+name+": "))
	}
	kept, now := certificate.Of(want).Certificate, certificate.Of(got).Certificate
	if kept == nil {
		notes = append(notes, name+": the same outputs, without a certificate: -update writes one")
	}
	for _, difference := range otherMakings(kept, now) {
		notes = append(notes, fmt.Sprintf("%s: the same outputs, though %s", name, difference))
	}
	return notes, nil
}

// Update writes a run into its file. A run that gave what the file holds
// already leaves it as it is, the date included.
func Update(path string, got *ipynb.Notebook) error {
	kept, err := ipynb.Read(path)
	if err != nil {
		return err
	}
	if was, now := certificate.Of(kept), certificate.Of(got); was.Certificate != nil && was.Certificate.Same(now.Certificate) {
		if err := was.Set(got); err != nil {
			return err
		}
	}
	return got.Write(path)
}
