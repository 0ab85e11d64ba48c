package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie/ui/settings"
	"vigie/ui/vm"
)

// showMenus gives macOS its menu bar. Elsewhere a menu bar would be drawn
// inside the window, and the palette does the same better.
func (w *Window) showMenus() {
	if runtime.GOOS == "darwin" {
		w.win.SetMainMenu(w.mainMenu())
	}
}

// mainMenu is the command table as menus: one for each group, in order.
func (w *Window) mainMenu() *fyne.MainMenu {
	var menus []*fyne.Menu
	at := map[string]*fyne.Menu{}
	for _, c := range w.allCommands() {
		m := at[c.Group]
		if m == nil {
			m = fyne.NewMenu(w.texts.T(c.Group, nil))
			at[c.Group] = m
			menus = append(menus, m)
		}
		entry := fyne.NewMenuItem(w.texts.T(c.ID, nil), func() { w.Run(c) })
		entry.Shortcut = firstShortcut(c.Keys)
		m.Items = append(m.Items, entry)
	}
	return fyne.NewMainMenu(menus...)
}

func firstShortcut(keys []vm.Key) fyne.Shortcut {
	for _, k := range keys {
		if s, ok := shortcutOf(k); ok {
			return s
		}
	}
	return nil
}

// showTray puts an icon into the system's tray where the person wants one and
// the system has a tray: without one Fyne crashes at the end. Closing the
// window closes Vigie all the same, so that it never hides unseen.
func (w *Window) showTray() {
	a, ok := w.env.App.(desktop.App)
	if !ok || !w.prefs.Tray || !w.env.Desk.Can(settings.Tray).OK {
		return
	}
	a.SetSystemTrayMenu(fyne.NewMenu("Vigie",
		fyne.NewMenuItem(w.texts.T("shell.tray-show", nil), func() {
			w.win.Show()
			w.win.RequestFocus()
		}),
		fyne.NewMenuItem(w.texts.T("shell.check", nil), w.checkNow),
		fyne.NewMenuItem(w.texts.T("shell.quit", nil), w.Quit),
	))
}
