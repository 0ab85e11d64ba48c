package ui

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// warning is a banner before it is drawn.
type warning struct {
	id, text string
	tone     kit.Tone
	acts     []act
	grave    bool // cannot be put away
}

// act is one thing to do about a warning.
type act struct {
	key string // of its words
	do  func(w *Window)
}

// warnings lists what a person should know of, the gravest first.
func (w *Window) warnings() []warning {
	if w.house.none {
		return nil
	}
	out := w.exerciseWarnings()
	if w.house.house.Sample {
		out = append(out, warning{id: "sample", text: w.texts.T("shell.banner-sample", nil), tone: kit.Special, grave: true,
			acts: []act{{"tour.start", (*Window).startTour}, {"tour.sample-again", (*Window).askSampleAgain}, {"shell.banner-sample-act", (*Window).leaveSample}}})
	}
	if w.asking != nil && !w.asking.shown() {
		out = append(out, warning{id: "passphrase", text: w.texts.T("shell.banner-passphrase", nil), tone: kit.Caution, grave: true,
			acts: []act{{"shell.banner-passphrase-act", (*Window).ask}}})
	}
	if w.failed != nil {
		out = append(out, warning{id: "failed", text: w.texts.Fault(w.failed), tone: kit.Alarm, grave: true, acts: []act{{"shell.try-again", (*Window).read}}})
	}
	for _, t := range w.house.troubles {
		tone := kit.Caution
		if t.Grave {
			tone = kit.Alarm
		}
		out = append(out, warning{id: t.ID, text: w.texts.Fault(t.Fault), tone: tone, grave: t.Grave})
	}
	out = append(out, w.syncWarnings()...)
	out = append(out, w.crisisWarnings()...)
	out = append(out, w.alertWarnings()...)
	out = append(out, w.accountWarnings()...)
	if n := w.house.outbox.Stuck; n > 0 {
		out = append(out, warning{id: "stuck", text: w.texts.N("shell.banner-stuck", n, nil), tone: kit.Alarm,
			acts: []act{{"shell.banner-stuck-act", func(w *Window) { w.GoTo("settings/outbox") }}}})
	}
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
		out = append(out, warning{id: "sync:" + string(s.Phase), text: w.texts.T("sync.text-"+string(s.Phase), args), tone: kit.Alarm, grave: true, acts: look})
	case s.Phase == vm.SyncFilling && s.Coming > 0:
		out = append(out, warning{id: "sync:filling", text: w.texts.T("sync.banner-filling", args), tone: kit.Brand})
	}
	if s.Review > 0 {
		out = append(out, warning{id: "sync:review", text: w.texts.N("sync.banner-review", s.Review, nil), tone: kit.Alarm, acts: look})
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
		out = append(out, warning{id: "refused:" + string(a.ID), tone: kit.Alarm,
			text: w.texts.T("shell.banner-refused", map[string]any{"Name": nameOf(a)}),
			acts: []act{{"shell.banner-refused-act", func(w *Window) { w.GoTo("settings/accounts") }}}})
	}
	if f.offline() {
		text := w.texts.T("shell.banner-offline", nil)
		if !f.checked.IsZero() {
			text = w.texts.T("shell.banner-offline-since", map[string]any{"Time": w.formats().Moment(f.checked, w.env.Now())})
		}
		out = append(out, warning{id: "offline", text: text, tone: kit.Caution, acts: []act{{"shell.banner-offline-act", (*Window).checkNow}}})
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
		out = append(out, warning{id: "reading:" + string(r.Account) + does, text: w.texts.T(key, args), tone: kit.Brand,
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

// showBanners draws what there is to warn of. Banners that are there already
// only change their words.
func (w *Window) showBanners() {
	all := w.warnings()
	w.forget(all)
	var seen []warning
	for _, one := range all {
		if one.grave || !w.putAway[one.id] {
			seen = append(seen, one)
		}
	}
	if w.sameBanners(seen) {
		return
	}
	var objs []fyne.CanvasObject
	w.frame.warned = nil
	for _, one := range seen {
		objs = append(objs, w.banner(one))
		w.frame.warned = append(w.frame.warned, one.id)
	}
	w.frame.banners.Set(objs...)
	w.frame.Refresh()
}

// sameBanners writes new words into the banners when they are the same ones.
func (w *Window) sameBanners(seen []warning) bool {
	if len(seen) != len(w.frame.warned) {
		return false
	}
	for i, one := range seen {
		if w.frame.warned[i] != one.id {
			return false
		}
	}
	for i, o := range w.frame.banners.Objects() {
		o.(*kit.Banner).Set(seen[i].tone, seen[i].text)
	}
	return true
}

func (w *Window) banner(one warning) *kit.Banner {
	var acts []kit.BannerAct
	for _, a := range one.acts {
		acts = append(acts, kit.BannerAct{Text: w.texts.T(a.key, nil), Do: func() { a.do(w) }})
	}
	b := kit.NewBanner(one.tone, one.text, acts...)
	if !one.grave {
		b.Closable(w.texts.T("shell.put-away", nil), func() {
			w.putAway[one.id] = true
			w.showBanners()
		})
	}
	return b
}

// forget lets a warning show again that was put away and is over.
func (w *Window) forget(all []warning) {
	now := map[string]bool{}
	for _, one := range all {
		now[one.id] = true
	}
	for id := range w.putAway {
		if !now[id] {
			delete(w.putAway, id)
		}
	}
}
