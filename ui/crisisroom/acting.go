package crisisroom

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// runActs are the commands about all of a run.
func (s *Screen) runActs() []vm.Command {
	letter := func(r rune) []vm.Key { return []vm.Key{{Rune: r}} }
	return []vm.Command{
		{ID: "crisisact.confirm-run", Keys: letter('y'), Footer: true, Enabled: s.of(crisis.Confirm{}), Run: func() {
			s.give(s.t("crisisroom.started"), crisis.Order{Act: crisis.Confirm{}})
		}},
		{ID: "crisisact.discard-run", Keys: letter('z'), Enabled: s.of(crisis.Discard{Reason: "-"}), Run: s.because("discard", func(why string) crisis.Act { return crisis.Discard{Reason: why} })},
		{ID: "crisisact.pause-run", Keys: letter('p'), Enabled: s.of(crisis.Pause{Reason: "-"}), Run: s.because("pause-run", func(why string) crisis.Act { return crisis.Pause{Reason: why} })},
		{ID: "crisisact.resume-run", Keys: letter('p'), Footer: true, Enabled: s.of(crisis.Resume{}), Run: func() {
			s.give(s.t("crisisact.resumed"), crisis.Order{Act: crisis.Resume{}})
		}},
		{ID: "crisisact.watch-run", Keys: letter('m'), Enabled: s.of(crisis.Watch{}), Run: func() {
			s.give(s.t("crisisact.watched"), crisis.Order{Act: crisis.Watch{}})
		}},
		{ID: "crisisact.raise-again", Keys: letter('m'), Enabled: s.of(crisis.RaiseAgain{Reason: "-"}), Run: s.because("raise-again", func(why string) crisis.Act { return crisis.RaiseAgain{Reason: why} })},
		{ID: "crisisact.close-run", Enabled: s.of(crisis.Close{Anyway: true}), Run: func() {
			s.give(s.t("crisisact.closed"), crisis.Order{Act: crisis.Close{}})
		}},
		{ID: "crisisact.reopen-run", Keys: letter('m'), Footer: true, Enabled: s.of(crisis.Reopen{Reason: "-"}), Run: s.because("reopen-run", func(why string) crisis.Act { return crisis.Reopen{Reason: why} })},
		{ID: "crisisact.settle-publication", Keys: letter('q'), Footer: true, Enabled: s.canSettlePublication, Run: s.settlePublication},
		{ID: "crisisact.override", Keys: letter('v'), Enabled: s.canOverride, Run: s.override},
		{ID: "crisisact.second-override", Keys: letter('v'), Footer: true, Enabled: s.canSecond, Run: s.secondOverride},
		{ID: "crisisact.open-child", Keys: letter('h'), Enabled: s.hasRelative, Run: s.openRelative},
	}
}

// because asks for a reason and acts; the words of the dialog are those of the
// command.
func (s *Screen) because(name string, act func(why string) crisis.Act) func() {
	return func() {
		s.reason(name, s.t("crisisact."+name), s.t("crisisact."+name), "", func(why string) crisis.Order { return crisis.Order{Act: act(why)} })
	}
}

// unsure is the oldest publication of which nobody knows whether it went out.
func (r Room) unsure() (crisis.Publication, bool) {
	for _, p := range r.Run.Publications {
		if p.State == crisis.Unsure {
			return p, true
		}
	}
	return crisis.Publication{}, false
}

func (s *Screen) canSettlePublication() vm.Verdict {
	if v := s.onRun(); !v.OK {
		return v
	}
	p, ok := s.room.unsure()
	if !ok {
		return vm.Cannot("")
	}
	return s.of(crisis.SettlePublication{Permit: p.Permit})()
}

// settlePublication asks what somebody saw on the platform: nothing is ever
// sent again by itself.
func (s *Screen) settlePublication() {
	p, ok := s.room.unsure()
	if !ok {
		return
	}
	q := &question{s: s, key: string(s.run) + "/seen/" + p.Permit, title: s.t("crisisact.settle-publication"), primary: s.t("crisisact.seen"), width: 640}
	q.before = []fyne.CanvasObject{kit.NewParagraph(s.tt("crisisact.seen-text", "Channel", s.channel(p.Channel), "Time", s.formats().Clock(p.At)), kit.Body(), kit.Ink), kit.NewTextBody(p.Text)}
	if p.Conversation != "" {
		q.before = append(q.before, kit.NewActs().Left(kit.NewButton(kit.Secondary, s.t("crisisact.open-conversation"), func() {
			q.dialog.Close()
			s.host.OpenConversation(p.Conversation)
		})))
	}
	q.fields = []*asked{
		{id: "out", label: s.t("crisisroom.answer"), options: []kit.Option{{ID: "yes", Text: s.t("crisisact.is-there")}, {ID: "no", Text: s.t("crisisact.is-not")}}, need: s.t("crisisroom.answer-need")},
		{id: "link", label: s.t("crisisact.post-link"), hint: s.t("crisisroom.publish-hint")},
	}
	q.act = func(v answers) bool {
		s.giveThen(s.t("crisisact.settled"), q.kept, crisis.Order{Act: crisis.SettlePublication{Permit: p.Permit, Out: v["out"] == "yes", Link: strings.TrimSpace(v["link"])}})
		return true
	}
	q.open()
}

