package main

import (
	"encoding/json"
	"os"
	"time"
)

// graphFlag asks go build to tell of its actions in a file. It is the one flag
// besides -o that a replay knows: how long cells take can be measured by it.
const graphFlag = "-debug-actiongraph="

// An action is one that a replay takes, in go build's form.
type action struct {
	Mode                string
	TimeStart, TimeDone time.Time
}

// act takes an action and keeps when that was.
func (c *cell) act(mode string, take func() error) error {
	start := time.Now()
	err := take()
	c.actions = append(c.actions, action{mode, start, time.Now()})
	return err
}

// tellActions writes the file if it is asked for.
func (c *cell) tellActions() error {
	if c.graph == "" {
		return nil
	}
	text, err := json.MarshalIndent(c.actions, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(c.graph, append(text, '\n'), 0o644)
}
