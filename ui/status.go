package ui

import (
	"time"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// pill is the state of collecting as the top bar tells it.
type pill struct {
	Text string
	Tip  string
	Tone kit.Tone
}

// fleet is how all the accounts fare together.
type fleet struct {
	accounts                                   int // that are not paused
	paused, refused, retrying, reading, silent int
	// cut are those of the retrying whose network gives no answer at all; byHand
	// those that have none.
	cut, byHand  int
	checked      time.Time // the last success of any
	lastMessage  time.Time
	refusedNames []string
}

// survey counts how the accounts fare. Retired ones do not count.
func survey(accounts []inbox.Account, health []inbox.Health) fleet {
	of := map[inbox.AccountID]inbox.Health{}
	for _, h := range health {
		of[h.Account] = h
	}
	var f fleet
	for _, a := range accounts {
		if a.Retired {
			continue
		}
		h := of[a.ID]
		f.checked, f.lastMessage = later(f.checked, h.LastSuccess), later(f.lastMessage, h.LastMessage)
		if a.Paused {
			f.paused++
			continue
		}
		f.accounts++
		if a.Channel == inbox.ChannelClip || a.Channel == inbox.ChannelImport {
			f.byHand++
		}
		switch h.State {
		case inbox.Refused:
			f.refused++
			f.refusedNames = append(f.refusedNames, nameOf(a))
		case inbox.Retrying:
			f.retrying++
			if h.FaultKey != "fault.channel-gone" && h.FaultKey != "fault.channel-rate-limited" {
				f.cut++ // the others did answer
			}
		case inbox.Collecting:
			f.reading++
		case inbox.Idle, "":
			f.silent++
		case inbox.Live, inbox.Stopped:
		}
	}
	return f
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// nameOf is how an account is called: by its name, or else by its address.
func nameOf(a inbox.Account) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Address
}

// offline reports whether no account at all can be reached.
func (f fleet) offline() bool { return f.cut > 0 && f.cut == f.accounts-f.byHand }

// pill says the worst that is true.
func (f fleet) pill(fm vm.Formats, now time.Time) pill {
	t := fm.Texts
	checked := pill{Tip: t.T("shell.pill-never", nil)}
	if !f.checked.IsZero() {
		checked.Tip = t.T("shell.pill-checked-at", map[string]any{"Time": fm.Amid(f.checked, now)})
	}
	say := func(tone kit.Tone, text string) pill { return pill{Text: text, Tip: checked.Tip, Tone: tone} }
	switch {
	case f.accounts+f.paused == 0:
		return pill{Text: t.T("shell.pill-no-account", nil), Tip: t.T("shell.pill-no-account-tip", nil)}
	case f.refused == 1:
		return say(kit.Alarm, t.T("shell.pill-refused-one", map[string]any{"Name": f.refusedNames[0]}))
	case f.refused > 1:
		return say(kit.Alarm, t.N("shell.pill-refused", f.refused, nil))
	case f.offline() && f.checked.IsZero():
		return say(kit.Caution, t.T("shell.pill-offline", nil))
	case f.offline():
		return say(kit.Caution, t.T("shell.pill-offline-since", map[string]any{"Time": fm.Amid(f.checked, now)}))
	case f.retrying > 0:
		return say(kit.Caution, t.N("shell.pill-retrying", f.retrying, nil))
	case f.accounts == 0:
		return say(kit.Plain, t.T("shell.pill-paused", nil))
	case f.reading > 0:
		return say(kit.Brand, t.T("shell.pill-reading", nil))
	case f.checked.IsZero():
		return say(kit.Plain, t.T("shell.pill-waiting", nil))
	default:
		return say(kit.Good, t.T("shell.pill-checked", map[string]any{"Ago": sinceText(fm, f.checked, now)}))
	}
}

// sinceText is how long ago something was, to the second below a minute: that
// is what shows that the programme lives.
func sinceText(fm vm.Formats, at, now time.Time) string {
	d := now.Sub(at)
	switch {
	case d < 2*time.Second:
		return fm.Texts.T("shell.just-now", nil)
	case d < time.Minute:
		return fm.Texts.T("shell.seconds-ago", map[string]any{"N": int(d / time.Second)})
	case d < 48*time.Hour:
		return fm.Texts.T("shell.span-ago", map[string]any{"Span": fm.Span(d)})
	default:
		return fm.Moment(at, now)
	}
}

// line is the state for the footer.
func (f fleet) line(fm vm.Formats, now time.Time) string {
	if f.accounts+f.paused == 0 {
		return fm.Texts.T("shell.footer-no-account", nil)
	}
	s := fm.Texts.N("shell.footer-accounts", f.accounts+f.paused, nil)
	if !f.lastMessage.IsZero() {
		s += " · " + fm.Texts.T("shell.footer-last", map[string]any{"Ago": sinceText(fm, f.lastMessage, now)})
	}
	return s
}
