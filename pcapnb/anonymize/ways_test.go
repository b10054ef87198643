package anonymize_test

import (
	"fmt"
	"strings"
	"testing"

	"netlab/pcapnb/anonymize"
)

// TestWaysToWriteAddresses rewrites addresses as programs print them: none is left, and what each became is there.
func TestWaysToWriteAddresses(t *testing.T) {
	a := anonymize.New(key, anonymize.Options{})
	v4, v6, mac := a.Page("198.18.77.9", true), a.Page("2a00:1450:4001:82a::200e", true), a.Page("02:1b:0c:22:07:0a", true)
	for text, want := range map[string]string{
		"IP6 2a00:1450:4001:82a::200e.443 > 2a00:1450:4001:82a::200e.53: Flags [S]": "IP6 " + v6 + ".443 > " + v6 + ".53: Flags [S]", // tcpdump
		"[2a00:1450:4001:82a::200e]:443, 2a00:1450:4001:82a:0:0:0:200e.":            "[" + v6 + "]:443, " + v6 + ".",
		"IP 198.18.77.9.53 > 198.18.77.9.1234:":                                     "IP " + v4 + ".53 > " + v4 + ".1234:",
		"v198.18.77.9 198.18.77.9x _198.18.77.9_ 198.18.77.9/32":                    "v" + v4 + " " + v4 + "x _" + v4 + "_ " + v4 + "/32",
		"ip-198-18-77-9":    "ip-" + strings.ReplaceAll(v4, ".", "-"),
		"2:1b:c:22:7:a":     mac,
		"021b.0c22.070a":    mac[:2] + mac[3:5] + "." + mac[6:8] + mac[9:11] + "." + mac[12:14] + mac[15:],
		"02-1b-0c-22-07-0a": strings.ReplaceAll(mac, ":", "-"),
	} {
		if got := a.Page(text, true); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

// TestBytesInOutputs prints addresses and payload byte by byte, in the ways of Go and Python: the output is taken out. Other
// numbers stay.
func TestBytesInOutputs(t *testing.T) {
	const payload = "GET /secret.html HTTP/1.1"
	list := fmt.Sprint([]byte(payload))
	for _, text := range []string{"[198 18 77 9]", "(198, 18, 77, 9)", list, strings.ReplaceAll(list, " ", ", "), fmt.Sprint([6]byte{2, 27, 12, 34, 7, 10}),
		fmt.Sprintf("% x", payload), fmt.Sprintf("%x", payload), fmt.Sprintf("%x", "ABC12345"), "47-45-54-20-2f-31-32-33", "47.45.54.20.2f.31.32.33"} {
		if got := outputOf(t, text); !strings.Contains(got, "Bytes of packets were here") {
			t.Errorf("%q is left as %s", text, got)
		}
	}
	for _, text := range []string{"[1 2 3]", "[1500 40 60 1500]", "[256 1 2 3]", "1700000000123456789", "1700000000123456", "12:30:45.123456", "2026-11-29 18:58:54"} {
		if got := outputOf(t, text); !strings.Contains(got, text) {
			t.Errorf("%q became %s", text, got)
		}
	}
}

// outputOf is a notebook's copy whose only cell printed a text.
func outputOf(t *testing.T, text string) string {
	t.Helper()
	clean, _, err := anonymize.New(key, anonymize.Options{}).Notebook([]byte(fmt.Sprintf(`{"nbformat": 4, "metadata": {}, "cells": [
		{"cell_type": "code", "metadata": {}, "source": "", "outputs": [{"output_type": "stream", "name": "stdout", "text": %q}]}]}`, text)))
	if err != nil {
		t.Fatal(err)
	}
	return string(clean)
}
