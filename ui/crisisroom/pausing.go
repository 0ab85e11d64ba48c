package crisisroom

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// pauseKey pauses publishing, or shows what the pause must stop.
func (s *Screen) pauseKey() {
	if _, on := s.room.Pause(); on {
		s.pauseSheet()
		return
	}
	s.askPause("", "")
}

func (s *Screen) canPause() vm.Verdict {
	if _, on := s.room.Pause(); on {
		return s.onRun()
	}
	return s.of(crisis.SetFreeze{Reason: "-"})()
}

// askPause asks why and what; step is the one that is done with it, empty where
// it is none's.
func (s *Screen) askPause(step, title string) {
	if title == "" {
		title = s.t("crisisact.pause-title")
	}
	q := &question{s: s, key: string(s.run) + "/pause/" + step, title: title, primary: s.t("crisisroom.freeze-act"), danger: true, width: 640}
	q.before = append(q.before, kit.NewParagraph(s.t("crisisroom.freeze-text"), kit.Body(), kit.Ink))
	q.fields = []*asked{{id: "reason", label: s.t("crisisroom.reason"), hint: s.t("crisisact.pause-hint"), rows: 2}}
	if step == "" {
		q.fields[0].need = s.t("crisis.reason-missing")
	}
	only := s.accountChecks(q)
	q.act = func(v answers) bool {
		held, all := only()
		if len(held) == 0 {
			s.host.Toast(s.t("crisisact.pause-none"))
			return false
		}
		scope := "accounts"
		if all {
			scope, held = "all", nil
		}
		o := crisis.Order{Act: crisis.SetFreeze{Scope: scope, Only: held, Reason: v["reason"]}}
		if step != "" {
			o = crisis.Order{Step: step, Act: crisis.Complete{Note: v["reason"], Only: held}}
		}
		s.giveThen(s.t("crisisact.paused"), q.kept, o)
		return true
	}
	q.open()
}

// accountChecks lists the accounts to be held, all of them at first.
func (s *Screen) accountChecks(q *question) func() (held []inbox.AccountID, all bool) {
	off := map[inbox.AccountID]bool{}
	q.after = append(q.after, kit.NewHeading(s.t("crisisact.pause-accounts")).Flush())
	for _, a := range s.room.Accounts {
		q.after = append(q.after, kit.NewCheck(accountName(a), true, func(on bool) { off[a.ID] = !on }))
	}
	return func() (held []inbox.AccountID, all bool) {
		for _, a := range s.room.Accounts {
			if !off[a.ID] {
				held = append(held, a.ID)
			}
		}
		return held, len(held) == len(s.room.Accounts)
	}
}

// pauseSheet is the checklist of a pause: each account and tool is confirmed by
// somebody who looked, and the pause ends by the lead and a second person.
func (s *Screen) pauseSheet() {
	z, on := s.room.Pause()
	if !on {
		return
	}
	body := kit.NewColumn(8)
	checks := s.pauseBody(body, z)
	var first fyne.Focusable
	for _, c := range checks {
		if first == nil && !c.Disabled() {
			first = c
		}
	}
	spec := kit.DialogSpec{Title: s.t("crisisact.pause-list"), Body: body, First: first, Width: 640, Cancel: s.t("crisisact.close")}
	spec.Primary, spec.PrimaryKey, spec.PrimaryKind = s.t("crisisroom.lift-ask"), "Ctrl ⏎", kit.Secondary
	if z.LiftBy != "" {
		spec.Primary = s.t("crisisroom.lift")
	}
	var d *kit.Dialog
	spec.Act = func() bool { d.Close(); s.doing("crisisroom.lift", s.lift); return false }
	spec.Closed = func() { s.sheet = nil }
	d = kit.NewDialog(spec)
	if v := s.mayLift(z); !v.OK {
		d.PrimaryButton().DisableFor(s.host.Texts().T(v.Key, v.Args))
	}
	s.sheet = func() {
		if now, still := s.room.Pause(); still && now.ID == z.ID {
			s.pauseBody(body, now)
			d.Fit()
		} else {
			d.Close()
		}
	}
	d.Open(s.host.Canvas())
}

func (s *Screen) mayLift(z crisis.Freeze) vm.Verdict {
	if z.LiftBy != "" {
		return s.room.Try("", crisis.Lift{Freeze: z.ID}, s.host.Now())
	}
	return s.room.Try("", crisis.AskLift{Freeze: z.ID, Reason: "-"}, s.host.Now())
}

