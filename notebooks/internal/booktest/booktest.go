// Package booktest makes notebooks for the tests of the other packages.
package booktest

import (
	"fmt"
	"testing"

	"netlab/pcapnb/ipynb"
)

// Parse reads a notebook.
func Parse(t testing.TB, text string) *ipynb.Notebook {
	t.Helper()
	nb, err := ipynb.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// Code is a notebook with one code cell, which was run. outputs is JSON.
func Code(t testing.TB, source, outputs string) *ipynb.Notebook {
	t.Helper()
	return Parse(t, fmt.Sprintf(`{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{"cell_type": "code",
		"execution_count": 1, "metadata": {}, "source": %q, "outputs": [%s]}]}`, source, outputs))
}

// Read reads a notebook file.
func Read(t testing.TB, path string) *ipynb.Notebook {
	t.Helper()
	nb, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// Text is the notebook as it is written.
func Text(t testing.TB, nb *ipynb.Notebook) string {
	t.Helper()
	data, err := nb.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
