package crisisroom

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// linkedActs are the commands about the conversations of the run.
func (s *Screen) linkedActs() []vm.Command {
	return []vm.Command{
		{ID: "crisisact.linked-list", Keys: []vm.Key{{Rune: 'i'}}, Enabled: s.hasLinked, Run: s.listLinked},
		{ID: "crisisact.answer-linked", Keys: []vm.Key{{Rune: 'r', Ctrl: true}}, Footer: true, Enabled: s.canAnswer, Run: s.answerLinked},
	}
}

func (s *Screen) hasLinked() vm.Verdict {
	if v := s.onRun(); !v.OK {
		return v
	}
	if len(s.room.Run.Links) == 0 {
		return vm.Cannot("crisisact.none-linked")
	}
	return vm.Can()
}

// canAnswer is asked with every key: what it says was found when the room was
// read.
func (s *Screen) canAnswer() vm.Verdict {
	if v := s.onRun(); !v.OK {
		return v
	}
	return s.answerable
}

func (s *Screen) mayAnswer() vm.Verdict {
	if s.room.Run == nil {
		return vm.Cannot("")
	}
	if n, _ := s.room.Waiting(s.host.Now()); n == 0 {
		return vm.Cannot("crisisact.nobody-waits")
	}
	if len(s.sayable()) == 0 {
		return vm.Cannot("crisisact.nothing-approved")
	}
	return vm.Can()
}

// sayable are the statements that may go out now to those who wait.
func (s *Screen) sayable() []Mailing {
	var out []Mailing
	now := s.host.Now()
	for _, st := range s.formats().StatementsOf(s.room, now) {
		if !st.Consent.Whole() {
			continue
		}
		m := s.room.Mailing(st, now)
		goes := func(l MailingLeg) bool {
			return s.room.Try("", crisis.Publish{Statement: st.ID, Channel: l.Channel, Hash: st.Hash, Conversation: l.To[0]}, now).OK
		}
		if slices.ContainsFunc(m.Legs, goes) {
			out = append(out, m)
		}
	}
	return out
}

// linkedSide lists the conversations that wait, the oldest first.
func (s *Screen) linkedSide() []fyne.CanvasObject {
	const most = 5
	if len(s.room.Run.Links) == 0 {
		return nil
	}
	now := s.host.Now()
	head := s.host.Texts().N("crisisroom.linked", len(s.room.Run.Links), nil)
	if n, oldest := s.room.Waiting(now); n > 0 {
		head = s.host.Texts().N("crisisact.waiting", n, map[string]any{"Span": s.formats().Span(oldest)})
	}
	objs := []fyne.CanvasObject{kit.NewHeading(head)}
	for i, l := range s.room.LinkedLines(now) {
		if i == most {
			break
		}
		objs = append(objs, s.linkedRow(l))
	}
	if len(s.room.Linked) > most {
		objs = append(objs, kit.NewNavRow(s.t("crisisact.linked-list"), len(s.room.Linked), s.listLinked))
	}
	return append(objs, s.linkedMore()...)
}

// linkedMore says how many conversations of the run are not listed.
func (s *Screen) linkedMore() []fyne.CanvasObject {
	if s.room.LinkedMore == 0 {
		return nil
	}
	return []fyne.CanvasObject{kit.NewParagraph(s.host.Texts().N("crisisact.linked-more", s.room.LinkedMore, nil), kit.Small(), kit.Amber)}
}

func (s *Screen) linkedRow(l LinkedLine) *kit.KeyValue {
	state, tone := s.t("crisisact.answered"), kit.Good
	switch {
	case l.State != "":
		state = s.t("crisisact.answer-" + kebab(string(l.State)))
		if l.State == crisis.Unsure {
			tone = kit.Alarm
		}
	case l.Wait > 0:
		state, tone = s.tt("crisisact.waits", "Span", s.formats().Span(l.Wait)), kit.Caution
	}
	row := kit.NewKeyValue(who(l.Row), state)
	row.Set(state, tone)
	id := l.ID
	row.Menu(func() { s.host.OpenConversation(id) })
	return row
}

// listLinked shows all conversations of the run; Return opens one.
func (s *Screen) listLinked() {
	var d *kit.Dialog
	var objs []fyne.CanvasObject
	var first fyne.Focusable
	for _, l := range s.room.LinkedLines(s.host.Now()) {
		row, id := s.linkedRow(l), l.ID
		row.Menu(func() { d.Close(); s.host.OpenConversation(id) })
		if first == nil {
			first = row
		}
		objs = append(objs, row)
	}
	if len(objs) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("crisisact.none-seen"), kit.Body(), kit.Mute))
	}
	objs = append(objs, s.linkedMore()...)
	d = kit.NewDialog(kit.DialogSpec{Title: s.t("crisisact.linked-list"), Body: kit.NewColumn(2, objs...), First: first, Width: 560, Cancel: s.t("crisisact.close")})
	d.Open(s.host.Canvas())
}

