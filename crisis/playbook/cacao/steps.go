package cacao

import (
	"slices"
	"strings"
	"time"

	"vigie/crisis/playbook"
)

// kindOf gives the CACAO kind of a step.
func kindOf(t playbook.Type) string {
	kinds := map[playbook.Type]string{
		playbook.Decision: switchStep, playbook.Parallel: parallelStep, playbook.Repeat: whileStep, playbook.SubPlaybook: subStep, playbook.End: endStep,
	}
	if k := kinds[t]; k != "" {
		return k
	}
	return actionStep
}

func (x *exporter) stepID(s playbook.Step) string { return identifier(kindOf(s.Type), x.p.ID+"/"+s.ID) }

// to gives the identifier of what a step leads to, and makes the end that is
// meant where it is one.
func (x *exporter) to(from, target string) string {
	target = x.flow.toward(from, target)
	if s, ok := x.p.Step(target); ok {
		if s.When != "" {
			return identifier(ifStep, x.p.ID+"/"+s.ID+"/when")
		}
		return x.stepID(s)
	}
	id := identifier(endStep, x.p.ID+"/"+target)
	x.doc.Workflow[id] = step{Type: endStep}
	return id
}

// step adds a step to the workflow, with those that CACAO needs around it.
func (x *exporter) step(path string, s playbook.Step) error {
	follows := x.flow.follows[s.ID]
	out := step{Type: kindOf(s.Type), Name: s.Title, Description: s.Help}
	var err error
	if out.Extensions, err = extension(s); err != nil {
		return err
	}
	if s.When != "" {
		follows = x.when(path, s, follows)
	}
	x.back(path, s)
	switch s.Type {
	case playbook.Decision:
		x.decision(path, s, follows, &out)
	case playbook.Parallel:
		x.parallel(path, s, follows, &out)
	case playbook.Repeat:
		x.repeat(path, s, &out)
	case playbook.SubPlaybook:
		out.Playbook, out.Completion = identifier("playbook", s.Playbook), x.to(s.ID, follows)
	case playbook.End:
	default:
		x.action(s, follows, &out)
	}
	x.doc.Workflow[x.stepID(s)] = out
	return nil
}

// when puts a step behind a condition. It gives where the step leads then: to
// the end of the branch that it is. A step that may lead elsewhere is a branch
// that leads on, and the condition has the other.
func (x *exporter) when(path string, s playbook.Step, follows string) string {
	c, err := playbook.ParseCondition(s.When)
	if err != nil {
		return follows // Read found it
	}
	out := step{Type: ifStep, Name: s.When, Condition: x.pattern(c), OnTrue: x.stepID(s)}
	id, end := identifier(ifStep, x.p.ID+"/"+s.ID+"/when"), endMark+s.ID+"/when"
	switch {
	case s.Type == playbook.Decision, s.Type == playbook.Repeat, s.Type == playbook.End, s.OnReject != "":
		out.OnFalse, out.Completion = x.to(s.ID, follows), x.to("", end)
		x.rejoins(path, []string{s.ID})
	default:
		out.Completion = x.to(s.ID, follows)
		follows = end
	}
	x.doc.Workflow[id] = out
	return follows
}

func (x *exporter) decision(path string, s playbook.Step, follows string, out *step) {
	out.Switch = value(orElse(s.Sets, s.ID))
	if _, known := x.doc.Variables[variableName(orElse(s.Sets, s.ID))]; !known {
		x.doc.Variables[variableName(s.ID)] = variable{Type: "string", Description: s.Title}
	}
	after, ends := x.flow.afterwards(s.ID)
	out.Cases = map[string]string{}
	var targets []string
	for _, o := range s.Options {
		target := orElse(o.Goto, follows)
		if r := (region{decision: s.ID, first: target}); ends && x.closes(s.ID, target) {
			target = r.end()
		} else if _, isStep := x.flow.order[target]; isStep && !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
		out.Cases[o.ID] = x.to(s.ID, target)
	}
	out.Completion = x.to("", after)
	if !ends && !x.flow.separate(targets) {
		x.rejoins(path, targets)
	}
}

// closes reports whether a target is the place where the branches of a decision
// meet: then the option is an empty branch.
func (x *exporter) closes(decision, target string) bool {
	return slices.ContainsFunc(x.flow.regions, func(r region) bool { return r.decision == decision && r.join == target })
}

