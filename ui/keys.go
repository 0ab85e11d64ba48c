package ui

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// hooks connect what the kit hears with the command table.
func (w *Window) hooks() kit.Hooks {
	return kit.Hooks{
		Key:      func(k *fyne.KeyEvent) bool { return w.typedKey(k.Name) },
		Rune:     func(r rune) bool { return w.Press(vm.Key{Rune: unicode.ToLower(r)}) },
		Shortcut: w.typedShortcut,
		Focus:    w.focused,
	}
}

// revealer is a screen that scrolls what has the focus into sight.
type revealer interface{ Reveal(o fyne.CanvasObject) }

func (w *Window) focused(o fyne.CanvasObject) {
	if b := w.berths[screenOf(w.place)]; b != nil {
		if r, ok := b.screen.(revealer); ok {
			r.Reveal(o)
		}
	}
}

// typedKey takes the keys that type nothing; those that do come as runes too,
// and act by them.
func (w *Window) typedKey(name fyne.KeyName) bool {
	if utf8.RuneCountInString(string(name)) <= 1 || name == fyne.KeySpace {
		return false
	}
	return w.Press(vm.Key{Name: plainName(name), Shift: w.modifiers()&fyne.KeyModifierShift != 0})
}

// modifiers says which modifier keys are held.
func (w *Window) modifiers() fyne.KeyModifier {
	if w.env.Modifiers != nil {
		return w.env.Modifiers()
	}
	if d, ok := w.env.App.Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// typedShortcut takes the combinations with Ctrl or Alt.
func (w *Window) typedShortcut(s fyne.Shortcut) bool {
	k, ok := keyOf(s)
	return ok && w.Press(k)
}

// plainName makes the keypad's Enter the Return key.
func plainName(name fyne.KeyName) string {
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	return string(name)
}

// keyOf gives the key of a shortcut; false for those that no command has.
func keyOf(s fyne.Shortcut) (vm.Key, bool) {
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		k := vm.Key{
			Ctrl:  s.Modifier&fyne.KeyModifierShortcutDefault != 0,
			Shift: s.Modifier&fyne.KeyModifierShift != 0,
			Alt:   s.Modifier&fyne.KeyModifierAlt != 0,
		}
		if r, n := utf8.DecodeRuneInString(string(s.KeyName)); n == len(s.KeyName) && n > 0 {
			k.Rune = unicode.ToLower(r)
		} else {
			k.Name = plainName(s.KeyName)
		}
		return k, true
	case *fyne.ShortcutSelectAll:
		return vm.Key{Rune: 'a', Ctrl: true}, true
	case *fyne.ShortcutUndo:
		return vm.Key{Rune: 'z', Ctrl: true}, true
	case *fyne.ShortcutCopy:
		return vm.Key{Rune: 'c', Ctrl: true}, true
	default:
		return vm.Key{}, false
	}
}

// shortcutOf is the shortcut that a key is registered as with the canvas;
// false for a bare key, which needs none.
func shortcutOf(k vm.Key) (fyne.Shortcut, bool) {
	if !k.Ctrl && !k.Alt {
		return nil, false
	}
	if k.Ctrl && !k.Shift && !k.Alt {
		switch k.Rune {
		case 'a':
			return &fyne.ShortcutSelectAll{}, true
		case 'z':
			return &fyne.ShortcutUndo{}, true
		case 'c':
			return &fyne.ShortcutCopy{}, true
		}
	}
	s := &desktop.CustomShortcut{KeyName: fyne.KeyName(k.Name)}
	if k.Rune != 0 {
		s.KeyName = fyne.KeyName(string(unicode.ToUpper(k.Rune)))
	}
	if k.Ctrl {
		s.Modifier |= fyne.KeyModifierShortcutDefault
	}
	if k.Shift {
		s.Modifier |= fyne.KeyModifierShift
	}
	if k.Alt {
		s.Modifier |= fyne.KeyModifierAlt
	}
	return s, true
}

// Press runs the command of a key: the screen's in sight, or else the
// window's. One that cannot run says why. It reports whether there was one.
func (w *Window) Press(k vm.Key) bool {
	if w.escapesTour(k) {
		w.leaveTour()
		return true
	}
	if w.foldsBy(k) {
		w.fold()
		w.Canvas().Unfocus()
		return true
	}
	c, ok := w.commandOf(k)
	if !ok {
		c, ok = w.ofInbox(k)
	}
	if !ok {
		return false
	}
	w.Run(c)
	return true
}

// commandOf gives the command of a key: the screen's before the window's, but
// one that cannot run never hides one that can.
func (w *Window) commandOf(k vm.Key) (vm.Command, bool) {
	wide, found := w.table.ByKey(k)
	b := w.berths[screenOf(w.place)]
	if b == nil {
		return wide, found
	}
	c, ok := b.table.ByKey(k)
	if !ok || found && !c.Verdict().OK && wide.Verdict().OK {
		return wide, found
	}
	return c, true
}

// ofInbox gives the inbox's command of a key with Ctrl, which goes to the inbox
// first: its views are reached from everywhere.
func (w *Window) ofInbox(k vm.Key) (vm.Command, bool) {
	b := w.berths["inbox"]
	if b == nil || !k.Ctrl || k.Shift || k.Rune < '1' || k.Rune > '9' {
		return vm.Command{}, false
	}
	c, ok := b.table.ByKey(k)
	if !ok {
		return c, false
	}
	run := c.Run
	c.Run = func() { w.GoTo("inbox"); run() }
	return c, true
}

// Run runs a command, or says why it cannot run now.
func (w *Window) Run(c vm.Command) {
	if v := c.Verdict(); !v.OK {
		if v.Key != "" {
			w.Toast(w.texts.T(v.Key, v.Args))
		}
		return
	}
	c.Run()
	w.Hint()
}

// Clashes lists the keys that two commands share which can both run at once;
// a test keeps it empty.
func (w *Window) Clashes() []string {
	out := w.table.Clashes()
	for _, b := range w.berths {
		out = append(out, b.table.Clashes()...)
	}
	return out
}