// answerLinked shows what would go out, to how many on which network, and
// answers after one confirmation. Each leaves with a permit of its own.
func (s *Screen) answerLinked() {
	plans := s.sayable()
	if len(plans) == 0 {
		return
	}
	q := &question{s: s, key: string(s.run) + "/answer-linked", title: s.t("crisisact.answer-linked"), width: 700}
	preview := kit.NewColumn(8)
	at := 0
	show := func() {
		preview.Set(s.mailingBody(plans[at])...)
		if q.dialog != nil {
			q.dialog.PrimaryButton().SetText(s.host.Texts().N("crisisact.answer-act", plans[at].Count(), nil))
			q.dialog.Fit()
		}
	}
	if len(plans) > 1 {
		f := &asked{id: "statement", label: s.t("crisisact.statement"), value: plans[0].Statement.ID}
		for _, m := range plans {
			f.options = append(f.options, kit.Option{ID: m.Statement.ID, Text: m.Statement.Stage})
		}
		f.changed = func(id string) {
			for i, m := range plans {
				if m.Statement.ID == id {
					at = i
				}
			}
			show()
		}
		q.fields = append(q.fields, f)
	}
	q.after = []fyne.CanvasObject{preview}
	q.primary = s.host.Texts().N("crisisact.answer-act", plans[0].Count(), nil)
	q.act = func(answers) bool {
		if plans[at].Count() == 0 {
			s.host.Toast(s.t("crisisact.answer-none"))
			return false
		}
		q.kept()
		q.dialog.Close() // first: what became of it may be said in another
		s.mail(plans[at])
		return false
	}
	show()
	q.open()
}

// mailingBody shows each text with its length where it goes, and to how many.
func (s *Screen) mailingBody(m Mailing) []fyne.CanvasObject {
	objs := []fyne.CanvasObject{kit.NewParagraph(s.consent(m.Statement.Consent), kit.Small(), kit.Mute)}
	for _, l := range m.Legs {
		mood := TintPlain
		if !l.Fits() {
			mood = TintAlarm
		}
		length := strconv.Itoa(l.Length)
		if l.Most > 0 {
			length += " / " + strconv.Itoa(l.Most)
		}
		head := s.channel(string(l.Network)) + " · " + s.host.Texts().N("crisisact.conversations", len(l.To), nil)
		objs = append(objs, newCard(kit.Background, kit.Line, nil, newHeadline("", 0, head, kit.Strong(), kit.Ink, chip(length, mood)), kit.NewTextBody(l.Text)))
	}
	if m.TooLong > 0 {
		objs = append(objs, kit.NewParagraph(s.host.Texts().N("crisisact.too-long-for", m.TooLong, nil), kit.Body(), kit.Red))
	}
	if m.NoText > 0 {
		objs = append(objs, kit.NewParagraph(s.host.Texts().N("crisisact.no-text-for", m.NoText, nil), kit.Body(), kit.Amber))
	}
	objs = append(objs, s.linkedMore()...)
	return append(objs, kit.NewParagraph(s.t("crisisact.answer-text"), kit.Small(), kit.Mute))
}

// mail answers, and says what became of it: those that were refused are named.
func (s *Screen) mail(m Mailing) {
	run, base := s.room.Run.ID, s.room.Run.Seq
	copied := s.room.Copy
	s.host.Scheduler().Go(func(ctx context.Context) {
		var all []inbox.Outcome
		var failed error
		for _, l := range m.Legs {
			if !l.Fits() || failed != nil {
				continue
			}
			o := crisis.Order{Run: run, Base: base, Act: crisis.Publish{Statement: m.Statement.ID, Channel: l.Channel, Hash: m.Statement.Hash}}
			out, err := s.desk.AnswerInRun(ctx, o, l.To)
			all, failed = append(all, out...), err
		}
		s.host.Scheduler().UI(func() { s.mailed(all, failed, copied) })
	})
}

func (s *Screen) mailed(all []inbox.Outcome, failed error, copied bool) {
	defer s.reload()
	var refused []fyne.CanvasObject
	for _, o := range all {
		if o.Err != nil {
			refused = append(refused, kit.NewParagraph(s.nameOf(o.Conversation)+" – "+s.host.Texts().Fault(o.Err), kit.Body(), kit.Ink))
		}
	}
	n := len(all) - len(refused)
	text := ""
	switch {
	case n > 0 && copied:
		text = s.t("crisisact.asked")
	case n > 0:
		text = s.host.Texts().N("crisisact.answers-leave", n, nil)
	}
	switch {
	case failed != nil && len(all) == 0:
		s.host.Fault(failed)
		return
	case failed == nil && len(refused) == 0:
		if text != "" {
			s.host.Toast(text)
		}
		return
	}
	// What left and what did not are read together: of two toasts one is seen.
	var body []fyne.CanvasObject
	if text != "" {
		body = append(body, kit.NewParagraph(text, kit.Body(), kit.Ink))
	}
	if failed != nil {
		body = append(body, kit.NewParagraph(s.host.Texts().Fault(failed), kit.Body(), kit.Red))
	}
	if len(refused) > 0 {
		body = append(body, kit.NewHeading(s.host.Texts().N("crisisact.answers-refused", len(refused), nil)).Flush())
	}
	body = append(body, refused...)
	kit.NewDialog(kit.DialogSpec{Title: s.t("crisisact.answer-linked"), Body: kit.NewColumn(8, body...), Width: 600, Cancel: s.t("crisisact.close")}).Open(s.host.Canvas())
}

func (s *Screen) nameOf(id inbox.ConversationID) string {
	for _, r := range s.room.Linked {
		if r.ID == id {
			return who(r)
		}
	}
	return string(id)
}
