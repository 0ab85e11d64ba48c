package playbook

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What a careful author keeps to. The figures are those of the crisis page:
// people do not read long playbooks in a crisis, and a first word comes early.
const (
	mostSteps      = 25
	mostTitleWords = 12
	mostApprovers  = 3
	firstWord      = 20 * time.Minute
	firstSteps     = 5
	firstScreen    = 1000 // characters that a window shows of them beside its other columns
)

// advice gives the warnings that need no paths.
func (c *check) advice() {
	for _, r := range c.p.Roles {
		if r.Required && r.Backup == "" {
			c.warn("roles."+r.ID, "playbook.no-backup", "Name", r.ID)
		}
	}
	for i, s := range c.p.Statements {
		c.statementAdvice(indexed("statements", i), s)
	}
	if len(c.p.Retrospective.Questions) == 0 && c.p.Retrospective.Owner == "" {
		c.warn("", "playbook.no-retrospective")
	}
	if n := len(c.steps); n > mostSteps {
		c.warn("steps", "playbook.many-steps", "Count", n, "Most", mostSteps)
	}
	c.firstAdvice()
	c.p.Walk(func(path string, s *Step) {
		if n := len(strings.Fields(s.Title)); n > mostTitleWords {
			c.warn(path+".title", "playbook.long-title", "Count", n, "Most", mostTitleWords)
		}
		if s.Confirm != "" && s.Type != Decision {
			c.warn(path+".confirm", "playbook.confirm-idle")
		}
		if r, ok := c.p.Role(s.Role); ok && r.Exclusive && slices.Contains(work(), s.Type) {
			c.warn(path+".role", "playbook.lead-does", "Name", s.Role)
		}
	})
}

// work lists the steps that keep hands busy; deciding and calling people together
// is what the lead is there for.
func work() []Type { return []Type{Task, StatementStep, Publish, FreezeStep, RouteStep} }

// firstAdvice warns when the first steps, with all that they show, do not fit
// one screen: they are read by somebody whose hands shake.
func (c *check) firstAdvice() {
	shown, n := 0, 0
	c.p.Walk(func(_ string, s *Step) {
		if n++; n <= firstSteps {
			shown += utf8.RuneCountInString(s.Title + s.Help + strings.Join(s.Checklist, ""))
		}
	})
	if shown > firstScreen {
		c.warn("steps", "playbook.first-screen", "Length", shown, "Steps", firstSteps, "Most", firstScreen)
	}
}

func (c *check) statementAdvice(path string, s Statement) {
	if s.ValidFor == 0 {
		c.warn(path, "playbook.no-expiry", "Name", s.ID)
	}
	if n := len(s.Approve.Of); n > mostApprovers && s.Approve.Need != Any {
		c.warn(path+".approve.of", "playbook.many-approvers", "Count", n, "Most", mostApprovers)
	}
	for _, t := range s.Channels {
		if meant := nearest(t.Channel, channels()); meant != "" && !slices.Contains(channels(), t.Channel) {
			c.warn(path+".channels."+t.Channel, "playbook.channel-meant", "Name", t.Channel, "Meant", meant)
		}
	}
	c.postureAdvice(path, s)
}

// postureAdvice compares a statement with what its level of responsibility
// allows. A correction denies, unless it says otherwise.
func (c *check) postureAdvice(path string, s Statement) {
	p := s.Posture
	if p == "" && s.Stage == "correction" {
		p = Deny
	}
	scct := c.p.SCCT
	if p == "" || scct.Cluster == "" || slices.Contains(scct.Always, p) {
		return
	}
	confirmed := scct.IfConfirmed.Allowed
	switch {
	case !slices.Contains(scct.Allowed, p) && !slices.Contains(confirmed, p):
		c.warn(path, "playbook.posture", "Name", s.ID, "Posture", string(p), "Cluster", string(scct.Cluster))
	case len(confirmed) > 0 && !slices.Contains(confirmed, p) && len(s.Requires) == 0:
		c.warn(path, "playbook.posture-unguarded", "Name", s.ID, "Posture", string(p))
	}
}

// promptness warns when no holding statement can be approved within twenty
// minutes of the start, by the deadlines of the steps on the shortest way.
func (c *check) promptness(g *graph) {
	holding := map[string]bool{}
	for _, s := range c.p.Statements {
		holding[s.ID] = s.Stage == "holding"
	}
	earliest := g.earliest()
	found := false
	for id, s := range g.step {
		if s.Type != Approval || !holding[s.Of] {
			continue
		}
		if t, ok := earliest[id]; ok && t+s.Due <= firstWord {
			return
		}
		found = true
	}
	if !found && len(c.p.Statements) == 0 {
		return
	}
	c.warn("steps", "playbook.late-holding", "Minutes", int(firstWord/time.Minute))
}

// earliest gives when each step is reached at the soonest if every step before
// it takes until its deadline. Branches go on at once, so what matters is the
// shortest way.
func (g *graph) earliest() map[string]time.Duration {
	at := map[string]time.Duration{g.start: 0}
	for range g.nodes {
		for _, n := range g.nodes {
			t, ok := at[n]
			if !ok {
				continue
			}
			t += g.step[n].Due + g.step[n].For
			for _, e := range g.next[n] {
				if old, known := at[e.to]; !known || t < old {
					at[e.to] = t
				}
			}
		}
	}
	return at
}
