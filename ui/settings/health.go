package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
)

// gapsKept is how long the normal gaps are used before they are told anew: they
// move by the day, and the page is read at every notice.
const gapsKept = time.Hour

// gaps are the longest normal silences; an account without enough history has
// none.
type gaps struct {
	of map[inbox.AccountID]time.Duration
	at time.Time
}

// normal gives the gaps, anew when those at hand are old or lack an account
// that was added.
func (p *accounts) normal(ctx context.Context, list []inbox.Account) (gaps, error) {
	now := p.s.host.Now()
	if now.Sub(p.gaps.at) < gapsKept && len(list) == len(p.list) {
		return p.gaps, nil
	}
	out := gaps{of: map[inbox.AccountID]time.Duration{}, at: now}
	for _, a := range list {
		gap, known, err := p.s.desk.NormalGap(ctx, a)
		if err != nil {
			return out, err
		}
		if known {
			out.of[a.ID] = gap
		}
	}
	return out, nil
}

// silent says since when an account has been silent for longer than normal;
// what is paused or refused is silent for a reason that is told.
func (p *accounts) silent(a inbox.Account, h inbox.Health) (time.Duration, bool) {
	gap, known := p.gaps.of[a.ID]
	now := p.s.host.Now()
	if !known || a.Paused || h.State != inbox.Live || !inbox.Silent(h.LastMessage, now, gap) {
		return 0, false
	}
	return now.Sub(h.LastMessage), true
}

// state says how an account fares, what is wrong with it, and what to do.
func (p *accounts) state(a inbox.Account, h inbox.Health) (kit.ChipSpec, string) {
	var trouble []string
	if fault := p.fault(a, h); fault != "" {
		trouble = append(trouble, fault)
	}
	chip := p.chip(a, h)
	if d, ok := p.silent(a, h); ok {
		t, fm := p.s.host.Texts(), p.s.formats()
		chip = kit.ChipSpec{Text: t.T("health.silent", map[string]any{"Span": fm.Span(d)}), Tone: kit.Caution, Icon: icon.AlertMark}
		key := p.own("health.silent-text-"+string(a.Channel), "health.silent-text")
		trouble = append(trouble, t.T(key, map[string]any{"Span": fm.Span(p.gaps.of[a.ID])}))
	}
	if h.Quarantined > 0 {
		trouble = append(trouble, p.s.host.Texts().N("health.set-aside", h.Quarantined, nil))
	}
	return chip, strings.Join(trouble, " ")
}

// chip is how an account fares, in a word or two.
func (p *accounts) chip(a inbox.Account, h inbox.Health) kit.ChipSpec {
	state := h.State
	switch {
	case a.Paused:
		state = inbox.Stopped
	case state == "":
		state = inbox.Idle
	}
	tone, mark := stateMark(state)
	words := p.s.t("settings.state-" + string(state))
	switch {
	case byHand(a):
		words = p.s.t("health.by-hand")
	case dead(a, h) && !a.Paused:
		words, tone, mark = p.s.t("health.dead"), kit.Alarm, icon.AlertMark
	case state == inbox.Live && a.Channel == inbox.ChannelMastodon && a.Caps.Stream:
		words = p.s.t("health.streams")
	case state == inbox.Live && a.Channel == inbox.ChannelFeed && !a.Caps.Stream:
		words = p.s.host.Texts().T("health.polls", map[string]any{"Span": p.interval(a)})
	}
	return kit.ChipSpec{Text: words, Tone: tone, Icon: mark}
}

// byHand reports whether people bring in what is on the account.
func byHand(a inbox.Account) bool {
	return a.Channel == inbox.ChannelClip || a.Channel == inbox.ChannelImport
}

// dead reports whether a feed is not at its address any more.
func dead(a inbox.Account, h inbox.Health) bool {
	return a.Channel == inbox.ChannelFeed && h.State == inbox.Retrying && h.FaultKey == "fault.channel-gone"
}

// interval is how often a feed is read, in words.
func (p *accounts) interval(a inbox.Account) string {
	value := a.Settings["interval"]
	for _, f := range p.s.desk.Form(a.Channel).Fields {
		if f.Name == "interval" && value == "" {
			value = f.Default
		}
	}
	minutes, err := strconv.Atoi(value)
	if err != nil || minutes < 1 {
		minutes = 1 // 0 is as often as accounts are looked at
	}
	return p.s.formats().Span(time.Duration(minutes) * time.Minute)
}

