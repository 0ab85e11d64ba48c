package crisisroom

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/ui/kit"
)

// line is the chosen step.
func (s *Screen) line() (StepLine, bool) {
	if !s.live() {
		return StepLine{}, false
	}
	return s.formats().StepLine(s.room, s.step, s.host.Now())
}

// tickStep does the chosen step: at once where nothing is to be said, else
// after one question.
func (s *Screen) tickStep() {
	l, ok := s.line()
	if !ok {
		return
	}
	switch {
	case l.Step.Unsigned:
		s.give(s.t("crisisroom.signed"), crisis.Order{Step: l.ID, Act: crisis.SignAlso{}})
	case l.Def.Type == playbook.Decision:
		s.decide()
	case l.Def.Type == playbook.Approval:
		s.approve()
	case l.Def.Type == playbook.StatementStep:
		s.write(l.Def.Statement, l.ID)
	case l.Def.Type == playbook.Publish:
		s.publish(l)
	case l.Def.Type == playbook.Notify && l.Step.State == crisis.Awaiting:
		s.give(s.t("crisisroom.acked-toast"), crisis.Order{Step: l.ID, Act: crisis.Acknowledge{}})
	case l.Def.Type == playbook.SubPlaybook && l.Step.Child == "":
		s.startFor(l)
	case l.Def.Type == playbook.FreezeStep && l.Def.Evidence == "" && len(l.Def.Checklist) == 0:
		s.askPause(l.ID, l.Def.Title)
	case s.asks(l):
		s.complete(l)
	default:
		s.give(s.tt("crisisroom.done-toast", "Step", l.Def.Title), crisis.Order{Step: l.ID, Act: crisis.Complete{}})
	}
}

// asks reports whether a step is done only with words.
func (s *Screen) asks(l StepLine) bool {
	return l.Def.Type == playbook.FreezeStep || l.Def.Type == playbook.End || l.Def.Evidence == "required" && len(l.Step.Evidence) == 0 || len(s.unticked(l)) > 0
}

func (s *Screen) unticked(l StepLine) []int {
	var out []int
	for i := range l.Def.Checklist {
		if !l.Step.Checked[i] {
			out = append(out, i)
		}
	}
	return out
}

func (s *Screen) key(l StepLine, act string) string { return string(s.run) + "/" + l.ID + "/" + act }

// complete asks for evidence, the lines of the checklist and a remark.
func (s *Screen) complete(l StepLine) {
	q := &question{s: s, key: s.key(l, "done"), title: l.Def.Title, primary: s.t("crisisroom.done-act")}
	ticked := map[int]bool{}
	for _, i := range s.unticked(l) {
		ticked[i] = true
		q.before = append(q.before, kit.NewCheck(l.Def.Checklist[i], true, func(on bool) { ticked[i] = on }))
	}
	if len(q.before) > 0 {
		q.before = append([]fyne.CanvasObject{kit.NewParagraph(s.t("crisisroom.ticked-with"), kit.Body(), kit.Mute)}, q.before...)
	}
	switch l.Def.Type {
	case playbook.FreezeStep:
		q.before = append(q.before, kit.NewParagraph(s.t("crisisroom.freeze-text"), kit.Body(), kit.Ink))
		q.primary, q.danger = s.t("crisisroom.freeze-act"), true
	case playbook.End:
		q.before = append(q.before, kit.NewParagraph(s.t("crisisroom.close-text"), kit.Body(), kit.Ink))
		q.primary = s.t("crisisroom.close-act")
	}
	if l.Def.Evidence != "" {
		need := ""
		if l.Def.Evidence == "required" && len(l.Step.Evidence) == 0 {
			need = s.t("crisisroom.evidence-need")
		}
		q.fields = append(q.fields, &asked{id: "evidence", label: s.t("crisisroom.evidence"), hint: s.t("crisisroom.evidence-hint"), need: need, rows: 2})
	}
	q.fields = append(q.fields, &asked{id: "note", label: s.t("crisisroom.remark"), hint: s.t("crisisroom.optional")})
	q.act = func(v answers) bool {
		a := crisis.Complete{Note: v["note"], Evidence: evidence(v["evidence"])}
		for i, on := range ticked {
			if on {
				a.Checked = append(a.Checked, i)
			}
		}
		slices.Sort(a.Checked)
		s.giveThen(s.tt("crisisroom.done-toast", "Step", l.Def.Title), q.kept, crisis.Order{Step: l.ID, Act: a})
		return true
	}
	q.open()
}

