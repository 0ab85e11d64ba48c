package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// commands are the window's own; each screen adds its part.
func (w *Window) commands() []vm.Command {
	ctrl := func(r rune) vm.Key { return vm.Key{Rune: r, Ctrl: true} }
	ctrlShift := func(r rune) vm.Key { return vm.Key{Rune: r, Ctrl: true, Shift: true} }
	list := []vm.Command{
		{ID: "shell.palette", Keys: []vm.Key{ctrl('k')}, Footer: true, Run: func() { w.openPalette("", false) }},
		{ID: "shell.search", Keys: []vm.Key{{Rune: '/'}, ctrl('f')}, Run: func() { w.openPalette(w.words, true) }},
		{ID: "shell.help", Keys: []vm.Key{{Rune: '?'}, {Name: "F1"}}, Footer: true, Run: w.openHelp},
		{ID: "shell.who", Keys: []vm.Key{{Rune: 'b'}}, Enabled: w.canSwitch, Run: func() { w.meMenu(w.frame.top.me) }},
		{ID: "shell.check", Keys: []vm.Key{{Name: "F5"}}, Enabled: w.canCheck, Run: w.checkNow},
		{ID: "shell.warnings", Keys: []vm.Key{ctrlShift('n')}, Enabled: w.canGoWarnings, Run: w.goWarnings},
		{ID: "shell.go-inbox", Keys: []vm.Key{ctrlShift('i')}, Run: func() { w.GoTo("inbox") }},
		{ID: "people.go", Keys: []vm.Key{ctrlShift('p')}, Run: func() { w.GoTo("people") }},
		{ID: "watch.go", Keys: []vm.Key{ctrlShift('v')}, Run: func() { w.GoTo("watch") }},
		{ID: "crisisroom.go", Keys: []vm.Key{ctrlShift('x')}, Run: func() { w.GoTo("crisis") }},
		{ID: "exercise.go", Keys: []vm.Key{ctrlShift('e')}, Enabled: w.canRehearse, Run: func() { w.GoTo("exercise") }},
		{ID: "exercise.join", Keys: []vm.Key{ctrlShift('j')}, Enabled: w.canJoin, Run: w.joinExercise},
		{ID: "alert.go", Keys: []vm.Key{ctrlShift('a')}, Run: func() { w.GoTo("alert") }},
		{ID: "shell.go-outbox", Keys: []vm.Key{ctrlShift('o')}, Run: func() { w.GoTo("settings/outbox") }},
		{ID: "shell.go-accounts", Keys: []vm.Key{ctrlShift('m')}, Run: func() { w.GoTo("settings/accounts") }},
		{ID: "shell.go-settings", Keys: []vm.Key{ctrl(',')}, Run: func() { w.GoTo("settings/general") }},
		{ID: "shell.theme", Keys: []vm.Key{ctrlShift('d')}, Run: w.switchTheme},
		{ID: "shell.back", Keys: []vm.Key{{Name: "Escape"}}, Enabled: w.canGoBack, Run: func() { w.GoTo("inbox") }},
		{ID: "shell.quit", Keys: []vm.Key{ctrl('q')}, Run: w.Quit},
	}
	list = append(list, w.touring()...)
	for i := range list {
		list[i].Group = "shell.group"
	}
	return list
}

// quiet is the verdict of what cannot be done and needs no words.
func quiet() vm.Verdict { return vm.Cannot("") }

func (w *Window) canGoBack() vm.Verdict {
	if p := screenOf(w.place); p != "settings" && p != "people" && p != "watch" && p != "alert" && p != "crisis" && p != "exercise" {
		return quiet()
	}
	return vm.Can()
}

func (w *Window) canSwitch() vm.Verdict {
	switch {
	case w.house.none:
		return quiet()
	case w.house.house.Shared:
		return vm.Cannot("shell.who-shared")
	}
	return vm.Can()
}

// canCheck says whether there is anything to ask for news: in a team that is
// the server, which collects for all.
func (w *Window) canCheck() vm.Verdict {
	if w.house.house.Shared {
		return vm.Can()
	}
	if f := survey(w.house.accounts, w.house.health); f.accounts == 0 {
		return vm.Cannot("shell.check-none")
	}
	return vm.Can()
}

// checkNow asks every account for news, or the team's server.
func (w *Window) checkNow() {
	says := "shell.checking"
	if w.house.house.Shared {
		says = "shell.checking-server"
	}
	w.Toast(w.texts.T(says, nil))
	w.do(func(ctx context.Context) error { return w.env.Desk.CheckNow(ctx, "") })
}

func (w *Window) pause(id inbox.AccountID, pause bool) {
	w.do(func(ctx context.Context) error { return w.env.Desk.PauseAccount(ctx, id, pause) })
}

// do runs work off the UI goroutine, says what went wrong, and reads again.
func (w *Window) do(work func(ctx context.Context) error) {
	w.env.Sched.Go(func(ctx context.Context) {
		err := work(ctx)
		w.env.Sched.UI(func() {
			w.Fault(err)
			w.read()
		})
	})
}

// switchTheme turns light into dark and back.
func (w *Window) switchTheme() {
	if w.dark() {
		w.SetMode(kit.Light)
		return
	}
	w.SetMode(kit.DarkMode)
}

func (w *Window) dark() bool { return w.env.Theme.Look().Palette().Dark }

// meMenu shows who is at the keyboard, and lets a solo house switch.
func (w *Window) meMenu(anchor fyne.CanvasObject) {
	t, me := w.texts, w.house.me
	var list []kit.MenuEntry
	for _, m := range w.house.roster.Members {
		if m.Retired {
			continue
		}
		e := kit.MenuEntry{Text: m.Name + " · " + t.T("team.profile-"+string(m.Profile), nil), Ticked: m.ID == me.ID, Do: func() { w.become(m) }}
		if w.house.house.Shared && m.ID != me.ID {
			continue
		}
		list = append(list, e)
	}
	list = append(list,
		kit.MenuEntry{Text: t.T("shell.menu-team", nil), Rule: true, Do: func() { w.GoTo("settings/team") }},
		kit.MenuEntry{Text: t.T("shell.go-settings", nil), Key: w.keyOf("shell.go-settings"), Do: func() { w.GoTo("settings/general") }},
		kit.MenuEntry{Text: t.T("shell.help", nil), Key: w.keyOf("shell.help"), Do: w.openHelp},
		kit.MenuEntry{Text: t.T("shell.theme", nil), Key: w.keyOf("shell.theme"), Do: w.switchTheme},
		kit.MenuEntry{Text: t.T("shell.quit", nil), Key: w.keyOf("shell.quit"), Rule: true, Do: w.Quit},
	)
	kit.ShowMenu(anchor, list)
}

// keyOf is the key cap of a command.
func (w *Window) keyOf(id string) string {
	if c, ok := w.table.ByID(id); ok && len(c.Keys) > 0 {
		return c.Keys[0].Label()
	}
	return ""
}

// become makes another member the one at the keyboard.
func (w *Window) become(m team.Member) {
	if m.ID == w.house.me.ID {
		return
	}
	w.env.Sched.Go(func(ctx context.Context) {
		err := w.env.Desk.SwitchTo(ctx, m.ID)
		w.env.Sched.UI(func() {
			if err != nil {
				w.Fault(err)
				return
			}
			w.Toast(w.texts.T("shell.now-you-are", map[string]any{"Name": m.Name}))
			w.changed(inbox.Notice{Team: true, All: true})
		})
	})
}
