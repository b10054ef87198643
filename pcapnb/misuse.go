package pcapnb

import "netlab/pcapnb/internal/misuse"

// misused makes what to panic with where a program asks for what cannot be: one line, in a notebook without a stack.
func misused(text string) error { return misuse.Text(text) }

// misusedf is misused of a formatted text.
func misusedf(format string, args ...any) error { return misuse.Textf(format, args...) }
