// Package vm holds the view models: what the screens show and do, as plain Go
// without Fyne, so that most of the window is tested without a window.
package vm

import (
	"cmp"
	"slices"
	"strings"
)

// Key is one way to call a command from the keyboard. Letters are runes, as
// typed: so a layout that needs Shift for a sign, as AZERTY does for "?" and
// the digits, still works. Named keys are Fyne's key names ("Return",
// "Escape", "F5").
type Key struct {
	Rune  rune // bare or with Ctrl; lower case
	Name  string
	Ctrl  bool
	Shift bool // only with Ctrl or a named key
	Alt   bool
}

// Bare reports whether the key is a letter or sign without a modifier, which
// must not act while a person types a text.
func (k Key) Bare() bool { return k.Rune != 0 && !k.Ctrl && !k.Alt }

// Label is what a key cap shows: "J", "Ctrl ⏎", "?".
func (k Key) Label() string {
	var parts []string
	if k.Ctrl {
		parts = append(parts, "Ctrl")
	}
	if k.Alt {
		parts = append(parts, "Alt")
	}
	if k.Shift {
		parts = append(parts, "⇧")
	}
	return strings.Join(append(parts, k.cap()), " ")
}

// cap is what stands on the key itself, by signs where the word depends on the
// language.
func (k Key) cap() string {
	switch {
	case k.Rune == ' ':
		return "␣"
	case k.Rune != 0:
		return strings.ToUpper(string(k.Rune))
	}
	signs := map[string]string{"Return": "⏎", "Escape": "Esc", "Up": "↑", "Down": "↓", "Home": "↖", "Delete": "⌦"}
	return cmp.Or(signs[k.Name], k.Name)
}

// Verdict is whether a command can run now; Key and Args say why not.
type Verdict struct {
	OK   bool
	Key  string
	Args map[string]any
}

// Can is the verdict of what can run.
func Can() Verdict { return Verdict{OK: true} }

// Cannot is the verdict of what cannot, with the reason's translation key.
func Cannot(key string) Verdict { return Verdict{Key: key} }

// Command is one thing that a person can ask for: by key, menu, palette or
// button. One table of them drives shortcuts, help sheet, footer and tests.
type Command struct {
	ID    string // "triage.resolve"; its label is the translation of the same key
	Group string // translation key of the heading in the help sheet
	Keys  []Key
	// Footer puts it into the footer's hints.
	Footer bool
	// Enabled says whether it can run now; nil is always.
	Enabled func() Verdict
	Run     func()
}

// Verdict gives whether the command can run now.
func (c Command) Verdict() Verdict {
	if c.Enabled == nil {
		return Can()
	}
	return c.Enabled()
}

// Table is the commands of a window, in the order in which they are shown.
type Table struct{ commands []Command }

// Add appends commands; one with an id that is there replaces it in place.
func (t *Table) Add(commands ...Command) {
	for _, c := range commands {
		if i := t.index(c.ID); i >= 0 {
			t.commands[i] = c
			continue
		}
		t.commands = append(t.commands, c)
	}
}

func (t *Table) index(id string) int {
	return slices.IndexFunc(t.commands, func(c Command) bool { return c.ID == id })
}

// All lists the commands in order.
func (t *Table) All() []Command { return slices.Clone(t.commands) }

// ByID finds a command.
func (t *Table) ByID(id string) (Command, bool) {
	if i := t.index(id); i >= 0 {
		return t.commands[i], true
	}
	return Command{}, false
}

// ByKey finds the first command with the key that can run, or else the first
// with the key, so that the caller can say why it cannot.
func (t *Table) ByKey(k Key) (Command, bool) {
	var found Command
	ok := false
	for _, c := range t.commands {
		if !slices.Contains(c.Keys, k) {
			continue
		}
		if c.Verdict().OK {
			return c, true
		}
		if !ok {
			found, ok = c, true
		}
	}
	return found, ok
}

// Clashes lists the keys that two commands of one group share; a test keeps it
// empty.
func (t *Table) Clashes() []string {
	var out []string
	for i, a := range t.commands {
		for _, b := range t.commands[i+1:] {
			for _, k := range a.Keys {
				if slices.Contains(b.Keys, k) {
					out = append(out, a.ID+" and "+b.ID+": "+k.Label())
				}
			}
		}
	}
	return out
}
