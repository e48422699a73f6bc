package main

import (
	"fmt"
	"slices"
	"strings"
)

// A choice is a flag that takes one of a few words.
type choice struct {
	value *string
	known []string
}

func newChoice(value *string, initial string, known ...string) *choice {
	*value = initial
	return &choice{value, known}
}

// String returns the word chosen.
func (c *choice) String() string { return *c.value }

// Type names the value in the help.
func (c *choice) Type() string { return "WORD" }

// Set takes one of the known words.
func (c *choice) Set(word string) error {
	if !slices.Contains(c.known, word) {
		return fmt.Errorf("use one of %s", strings.Join(c.known, ", "))
	}
	*c.value = word
	return nil
}

// A setter is a flag that a function takes in, in the order of the command line.
type setter struct {
	kind string
	set  func(string) error
}

// String returns nothing: there is no default to show.
func (s setter) String() string { return "" }

// Type names the value in the help.
func (s setter) Type() string { return s.kind }

// Set hands the value on.
func (s setter) Set(text string) error { return s.set(text) }
