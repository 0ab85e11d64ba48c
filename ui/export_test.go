package ui

import "vigie/ui/vm"

// CommandsHere are the commands of the screen in sight.
func (w *Window) CommandsHere() []vm.Command { return w.berths[screenOf(w.place)].table.All() }

// Command gives a command of the screen in sight.
func (w *Window) Command(id string) (vm.Command, bool) {
	return w.berths[screenOf(w.place)].table.ByID(id)
}

// BannersHigh is how much of the window's height its banners take, in units.
func (w *Window) BannersHigh() float32 { return w.frame.banners.box.Size().Height }
