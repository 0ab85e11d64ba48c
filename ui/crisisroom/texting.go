package crisisroom

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
)

func memberID(id string) team.MemberID { return team.MemberID(id) }

// people are the members as options.
func (s *Screen) people() []kit.Option { return place.People(s.roster) }

// write shows a statement to be filled in: its blanks first, then its text for
// each channel with the length as the channel counts. step is done with it;
// empty only keeps the text.
func (s *Screen) write(id, step string) {
	st, ok := s.formats().StatementOf(s.room, id, s.host.Now())
	if !ok {
		return
	}
	primary := s.t("crisisroom.text-keep")
	if step != "" {
		primary = s.t("crisisroom.text-submit")
	}
	q := &question{s: s, key: string(s.run) + "/text/" + id, title: st.Stage, sub: st.State, primary: primary, width: 760, column: 200}
	if st.Rejected != "" {
		q.before = append(q.before, kit.NewParagraph(st.Rejected, kit.Body(), kit.Red))
		q.fields = append(q.fields, &asked{id: "answer", label: s.t("crisisroom.text-answer"), hint: s.t("crisisroom.text-answer-hint")})
	}
	for _, b := range st.Blanks {
		f := &asked{id: "var " + b.ID, label: b.Label, value: b.Value, hint: s.hint(b.Type)}
		if step != "" { // said here, not by a refusal afterwards
			f.need = s.tt("crisis.variable-open", "Name", b.Label)
		}
		for _, c := range b.Choices {
			f.options = append(f.options, kit.Option{ID: c, Text: c})
		}
		q.fields = append(q.fields, f)
	}
	for _, c := range st.Channels {
		f := &asked{id: "text " + c.Channel, label: s.channel(c.Channel), value: c.Raw, rows: 4, help: lengthOf(c)}
		f.changed = func(string) { s.measure(q, st) }
		q.fields = append(q.fields, f)
	}
	for _, f := range q.fields {
		if strings.HasPrefix(f.id, "var ") {
			f.changed = func(string) { s.measure(q, st) }
		}
	}
	q.act = func(v answers) bool {
		orders := s.written(st, v)
		if step != "" {
			orders = append(orders, s.submitted(st, step, v)...)
		}
		if len(orders) > 0 {
			s.giveThen("", q.kept, orders...)
		}
		return true
	}
	q.open()
	s.measure(q, st)
}

// measure writes the length of each text as it would be now.
func (s *Screen) measure(q *question, st Statement) {
	values := map[string]string{}
	for _, f := range q.fields {
		if name, is := strings.CutPrefix(f.id, "var "); is {
			values[name] = f.answer()
		}
	}
	for _, f := range q.fields {
		channel, is := strings.CutPrefix(f.id, "text ")
		if !is {
			continue
		}
		filled, _ := playbook.Fill(f.answer(), func(name string) string { return values[name] })
		c := StatementText{Channel: channel}
		c.Length, c.Most = Measure(channel, filled)
		f.row.Help(lengthOf(c))
		if c.TooLong() {
			f.entry.SetError(s.tt("crisisroom.too-long", "Over", c.Length-c.Most))
		}
	}
}

// written makes the orders of what was changed.
func (s *Screen) written(st Statement, v answers) []crisis.Order {
	var orders []crisis.Order
	for _, b := range st.Blanks {
		if now := strings.TrimSpace(v["var "+b.ID]); now != b.Value {
			orders = append(orders, crisis.Order{Act: crisis.SetVariable{Name: b.ID, Value: now}})
		}
	}
	for _, c := range st.Channels {
		if now := v["text "+c.Channel]; now != c.Raw {
			orders = append(orders, crisis.Order{Act: crisis.Edit{Statement: st.ID, Channel: c.Channel, Text: now}})
		}
	}
	return orders
}

// submitted ends the step of a text. Who answers a rejection without another
// text says so first.
func (s *Screen) submitted(st Statement, step string, v answers) []crisis.Order {
	var orders []crisis.Order
	if no := st.Consent.Rejected; no != nil && v["answer"] != "" && len(s.written(st, v)) == 0 {
		orders = append(orders, crisis.Order{Act: crisis.Submit{Statement: st.ID, Hash: st.Hash, Answer: v["answer"]}})
	}
	return append(orders, crisis.Order{Step: step, Act: crisis.Complete{Note: v["answer"]}})
}

// text is the statement of the chosen step.
func (s *Screen) text() (Statement, bool) {
	l, ok := s.line()
	if !ok || TextOf(l.Def) == "" {
		return Statement{}, false
	}
	return s.formats().StatementOf(s.room, TextOf(l.Def), s.host.Now())
}

// approve shows exactly what one says yes to.
func (s *Screen) approve() {
	st, ok := s.text()
	if !ok {
		return
	}
	q := &question{s: s, key: string(s.run) + "/approve/" + st.ID, title: s.t("crisisroom.approve-title"), sub: st.Stage, primary: s.t("crisisroom.approve"), width: 680}
	q.before = append([]fyne.CanvasObject{kit.NewParagraph(s.t("crisisroom.approve-text"), kit.Body(), kit.Mute)}, s.statementBox(st.ID)...)
	q.act = func(answers) bool {
		s.giveThen(s.t("crisisroom.approved"), q.kept, crisis.Order{Act: crisis.Approve{Statement: st.ID, Hash: st.Hash}})
		return true
	}
	q.open()
}

func (s *Screen) reject() {
	if st, ok := s.text(); ok {
		s.reason("reject/"+st.ID, s.t("crisisroom.reject-title"), s.t("crisisroom.reject"), s.t("crisisroom.rejected"), func(why string) crisis.Order {
			return crisis.Order{Act: crisis.Reject{Statement: st.ID, Hash: st.Hash, Reason: why}}
		})
	}
}

func (s *Screen) edit() {
	if st, ok := s.text(); ok {
		s.write(st.ID, "")
	}
}

// hint says what a blank of a type takes.
func (s *Screen) hint(of string) string {
	if of == "choice" {
		return ""
	}
	return s.t("crisisroom.type-" + of)
}
