package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

// TestLook draws the window in its states, in both languages and themes. With
// VIGIE_LOOK_DIR it writes the pictures there, to be looked at.
func TestLook(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(lang+" "+theme, func(t *testing.T) {
				suffix := "-" + lang + "-" + theme
				pages(t, lang, theme, suffix)
			})
		}
	}
}

// daily has a message come every day for a month.
func daily() []time.Time {
	var out []time.Time
	for i := range 30 {
		out = append(out, desktest.Now().AddDate(0, 0, -3-i))
	}
	return out
}

func dressed(d *desktest.Desk, lang, theme string) *desktest.Desk {
	d.Prefs.Language, d.Prefs.Theme = lang, theme
	return d
}

func pages(t *testing.T, lang, theme, suffix string) {
	o := open(t, dressed(desktest.Acme(), lang, theme))
	o.look("shell-inbox" + suffix)
	for _, page := range []string{"general", "accounts", "team", "tags", "outbox", "quarantine", "workspace", "about"} {
		o.window.GoTo("settings/" + page)
		o.look("settings-" + page + suffix)
	}
	o.window.GoTo("people")
	o.look("people" + suffix)
	watchingPages(o, suffix)
	alertPages(o, suffix)
	o.window.GoTo("inbox")
	o.window.Press(vm.Key{Rune: '?'})
	o.look("shell-help" + suffix)

	troubled := dressed(desktest.Acme(), lang, theme)
	troubled.Fares[1].State, troubled.Fares[1].FaultKey = inbox.Refused, "fault.channel-auth-revoked"
	troubled.Out.Stuck = 2
	troubled.Fares[0].Quarantined = 2
	troubled.List = append(troubled.List, inbox.Account{ID: "a3", Channel: inbox.ChannelEmail, Name: "Service après-vente et garanties, magasins de l’Ouest", Address: "sav.ouest@acme.example"})
	troubled.Fares = append(troubled.Fares, inbox.Health{Account: "a3", State: inbox.Live, LastSuccess: desktest.Now(), LastMessage: desktest.Now().Add(-75 * time.Hour)})
	troubled.Arrived = map[inbox.AccountID][]time.Time{"a3": daily()}
	troubled.Reads = []ui.Reading{{Account: "a1", Name: "contact@acme.example", Done: 1234, Total: 5678}}
	o = open(t, troubled)
	o.look("shell-banners" + suffix)
	o.window.GoTo("settings/accounts")
	o.look("settings-accounts-refused" + suffix)
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	o.look("shell-palette" + suffix)

	o.key(fyne.KeyEscape)
	o.letter('b')
	o.look("shell-me" + suffix)
	o.key(fyne.KeyEscape)
	o.letter('/')
	test.Type(o.canvas().Focused(), "mark")
	o.look("shell-search" + suffix)
	o.key(fyne.KeyEscape)
	_ = o.window.Ask(t.Context(), ui.Asking{Fresh: true})
	o.look("shell-passphrase" + suffix)

	o = open(t, dressed(desktest.Fresh(), lang, theme))
	o.look("setup-welcome" + suffix)
}

// watchingPages draws the watches, their hits, the editor and the register.
func watchingPages(o *opened, suffix string) {
	o.window.GoTo("watch")
	o.look("watch" + suffix)
	o.key(fyne.KeyReturn)
	o.look("watch-hits" + suffix)
	o.letter('e')
	o.sched.Advance(time.Second)
	o.look("watch-edit" + suffix)
	test.FocusNext(o.canvas())
	o.fill("acme NEAR/8 (burning OR feu")
	o.sched.Advance(time.Second)
	o.look("watch-mistake" + suffix)
	o.fill(`acme OR "acme kitchen" -jobs`)
	o.window.Press(vm.Key{Name: "Escape"})
	o.letter('p')
	o.letter('j')
	o.look("watch-places" + suffix)
	o.key(fyne.KeyEnd)
	o.letter('e')
	o.look("watch-place-form" + suffix)
	o.key(fyne.KeyEscape)
}

// TestLook_Sizes draws the widest and the narrowest window.
func TestLook_Sizes(t *testing.T) {
	for name, size := range map[string]fyne.Size{"wide": fyne.NewSize(1920, 1080), "narrow": fyne.NewSize(960, 600)} {
		t.Run(name, func(t *testing.T) {
			d := dressed(desktest.Acme(), "fr", "light")
			d.Fares[1].State, d.Fares[1].FaultKey = inbox.Refused, "fault.channel-auth-revoked"
			o := open(t, d)
			o.size(size.Width, size.Height)
			for _, page := range []string{"general", "accounts", "outbox", "team"} {
				o.window.GoTo("settings/" + page)
				o.look("settings-" + page + "-" + name)
			}
			o.window.GoTo("people")
			o.look("people-" + name)
			watchingPages(o, "-"+name)
			o.letter('?')
			o.look("shell-help-" + name)
			o = open(t, dressed(desktest.Fresh(), "fr", "light"))
			o.size(size.Width, size.Height)
			o.look("setup-welcome-" + name)
		})
	}
}

// alertPages draws an alert with why it rang, a watch, and the two dialogs.
func alertPages(o *opened, suffix string) {
	o.desk.Warns = desktest.Rumour(desktest.Now())
	o.desk.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
	o.window.GoTo("alert")
	o.look("alert" + suffix)
	o.letter('f')
	o.look("alert-dismiss" + suffix)
	o.key(fyne.KeyEscape)
	for range 2 {
		o.letter('j')
	}
	o.look("alert-watch" + suffix)
	o.letter('s')
	o.look("alert-settings" + suffix)
	o.key(fyne.KeyEscape)
	o.desk.Warns = desktest.Warned{}
	o.desk.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
	o.window.GoTo("inbox")
}
