package certificate

import (
	"bytes"
	"encoding/json"
	"maps"

	"netlab/pcapnb/ipynb"
)

// A Record is what a notebook's metadata keeps of the run that gave its outputs.
type Record struct {
	Certificate *Certificate `json:"certificate,omitempty"`
	Date        string       `json:"date,omitempty"` // of the run; not compared
}

// Of reads a notebook's record; it is empty for one that was run otherwise.
func Of(nb *ipynb.Notebook) Record {
	var r Record
	text, err := json.Marshal(nb.Ours())
	if err == nil {
		json.Unmarshal(text, &r) // what is not of a record stays out
	}
	return r
}

// Set puts the record into the notebook, beside what else is ours; an empty one is removed.
func (r Record) Set(nb *ipynb.Notebook) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var made map[string]any
	if err := decoder.Decode(&made); err != nil {
		return err
	}
	ours := nb.Ours()
	delete(ours, "certificate")
	delete(ours, "date")
	maps.Copy(ours, made)
	if len(ours) == 0 {
		nb.DropOurs()
	}
	return nil
}
