package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
)

// sendings is the page of what was released: waiting, leaving, failed, of
// unknown fate, sent.
type sendings struct {
	s    *Screen
	list []Sending
	rows shelf
}

func newOutbox(s *Screen) *sendings { return &sendings{s: s} }

func (p *sendings) load(ctx context.Context) (func() bool, error) {
	list, err := p.s.desk.Replies(ctx)
	return func() bool { p.list = list; return true }, err
}

func (p *sendings) minds(n inbox.Notice) bool { return n.Outbox }

func (p *sendings) draw() fyne.CanvasObject {
	t := p.s.t
	head := newHeader(t("settings.outbox-title"), t("settings.outbox-text"))
	if len(p.list) == 0 {
		return kit.NewColumn(16, head, newHollow(kit.NewEmpty(icon.Send, t("settings.outbox-empty"), t("settings.outbox-empty-text"), nil)))
	}
	var open, done []*line
	for _, one := range p.list {
		if one.Entry.State.Final() {
			done = append(done, p.line(one))
			continue
		}
		open = append(open, p.line(one))
	}
	columns := []column{{title: t("settings.col-to"), share: 2.4}, {title: t("settings.col-state"), share: 2.6}, {title: t("settings.col-text"), share: 3.4}, {title: t("settings.col-when"), share: 1.4, spare: true}}
	out := []fyne.CanvasObject{head}
	if len(open) > 0 {
		out = append(out, newTable(columns, open...))
	}
	if len(done) > 0 {
		out = append(out, kit.NewLine(t("settings.outbox-done"), kit.Strong(), kit.Ink), newTable(columns, done...))
	}
	return kit.NewColumn(14, out...)
}

func (p *sendings) line(one Sending) *line {
	e := one.Entry
	chip, words := p.state(e)
	to := one.Contact
	if to == "" {
		to = strings.Join(e.To, ", ")
	}
	text := strings.Join(strings.Fields(e.Text), " ")
	if r := []rune(text); len(r) > 140 {
		text = string(r[:140]) + "…"
	}
	when := e.QueuedAt
	if e.State == inbox.Sent && !e.EndedAt.IsZero() {
		when = e.EndedAt
	}
	by := p.s.host.Texts().T("settings.outbox-by", map[string]any{"Author": one.Author, "Account": one.Account})
	cells := []cell{
		{title: to, text: by}, {chip: chip, text: words}, {text: text, role: kit.Ink},
		{text: p.s.formats().Moment(when, p.s.host.Now())},
	}
	return p.rows.line(string(e.ID), string(e.State), cells, func() *line { return newLine(nil, cells, p.acts(one)...) })
}

// state says where a reply stands, and why it did not leave.
func (p *sendings) state(e inbox.OutboxEntry) (kit.ChipSpec, string) {
	tone, mark := kit.Plain, icon.DotMark
	switch e.State {
	case inbox.Failed, inbox.Unknown:
		tone, mark = kit.Alarm, icon.AlertMark
	case inbox.Sending:
		tone = kit.Brand
	case inbox.Sent:
		tone = kit.Good
	case inbox.Queued, inbox.Cancelled:
	}
	words := ""
	switch {
	case e.State == inbox.Unknown:
		words = p.s.t("settings.outbox-unknown-text")
	case e.Bounced != "":
		tone, mark, words = kit.Alarm, icon.AlertMark, p.s.host.Texts().T("settings.outbox-bounced", map[string]any{"Why": e.Bounced})
	case e.FaultKey != "" && e.State != inbox.Sent:
		words = p.s.t(e.FaultKey)
	case e.State == inbox.Queued && e.NotBefore.After(p.s.host.Now()):
		words = p.s.host.Texts().T("settings.outbox-leaves", map[string]any{"Time": p.s.formats().Clock(e.NotBefore)})
	}
	return kit.ChipSpec{Text: p.s.t("settings.send-" + string(e.State)), Tone: tone, Icon: mark}, words
}

// acts are what can be done about an entry.
func (p *sendings) acts(one Sending) []fyne.CanvasObject {
	t, e := p.s.t, one.Entry
	open := kit.NewIconButton(icon.Open, t("settings.outbox-open"), func() { p.s.host.Open(e.Conversation) })
	button := func(key string, a inbox.Act) fyne.CanvasObject {
		return kit.NewButton(kit.Secondary, t(key), func() { p.act(e.Conversation, a) })
	}
	switch e.State {
	case inbox.Queued:
		return []fyne.CanvasObject{button("settings.outbox-cancel", inbox.CancelReply{Outbox: e.ID}), open}
	case inbox.Failed:
		return []fyne.CanvasObject{button("settings.outbox-cancel", inbox.CancelReply{Outbox: e.ID}), button("settings.outbox-retry", inbox.RetryReply{Outbox: e.ID}), open}
	case inbox.Unknown:
		again := kit.NewButton(kit.Secondary, t("settings.outbox-not-there"), func() { p.again(one) })
		return []fyne.CanvasObject{again, button("settings.outbox-there", inbox.SettleReply{Outbox: e.ID}), open}
	default:
		return []fyne.CanvasObject{open}
	}
}

func (p *sendings) act(c inbox.ConversationID, a inbox.Act) {
	p.s.do(func(ctx context.Context) error { return p.s.desk.Act(ctx, c, a) }, nil)
}

// again asks for a person's word that a reply of unknown fate did not arrive:
// it might be there twice otherwise.
func (p *sendings) again(one Sending) {
	p.s.confirm(confirmation{
		title: p.s.t("settings.again-title"), text: p.s.host.Texts().T("settings.again-text", map[string]any{"Name": one.Contact}),
		act: p.s.t("settings.again-act"), danger: true,
		do: func() { p.act(one.Entry.Conversation, inbox.RetryReply{Outbox: one.Entry.ID, NotSent: true}) },
	})
}