// evidence makes of each line what it is: an address, or words.
func evidence(text string) []crisis.Evidence {
	var out []crisis.Evidence
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "https://") || strings.HasPrefix(line, "http://"):
			out = append(out, crisis.Evidence{Kind: "link", URL: line})
		default:
			out = append(out, crisis.Evidence{Kind: "text", Text: line})
		}
	}
	return out
}

// reason asks why, and acts.
func (s *Screen) reason(key, title, primary, done string, make func(reason string) crisis.Order) {
	q := &question{s: s, key: string(s.run) + "/" + key, title: title, primary: primary, danger: true, width: 500}
	q.fields = []*asked{{id: "reason", label: s.t("crisisroom.reason"), rows: 2, need: s.t("crisis.reason-missing")}}
	q.act = func(v answers) bool {
		s.giveThen(done, q.kept, make(v["reason"]))
		return true
	}
	q.open()
}

func (s *Screen) skip() {
	if l, ok := s.line(); ok {
		s.reason(l.ID+"/skip", s.tt("crisisroom.skip-title", "Step", l.Def.Title), s.t("crisisroom.skip"), "", func(why string) crisis.Order {
			return crisis.Order{Step: l.ID, Act: crisis.Skip{Reason: why}}
		})
	}
}

func (s *Screen) reopen() {
	if l, ok := s.line(); ok {
		s.reason(l.ID+"/reopen", s.tt("crisisroom.reopen-title", "Step", l.Def.Title), s.t("crisisroom.reopen"), "", func(why string) crisis.Order {
			return crisis.Order{Step: l.ID, Act: crisis.ReopenStep{Reason: why}}
		})
	}
}

// decide asks for an answer and why; a second person only confirms, and the
// lead settles what two took differently.
func (s *Screen) decide() {
	l, ok := s.line()
	if !ok {
		return
	}
	q := &question{s: s, key: s.key(l, "decide"), title: l.Def.Title, primary: s.t("crisisroom.decide"), width: 620}
	var options []kit.Option
	for _, o := range l.Def.Options {
		options = append(options, kit.Option{ID: o.ID, Text: o.Label})
	}
	value, need := "", ""
	confirms := l.Def.Confirm != "" && len(l.Step.Choices) > 0 && l.Step.Choices[0].By != s.me.ID && l.Step.State == crisis.Awaiting
	if len(l.Step.Choices) > 0 {
		value = l.Step.Choices[0].Option
	}
	if l.Def.Sets == playbook.NameSeverity { // by what the level is chosen
		q.before = s.decisionOf(l)
	}
	if confirms {
		q.primary = s.t("crisisroom.confirm-choice")
		q.before = s.decisionOf(l)
	}
	if l.Step.State == crisis.Disputed {
		q.primary, need = s.t("crisisroom.settle"), s.t("crisis.reason-missing")
	}
	q.fields = []*asked{
		{id: "option", label: s.t("crisisroom.answer"), options: options, value: value, need: s.t("crisisroom.answer-need")},
		{id: "reason", label: s.t("crisisroom.why"), hint: s.t("crisisroom.why-hint"), need: need},
	}
	q.act = func(v answers) bool {
		var a crisis.Act = crisis.Choose{Option: v["option"], Reason: v["reason"]}
		switch {
		case l.Step.State == crisis.Disputed:
			a = crisis.Settle{Option: v["option"], Reason: v["reason"]}
		case confirms && v["option"] == value:
			a = crisis.ConfirmChoice{Option: value}
		}
		s.giveThen(s.t("crisisroom.decided"), q.kept, crisis.Order{Step: l.ID, Act: a})
		return true
	}
	q.open()
}

// severity asks how grave it is by now.
func (s *Screen) severity() {
	q := &question{s: s, key: string(s.run) + "/severity", title: s.t("crisisroom.severity-title"), primary: s.t("crisisroom.severity-act"), width: 620}
	var options []kit.Option
	next, take := "", s.room.Run.Severity == ""
	for _, v := range s.room.Plan.Book.Severity {
		options = append(options, kit.Option{ID: v.ID, Text: v.Label})
		q.before = append(q.before, kit.NewParagraph(v.Label+" – "+v.Criteria, kit.Body(), kit.Mute))
		if take {
			next, take = v.ID, false
		}
		take = take || v.ID == s.room.Run.Severity
	}
	if next == "" {
		next = s.room.Run.Severity
	}
	q.fields = []*asked{{id: "to", label: s.t("crisisroom.severity"), options: options, value: next}, {id: "reason", label: s.t("crisisroom.why"), hint: s.t("crisisroom.why-lower")}}
	q.act = func(v answers) bool {
		if book := s.room.Plan.Book; book.SeverityRank(v["to"]) < book.SeverityRank(s.room.Run.Severity) && v["reason"] == "" {
			q.missing(q.fields[1], s.t("crisis.reason-missing"))
			return false
		}
		s.giveThen(s.tt("crisisact.severity-now", "Severity", s.room.severity(v["to"])), q.kept, crisis.Order{Act: crisis.SetSeverity{To: v["to"], Reason: v["reason"]}})
		return true
	}
	q.open()
}

