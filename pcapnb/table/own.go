package table

import (
	"flag"
	"fmt"
	"strings"
	"sync"
)

// A field of the user's own is code. A worker on another machine has it where it runs the same program, if the field is made
// before main parses its flags, which is where a worker begins.

// own are the fields that were declared so, by name; nil for a name that several have. A program that never parses flags may
// make fields on several goroutines.
var (
	own   = map[string]any{}
	ownMu sync.Mutex
)

const ownOp = "own"

// ownPlan returns the plan of a field of the user's own that is being made.
func ownPlan(name string) string {
	if flag.Parsed() {
		return noPlan(name)
	}
	return node(ownOp, node(name))
}

// declare notes a field that is being made.
func declare(name string, field any) {
	if flag.Parsed() {
		return
	}
	ownMu.Lock()
	defer ownMu.Unlock()
	if _, taken := own[name]; taken {
		field = nil
	}
	own[name] = field
}

// HasOwn tells whether a plan asks for a field of the user's own.
func HasOwn(plan string) bool { return strings.Contains(plan, `"`+ownOp+`"(`) }

// CheckOwn returns an error where fields of the user's own that a plan asks for cannot be told by their names.
func CheckOwn(plan string) error {
	ownMu.Lock()
	defer ownMu.Unlock()
	for name, field := range own {
		if field == nil && strings.Contains(plan, node(ownOp, node(name))) {
			return fmt.Errorf("several fields of your own are named %q: give each a name of its own", name)
		}
	}
	return nil
}

// ownField returns the field of the user's own with a name, nil where there is none or several.
func ownField(name string) any {
	ownMu.Lock()
	defer ownMu.Unlock()
	return own[name]
}
