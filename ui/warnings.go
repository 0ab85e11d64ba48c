package ui

import (
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// warning is a banner before it is drawn.
type warning struct {
	id, text string
	brief    string // names it in a few words where there is no room for the text
	rank     vm.Gravity
	tone     kit.Tone
	acts     []act
	grave    bool // cannot be put away
}

// act is one thing to do about a warning.
type act struct {
	key string // of its words
	do  func(w *Window)
}

// warnings lists what a person should know of.
func (w *Window) warnings() []warning {
	if w.house.none {
		return nil
	}
	out := w.exerciseWarnings()
	if w.house.house.Sample {
		out = append(out, warning{id: "sample", text: w.texts.T("shell.banner-sample", nil), rank: vm.Mark, tone: kit.Special, grave: true,
			acts: []act{{"tour.start", (*Window).startTour}, {"tour.sample-again", (*Window).askSampleAgain}, {"shell.banner-sample-act", (*Window).leaveSample}}})
	}
	if w.asking != nil && !w.asking.shown() {
		out = append(out, warning{id: "passphrase", text: w.texts.T("shell.banner-passphrase", nil), brief: w.texts.T("shell.brief-passphrase", nil), rank: vm.Cut, tone: kit.Caution, grave: true,
			acts: []act{{"shell.banner-passphrase-act", (*Window).ask}}})
	}
	if w.failed != nil {
		out = append(out, warning{id: "failed", text: w.texts.Fault(w.failed), brief: w.texts.T("shell.brief-failed", nil), rank: vm.Losing, tone: kit.Alarm, grave: true,
			acts: []act{{"shell.try-again", (*Window).read}}})
	}
	for _, t := range w.house.troubles {
		one := warning{id: t.ID, text: w.texts.Fault(t.Fault), brief: w.texts.Fault(t.Fault), rank: vm.Noted, tone: kit.Caution, grave: t.Grave}
		if t.Grave {
			one.rank, one.tone = vm.Losing, kit.Alarm
		}
		out = append(out, one)
	}
	out = append(out, w.syncWarnings()...)
	out = append(out, w.crisisWarnings()...)
	out = append(out, w.alertWarnings()...)
	if n := w.house.outbox.Stuck; n > 0 {
		out = append(out, warning{id: "stuck", text: w.texts.N("shell.banner-stuck", n, nil), brief: w.texts.T("shell.brief-stuck", nil), rank: vm.Cut, tone: kit.Alarm,
			acts: []act{{"shell.banner-stuck-act", func(w *Window) { w.GoTo("settings/outbox") }}}})
	}
	out = append(out, w.accountWarnings()...)
	return append(out, w.readingWarnings()...)
}

// syncWarnings tell of the team's server what a person must know of: what does
// not end by itself, what was refused, and the first copy.
func (w *Window) syncWarnings() []warning {
	s := w.house.sync
	look := []act{{"sync.look", func(w *Window) { w.GoTo("settings/sync") }}}
	args := map[string]any{"Server": s.Server, "Done": grouped(w.texts, s.Come), "Total": grouped(w.texts, s.Coming)}
	var out []warning
	switch {
	case !w.house.shared:
		return nil
	case s.NeedsPerson():
		out = append(out, warning{id: "sync:" + string(s.Phase), text: w.texts.T("sync.text-"+string(s.Phase), args), brief: w.formats().SyncChip(s, w.env.Now()).Text, rank: vm.Losing,
			tone: kit.Alarm, grave: true, acts: look})
	case s.Phase == vm.SyncFilling && s.Coming > 0:
		out = append(out, warning{id: "sync:filling", text: w.texts.T("sync.banner-filling", args), brief: w.texts.T("shell.brief-filling", nil), rank: vm.Passing, tone: kit.Brand})
	}
	if s.Review > 0 {
		out = append(out, warning{id: "sync:review", text: w.texts.N("sync.banner-review", s.Review, nil), brief: w.texts.T("shell.brief-review", nil), rank: vm.Losing, tone: kit.Alarm, acts: look})
	}
	return out
}

func (w *Window) accountWarnings() []warning {
	var out []warning
	f := survey(w.house.accounts, w.house.health)
	for _, h := range w.house.health {
		a, ok := accountOf(w.house.accounts, h.Account)
		if !ok || a.Paused || a.Retired || h.State != inbox.Refused {
			continue
		}
		out = append(out, warning{id: "refused:" + string(a.ID), tone: kit.Alarm, rank: vm.Cut, brief: w.texts.T("shell.brief-refused", map[string]any{"Name": nameOf(a)}),
			text: w.texts.T("shell.banner-refused", map[string]any{"Name": nameOf(a)}),
			acts: []act{{"shell.banner-refused-act", func(w *Window) { w.GoTo("settings/accounts") }}}})
	}
	if f.offline() {
		text := w.texts.T("shell.banner-offline", nil)
		if !f.checked.IsZero() {
			text = w.texts.T("shell.banner-offline-since", map[string]any{"Time": w.formats().Amid(f.checked, w.env.Now())})
		}
		out = append(out, warning{id: "offline", text: text, brief: w.texts.T("shell.brief-offline", nil), rank: vm.Cut, tone: kit.Caution, acts: []act{{"shell.banner-offline-act", (*Window).checkNow}}})
	}
	return out
}

// readingWarnings tell how far first readings are.
func (w *Window) readingWarnings() []warning {
	var out []warning
	for _, r := range w.house.readings {
		args := map[string]any{"Name": r.Name, "Done": grouped(w.texts, r.Done), "Total": grouped(w.texts, r.Total)}
		key, does := "shell.banner-reading", "shell.banner-reading-pause"
		switch {
		case r.Paused:
			key, does = "shell.banner-reading-paused", "shell.banner-reading-resume"
		case r.Total == 0:
			key = "shell.banner-reading-some"
		}
		out = append(out, warning{id: "reading:" + string(r.Account) + does, text: w.texts.T(key, args), brief: w.texts.T("shell.brief-reading", args), rank: vm.Passing, tone: kit.Brand,
			acts: []act{{does, func(w *Window) { w.pause(r.Account, !r.Paused) }}}})
	}
	return out
}

func accountOf(accounts []inbox.Account, id inbox.AccountID) (inbox.Account, bool) {
	for _, a := range accounts {
		if a.ID == id {
			return a, true
		}
	}
	return inbox.Account{}, false
}