// update asks where things stand, under the fixed headings.
func (s *Screen) update() {
	q := &question{s: s, key: string(s.run) + "/update", title: s.t("crisisroom.update-title"), primary: s.t("crisisroom.update-act"), width: 640}
	for _, id := range []string{"known", "unknown", "said", "next"} {
		q.fields = append(q.fields, &asked{id: id, label: s.t("crisisroom.update-" + id), rows: 2})
	}
	q.act = func(v answers) bool {
		s.giveThen(s.t("crisisroom.update-done"), q.kept, crisis.Order{Act: crisis.Update{Known: v["known"], Unknown: v["unknown"], Said: v["said"], Next: v["next"]}})
		return true
	}
	q.open()
}

// note adds a line to the log.
func (s *Screen) note() {
	q := &question{s: s, key: string(s.run) + "/note", title: s.t("crisisroom.note-title"), primary: s.t("crisisroom.note-act"), width: 520}
	q.fields = []*asked{{id: "text", label: s.t("crisisroom.note-text"), rows: 3, need: s.t("crisis.text-missing")}}
	q.act = func(v answers) bool {
		s.giveThen("", q.kept, crisis.Order{Act: crisis.Note{Text: v["text"]}})
		return true
	}
	q.open()
}

// rebind asks who is to have a role; the lead is handed over.
func (s *Screen) rebind(role string) {
	def, _ := s.room.Plan.Book.Role(role)
	was := s.room.Run.Roles[role]
	q := &question{s: s, key: string(s.run) + "/role/" + role, title: def.Label, primary: s.t("crisisroom.rebind-act"), width: 620}
	q.fields = []*asked{{id: "holder", label: s.t("crisisroom.holder"), options: s.people(), value: string(was.Holder), need: s.t("crisisroom.nobody")}}
	lead := role == s.room.Plan.LeadRole()
	if lead {
		q.primary = s.t("crisisroom.lead")
		reason := &asked{id: "reason", label: s.t("crisisroom.why")}
		if s.me.ID != s.room.Run.Lead { // who does not have it takes it over, and says why
			q.title, q.primary, q.fields[0].value = s.tt("crisisact.take-over", "Name", s.room.Name(s.room.Run.Lead)), s.t("crisisact.take-over-act"), string(s.me.ID)
			reason.need = s.t("crisis.reason-missing")
		} else {
			q.fields[0].value = string(was.Backup)
		}
		q.fields = append(q.fields, reason)
	} else {
		q.fields = append(q.fields, &asked{id: "backup", label: s.t("crisisroom.backup-field"), options: s.people(), value: string(was.Backup)})
	}
	q.act = func(v answers) bool {
		var a crisis.Act = crisis.Bind{Role: role, Holder: memberID(v["holder"]), Backup: memberID(v["backup"])}
		if lead {
			a = crisis.HandLead{To: memberID(v["holder"]), Epoch: s.room.Run.Epoch, Reason: v["reason"]}
		}
		s.giveThen("", q.kept, crisis.Order{Act: a})
		return true
	}
	q.open()
}

// lift asks the lead for a reason; for the second person it ends the freeze.
func (s *Screen) lift() {
	for _, z := range s.room.Run.Freezes {
		if !z.On() {
			continue
		}
		id := z.ID
		if z.LiftBy != "" {
			s.give(s.t("crisisroom.lifted"), crisis.Order{Act: crisis.Lift{Freeze: id}})
			return
		}
		s.reason("lift", s.t("crisisroom.lift-title"), s.t("crisisroom.lift-ask"), s.t("crisisroom.lift-second"), func(why string) crisis.Order {
			return crisis.Order{Act: crisis.AskLift{Freeze: id, Reason: why}}
		})
		return
	}
}
