package settings

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
)

// ability of a network, in words, and whether this account has it.
type ability struct {
	words string
	has   inbox.Support
}

// kindsOf lists the kinds of message of a sheet in a fixed order.
func kindsOf(c inbox.Caps) []inbox.Kind {
	var out []inbox.Kind
	for _, k := range []inbox.Kind{inbox.Email, inbox.Mention, inbox.Comment, inbox.Direct, inbox.Review, inbox.Clip} {
		if _, ok := c.Kinds[k]; ok {
			out = append(out, k)
		}
	}
	return out
}

// best is the most that any kind of the sheet supports.
func best(c inbox.Caps, of func(inbox.KindCaps) inbox.Support) inbox.Support {
	out := inbox.No
	for _, k := range kindsOf(c) {
		if s := of(c.Kinds[k]); s == inbox.Yes || out == inbox.No {
			out = s
		}
	}
	return out
}

func yes(on bool) inbox.Support {
	if on {
		return inbox.Yes
	}
	return inbox.No
}

// actions are all that the moderation vocabulary has, in the order in which
// they are told.
func actions() []inbox.Action {
	return []inbox.Action{inbox.Like, inbox.Hide, inbox.Delete, inbox.Mute, inbox.Block, inbox.Report, inbox.Junk, inbox.Archive}
}

// abilities puts a sheet into words: what this network can and cannot do here.
func (p *accounts) abilities(c inbox.Caps) []ability {
	t := p.s.host.Texts()
	out := []ability{
		{t.T("settings.can-read", nil), yes(c.Poll || c.Stream)},
		{t.T("settings.can-stream", nil), yes(c.Stream)},
		{t.T("settings.can-history", nil), yes(c.History)},
		{t.T("settings.can-reply", nil), best(c, func(k inbox.KindCaps) inbox.Support { return k.Reply })},
		{t.T("settings.can-private", nil), best(c, func(k inbox.KindCaps) inbox.Support { return k.Private })},
		{t.T("settings.can-attach", nil), yes(c.Attachments)},
		{t.T("settings.can-find-sent", nil), yes(c.FindSent)},
	}
	for _, a := range actions() {
		out = append(out, ability{t.T("settings.can-"+string(a), nil), best(c, func(k inbox.KindCaps) inbox.Support { return k.Actions[a] })})
	}
	return out
}

// canDo is the short list for the table: what can be done, in a few words.
func (p *accounts) canDo(a inbox.Account) []string {
	t, c := p.s.t, a.Caps
	if byHand(a) {
		return []string{t("health.does-by-hand")}
	}
	out := p.reads(c)
	switch {
	case best(c, func(k inbox.KindCaps) inbox.Support { return k.Reply }) != inbox.No:
		out = append(out, t("settings.does-reply"))
	case len(out) > 0:
		out = []string{t("health.does-read-only")}
	}
	for _, a := range actions() {
		if best(c, func(k inbox.KindCaps) inbox.Support { return k.Actions[a] }) != inbox.No {
			out = append(out, t("settings.does-"+string(a)))
		}
	}
	if len(out) == 0 {
		out = append(out, t("settings.does-unknown"))
	}
	return out
}

// reads lists what comes in: by kind where there are several.
func (p *accounts) reads(c inbox.Caps) []string {
	kinds := kindsOf(c)
	if !c.Poll && !c.Stream {
		return nil
	}
	if len(kinds) < 2 {
		return []string{p.s.t("settings.does-read")}
	}
	var out []string
	for _, k := range kinds {
		out = append(out, p.s.t("health.kind-"+string(k)))
	}
	return out
}

// limits are what a reply must keep to.
func (p *accounts) limits(c inbox.Caps) []string {
	t, fm := p.s.host.Texts(), p.s.formats()
	var out []string
	if c.MaxLength > 0 {
		out = append(out, t.T("settings.limit-length", map[string]any{"N": c.MaxLength}))
	}
	if c.Window > 0 {
		out = append(out, t.T("settings.limit-window", map[string]any{"Span": p.s.length(c.Window)}))
	}
	if c.Attachments && c.MaxAttached > 0 {
		out = append(out, t.T("settings.limit-attached", map[string]any{"Size": fm.Size(c.MaxAttached)}))
	}
	return out
}

// sheet shows what an account's network can and cannot do.
func (p *accounts) sheet(a inbox.Account) {
	t := p.s.t
	var can, cannot []fyne.CanvasObject
	for _, one := range p.abilities(a.Caps) {
		if one.has == inbox.No {
			cannot = append(cannot, newMarked(icon.Minus, kit.Faint, one.words))
			continue
		}
		words := one.words
		if one.has != inbox.Yes {
			words += " (" + t("settings.support-"+string(one.has)) + ")"
		}
		can = append(can, newMarked(icon.Check, kit.Green, words))
	}
	h := p.health[a.ID]
	rows := []fyne.CanvasObject{
		kit.NewParagraph(t("settings.sheet-text"), kit.Body(), kit.Mute),
		kit.NewKeyValue(t("settings.sheet-checked"), p.lastChecked(h, p.s.host.Now())),
		kit.NewKeyValue(t("settings.sheet-message"), p.lastMessage(h)),
		kit.NewKeyValue(t("health.col-quota"), p.quota(h)),
		kit.NewKeyValue(t("health.normal-gap"), p.normalGap(a)),
		kit.NewHeading(t("settings.sheet-can")),
	}
	rows = append(rows, can...)
	if len(cannot) > 0 {
		rows = append(append(rows, kit.NewHeading(t("settings.sheet-cannot"))), cannot...)
	}
	if l := p.limits(a.Caps); len(l) > 0 {
		rows = append(rows, kit.NewHeading(t("settings.sheet-limits")))
		for _, one := range l {
			rows = append(rows, newMarked(icon.Info, kit.Mute, one))
		}
	}
	kit.NewDialog(kit.DialogSpec{
		Title: accountName(a), Subtitle: t("settings.channel-" + string(a.Channel)), Width: 520,
		Body: kit.NewColumn(2, rows...), Cancel: t("settings.close"),
	}).Open(p.s.host.Canvas())
}