// waitingOverride gives the override of a text that still needs a second
// person; false where there is none.
func (r Room) waitingOverride(statement string) (crisis.Overriding, bool) {
	t := r.Run.Texts[statement]
	if t == nil {
		return crisis.Overriding{}, false
	}
	for _, o := range t.Overrides {
		if !o.Alone && o.Second == "" {
			return o, true
		}
	}
	return crisis.Overriding{}, false
}

func (s *Screen) canOverride() vm.Verdict {
	st, ok := s.text()
	if !ok {
		return vm.Cannot("crisisroom.no-text")
	}
	if _, waits := s.room.waitingOverride(st.ID); waits {
		return vm.Cannot("crisisact.override-waits")
	}
	if st.Consent.Whole() {
		return vm.Cannot("crisisact.nothing-missing")
	}
	return s.of(crisis.Override{Statement: st.ID, Hash: st.Hash, Reason: "-"})()
}

// override goes on without one approval that is missing: it stays red in the
// log, whoever reads it later.
func (s *Screen) override() {
	st, ok := s.text()
	if !ok {
		return
	}
	q := &question{s: s, key: string(s.run) + "/override/" + st.ID, title: s.t("crisisact.override"), sub: st.Stage, primary: s.t("crisisact.override-act"), danger: true, width: 640}
	q.before = append([]fyne.CanvasObject{kit.NewParagraph(s.t("crisisact.override-text"), kit.Body(), kit.Red)}, s.statementBox(st.ID)...)
	q.fields = []*asked{{id: "reason", label: s.t("crisisroom.reason"), rows: 2, need: s.t("crisis.reason-missing")}}
	q.act = func(v answers) bool {
		s.giveThen(s.t("crisisact.overridden"), q.kept, crisis.Order{Act: crisis.Override{Statement: st.ID, Hash: st.Hash, Reason: v["reason"]}})
		return true
	}
	q.open()
}

func (s *Screen) canSecond() vm.Verdict {
	st, ok := s.text()
	if !ok {
		return vm.Cannot("crisisroom.no-text")
	}
	o, waits := s.room.waitingOverride(st.ID)
	if !waits {
		return vm.Cannot("")
	}
	return s.of(crisis.SecondOverride{Statement: st.ID, Override: o.Event})()
}

// secondOverride is the second person's agreement, to exactly this text.
func (s *Screen) secondOverride() {
	st, ok := s.text()
	o, waits := s.room.waitingOverride(st.ID)
	if !ok || !waits {
		return
	}
	q := &question{s: s, key: string(s.run) + "/second/" + o.Event, title: s.t("crisisact.second-override"), sub: st.Stage, primary: s.t("crisisact.second-act"), danger: true, width: 640}
	q.before = append([]fyne.CanvasObject{kit.NewParagraph(s.tt("crisisact.second-text", "Name", s.room.Name(o.By), "Reason", o.Reason), kit.Body(), kit.Red)}, s.statementBox(st.ID)...)
	q.act = func(answers) bool {
		s.give(s.t("crisisact.overridden"), crisis.Order{Act: crisis.SecondOverride{Statement: st.ID, Override: o.Event}})
		return true
	}
	q.open()
}

// relative is the run that the chosen step was given to, or else the run for
// which this one was started.
func (s *Screen) relative() crisis.RunID {
	if !s.live() {
		return ""
	}
	if l, ok := s.line(); ok && l.Step.Child != "" {
		return l.Step.Child
	}
	if p := s.room.Run.Parent; p != nil {
		return p.Run
	}
	return ""
}

func (s *Screen) hasRelative() vm.Verdict {
	if s.relative() == "" {
		return vm.Cannot("")
	}
	return vm.Can()
}

func (s *Screen) openRelative() { s.open(s.relative()) }

// childLine says how the run of a step stands; nil where it has none.
func (s *Screen) childLine(l StepLine) fyne.CanvasObject {
	for _, r := range s.runs {
		if r.ID == l.Step.Child && r.ID != "" {
			row := kit.NewKeyValue(s.tt("crisisact.child", "Run", r.Book.Title), "")
			state, tone := s.t("crisisroom.run-"+kebab(string(r.State))), kit.Brand
			if !alive(r) {
				tone = kit.Good
			}
			row.Set(state, tone)
			return row.Menu(func() { s.open(r.ID) })
		}
	}
	return nil
}