// pauseBody writes the checklist; what is there already is only changed, so
// that the keys stay where they are.
func (s *Screen) pauseBody(body *kit.Column, z crisis.Freeze) []*kit.Check {
	objs := []fyne.CanvasObject{kit.NewParagraph(s.pauseText(z), kit.Body(), kit.Ink)}
	var checks []*kit.Check
	for _, o := range body.Objects() {
		if c, ok := o.(*kit.Check); ok {
			checks = append(checks, c)
		}
	}
	targets, n := s.room.Targets(z), 0
	for i, t := range targets {
		if i == 0 || t.Tool != targets[i-1].Tool {
			objs = append(objs, kit.NewHeading(s.t(map[bool]string{false: "crisisact.pause-accounts", true: "crisisact.pause-tools"}[t.Tool])).Flush())
		}
		if n == len(checks) {
			checks = append(checks, kit.NewCheck("", false, nil))
		}
		s.confirmCheck(checks[n], z, t)
		objs, n = append(objs, checks[n]), n+1
	}
	if len(s.room.Tools) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("crisisact.no-tools"), kit.Small(), kit.Amber))
	}
	if s.room.Held > 0 {
		objs = append(objs, kit.NewParagraph(s.host.Texts().N("crisisact.held-replies", s.room.Held, nil), kit.Body(), kit.Mute))
	}
	body.Set(objs...)
	return checks[:n]
}

func (s *Screen) pauseText(z crisis.Freeze) string {
	text := s.tt("crisisroom.frozen", "Name", s.room.Name(z.By), "Time", s.formats().Clock(z.At), "Reason", z.Reason)
	if z.LiftBy != "" {
		text += " " + s.tt("crisisroom.lift-asked", "Name", s.room.Name(z.LiftBy))
	}
	return text
}

// confirmCheck says of a target whether it is stopped, and lets somebody say so.
func (s *Screen) confirmCheck(c *kit.Check, z crisis.Freeze, t PauseTarget) {
	text := t.Name
	if t.Confirmed() {
		text = s.tt("crisisact.confirmed", "Target", t.Name, "Name", t.By, "Time", s.formats().Clock(t.At))
	}
	c.SetText(text)
	c.SetChecked(t.Confirmed())
	c.OnChanged = func(on bool) {
		if !on { // what was seen was seen
			c.SetChecked(true)
			return
		}
		s.give("", crisis.Order{Act: crisis.AckFreeze{Freeze: z.ID, Target: t.ID, Note: t.Name}})
	}
}

// pauseSide is the pause in the side pane: how much of it is confirmed, and
// what came back as drafts.
func (s *Screen) pauseSide() []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	if z, on := s.room.Pause(); on {
		objs = append(objs, kit.NewHeading(s.t("crisisact.pause-list")))
		for _, t := range s.room.Targets(z) {
			state, tone := s.t("crisisact.unconfirmed"), kit.Caution
			if t.Confirmed() {
				first, _, _ := strings.Cut(t.By, " ")
				state, tone = first+" "+s.formats().Clock(t.At), kit.Good
			}
			row := kit.NewKeyValue(t.Name, state)
			row.Set(state, tone)
			objs = append(objs, row.Menu(s.pauseSheet))
		}
	}
	if back := s.room.Unread(); len(back) > 0 {
		objs = append(objs, kit.NewHeading(s.host.Texts().N("crisisact.to-read", len(back), nil)))
		for _, g := range back {
			row := kit.NewKeyValue(who(g.Row), s.room.Name(g.Author))
			objs = append(objs, row.Menu(func() { s.host.OpenConversation(g.Row.ID) }))
		}
	}
	return objs
}

// who names the other side of a conversation.
func who(r inbox.Row) string {
	if r.ContactName != "" {
		return r.ContactName
	}
	return r.Handle
}

// nameTools asks with which tools besides Vigie the house publishes.
func (s *Screen) nameTools() {
	q := &question{s: s, key: "tools", title: s.t("crisisact.tools"), primary: s.t("crisisroom.text-keep"), width: 560}
	q.before = []fyne.CanvasObject{kit.NewParagraph(s.t("crisisact.tools-text"), kit.Body(), kit.Mute)}
	q.fields = []*asked{{id: "tools", label: s.t("crisisact.pause-tools"), hint: s.t("crisisact.tools-hint"), rows: 5, value: strings.Join(s.tools, "\n")}}
	q.act = func(v answers) bool {
		s.host.Scheduler().Go(func(ctx context.Context) {
			err := s.desk.NameTools(ctx, toolsOf(v["tools"]))
			s.host.Scheduler().UI(func() {
				if err != nil {
					s.host.Fault(err)
					return
				}
				q.kept()
				s.reload()
			})
		})
		return true
	}
	q.open()
}
