// Package place is what the window gives to each of its screens, and what they
// all do alike.
package place

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Host is the window as every screen sees it. A screen that needs more embeds
// it in an interface of its own. Its methods are called on the UI goroutine.
type Host interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
	Now() time.Time
	Commands() *vm.Table
	// Press runs the command of a key as if it had been typed.
	Press(k vm.Key) bool
	Toast(text string)
	// Fault shows what went wrong.
	Fault(err error)
	// Hint has the footer read the table again.
	Hint()
}