// fault says what is wrong and what to do about it, of the channel at hand
// where it has words of its own.
func (p *accounts) fault(a inbox.Account, h inbox.Health) string {
	switch {
	case a.Paused || h.State != inbox.Refused && h.State != inbox.Retrying:
		return ""
	case h.FaultKey != "":
		return p.s.t(p.own("health."+string(a.Channel)+"-"+strings.TrimPrefix(h.FaultKey, "fault."), h.FaultKey))
	case h.State == inbox.Refused:
		return p.s.t("health.do-sign-in")
	default:
		return p.s.t("health.do-wait")
	}
}

// own gives a key if there are words for it, else the other.
func (p *accounts) own(key, otherwise string) string {
	if p.s.t(key) != key {
		return key
	}
	return otherwise
}

// quota says how much of the network's allowance is spent.
func (p *accounts) quota(h inbox.Health) string {
	q := h.Quota
	if q == nil || !p.s.host.Now().Before(q.Until) {
		return p.s.t("health.no-quota")
	}
	return p.s.host.Texts().T("health.quota", map[string]any{"Used": q.Used, "Most": q.Most, "Time": p.s.formats().Clock(q.Until)})
}

func stateMark(s inbox.Liveness) (kit.Tone, icon.Name) {
	switch s {
	case inbox.Refused:
		return kit.Alarm, icon.AlertMark
	case inbox.Retrying:
		return kit.Caution, icon.AlertMark
	case inbox.Idle, inbox.Stopped:
		return kit.Plain, icon.DotMark
	case inbox.Collecting:
		return kit.Brand, icon.DotMark
	default:
		return kit.Good, icon.DotMark
	}
}

// reconnect is the act that mends an account; nil when there is nothing to
// mend.
func (p *accounts) reconnect(a inbox.Account, h inbox.Health) fyne.CanvasObject {
	switch {
	case a.Paused:
		return nil
	case h.State == inbox.Refused:
		return kit.NewButton(kit.Secondary, p.s.t(p.own("health.mend-"+string(a.Channel), "settings.account-sign-in")), func() { p.mend(a) })
	case dead(a, h):
		return kit.NewButton(kit.Secondary, p.s.t("health.mend-feed"), func() { p.edit(a) })
	case h.State == inbox.Retrying:
		return kit.NewButton(kit.Secondary, p.s.t("health.try-now"), func() { p.check(a) })
	default:
		return nil
	}
}

// unread are the channels of the trade that Vigie cannot read at all, as
// people name them. Names are not translated.
func unread() []string {
	return []string{"Facebook", "Instagram", "Messenger", "WhatsApp", "X", "LinkedIn", "YouTube", "TikTok", "Google Business", "Trustpilot"}
}

// unwatched says what nobody would learn of: an honest list.
func (p *accounts) unwatched() string {
	t := p.s.host.Texts()
	var without []string
	for _, ch := range p.s.desk.Kinds() {
		if !slices.ContainsFunc(p.list, func(a inbox.Account) bool { return a.Channel == ch && !a.Retired && !a.Paused }) {
			without = append(without, t.T("settings.channel-"+string(ch), nil))
		}
	}
	for _, a := range p.list {
		if a.Paused && !a.Retired {
			without = append(without, t.T("health.paused", map[string]any{"Name": accountName(a)}))
		}
	}
	var out []string
	if len(without) > 0 {
		out = append(out, t.T("health.no-account", map[string]any{"List": strings.Join(without, ", ")}))
	}
	var notYet []string
	for _, ch := range []inbox.Channel{inbox.ChannelMastodon, inbox.ChannelFeed} {
		if !slices.Contains(p.s.desk.Kinds(), ch) && !slices.ContainsFunc(p.list, func(a inbox.Account) bool { return a.Channel == ch }) {
			notYet = append(notYet, t.T("settings.channel-"+string(ch), nil))
		}
	}
	notYet = append(notYet, unread()...)
	out = append(out, t.T("health.not-yet", map[string]any{"List": strings.Join(notYet, ", ")}), t.T("health.forums", nil))
	return strings.Join(out, "\n")
}

// normalGap is the longest normal silence in words.
func (p *accounts) normalGap(a inbox.Account) string {
	if gap, known := p.gaps.of[a.ID]; known {
		return p.s.formats().Span(gap)
	}
	return p.s.t("health.unknown")
}