func (x *exporter) rejoins(path string, targets []string) {
	x.note(path, "cacao.rejoins", map[string]any{"Names": strings.Join(slices.Compact(targets), ", ")})
}

// back reports jumps to what comes earlier: CACAO knows loops as steps only.
func (x *exporter) back(path string, s playbook.Step) {
	for _, target := range []string{s.Goto, s.OnReject} {
		if at, ok := x.flow.order[target]; ok && at <= x.flow.order[s.ID] {
			x.note(path, "cacao.jumps-back", map[string]any{"Name": target})
		}
	}
}

func (x *exporter) parallel(path string, s playbook.Step, follows string, out *step) {
	for _, b := range s.Branches {
		first := branchEnd(s.ID, b.ID)
		if len(b.Steps) > 0 {
			first = b.Steps[0].ID
		}
		out.Next = append(out.Next, x.to("", first))
	}
	out.Completion = x.to(s.ID, follows)
	if s.Join == "any" {
		x.note(path, "cacao.waits-for-all", nil)
	}
}

// repeat is a loop whose body is one action that waits before it starts.
func (x *exporter) repeat(path string, s playbook.Step, out *step) {
	if c, err := playbook.ParseCondition(s.Until); err == nil {
		out.Condition = "NOT (" + x.pattern(c) + ")"
	} else { // it ends when somebody says so
		out.Condition = x.truth("repeat "+s.ID) + " = 'true'"
	}
	body := identifier(actionStep, x.p.ID+"/"+s.ID+"/body")
	x.doc.Workflow[body] = step{
		Type: actionStep, Name: s.Title, Delay: s.Every.Milliseconds(), Commands: x.commands(s), Agent: x.agentOf(s),
		Completion: x.to("", endMark+s.ID+"/body"),
	}
	out.OnTrue = body
	done := orElse(s.Then.Done, x.flow.follows[s.ID])
	if s.Then.Raised == "" {
		out.Completion = x.to(s.ID, done)
		return
	}
	raised := identifier(ifStep, x.p.ID+"/"+s.ID+"/raised")
	x.doc.Workflow[raised] = step{
		Type: ifStep, Name: s.Title, Condition: x.truth("severity raised during "+s.ID) + " = 'true'",
		OnTrue: x.to(s.ID, s.Then.Raised), OnFalse: x.to(s.ID, done), Completion: x.to("", endMark+s.ID+"/raised"),
	}
	out.Completion = raised
	x.rejoins(path, []string{s.Then.Raised, done})
}

func (x *exporter) action(s playbook.Step, follows string, out *step) {
	out.Commands, out.Agent = x.commands(s), x.agentOf(s)
	if s.Type == playbook.Wait {
		out.Delay = int64(s.For / time.Millisecond)
	}
	if s.Type == playbook.Approval && s.OnReject != "" {
		out.Success, out.Failure = x.to(s.ID, follows), x.to(s.ID, s.OnReject)
		return
	}
	out.Completion = x.to(s.ID, follows)
}

// activity gives what a step does, in CACAO's own vocabulary (section 3.1.2).
func activity(t playbook.Type) string {
	return map[playbook.Type]string{
		playbook.StatementStep: "compose-content", playbook.Publish: "deliver-content", playbook.Notify: "identify-audience",
		playbook.RouteStep: "identify-channel", playbook.FreezeStep: "restrict-access", playbook.Repeat: "analyze-collected-data",
	}[t]
}

// commands says in words what people are to do; a statement's texts are one
// command each.
func (x *exporter) commands(s playbook.Step) []command {
	act := activity(s.Type)
	if act != "" {
		x.activities[act] = true
	}
	text := []string{s.Title}
	for _, c := range s.Checklist {
		text = append(text, "- "+c)
	}
	if s.Type == playbook.Wait && s.Until != "" {
		text = append(text, s.Until)
	}
	for _, id := range s.To {
		if r, ok := x.p.Role(id); ok {
			text = append(text, "> "+r.Label)
		}
	}
	out := []command{{Type: manual, Command: strings.Join(text, "\n"), Activity: act}}
	st, ok := x.p.Statement(orElse(s.Statement, s.Of))
	if !ok {
		return out
	}
	for _, t := range st.Channels {
		out = append(out, command{Type: manual, Command: "[" + t.Channel + "] " + filled(t.Text), Activity: act})
	}
	return out
}
