package playbook

import (
	"maps"
	"slices"
	"strings"
)

// check judges a playbook that was read. torn says that reading it found
// errors: then what is missing may only be missing here.
type check struct {
	p        Playbook
	at       map[string]Pos
	torn     bool
	findings Findings

	roles, variables, statements, severities, steps []string
}

// run checks names first. Where an id or an edge is wrong the paths through the
// steps are not judged: one wrong id would make dozens of steps unreachable.
func (c *check) run() {
	c.collect()
	c.twice()
	c.references()
	c.texts()
	if n := len(c.steps); n > MostSteps {
		c.bad("steps", "playbook.too-many-steps", "Count", n, "Most", MostSteps)
	}
	sound := !c.torn && !c.findings.Errors()
	if sound {
		g := graphOf(c.p)
		c.paths(g)
		c.circles(g)
		c.asked(g)
		c.approvals(g)
		c.promptness(g)
	}
	c.advice()
}

func (c *check) collect() {
	for _, r := range c.p.Roles {
		c.roles = append(c.roles, r.ID)
	}
	for _, v := range c.p.Variables {
		c.variables = append(c.variables, v.ID)
	}
	// The first name comes from the message that is answered.
	c.variables = append(c.variables, "prenom", "first_name")
	for _, s := range c.p.Statements {
		c.statements = append(c.statements, s.ID)
	}
	for _, s := range c.p.Severity {
		c.severities = append(c.severities, s.ID)
	}
	c.p.Walk(func(_ string, s *Step) { c.steps = append(c.steps, s.ID) })
}

// place gives the position of a path, or of the nearest one above it.
func (c *check) place(path string) Pos {
	for path != "" {
		if p, ok := c.at[path]; ok {
			return p
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return Pos{Line: 1, Col: 1}
}

func (c *check) bad(path, key string, args ...any) {
	c.findings = append(c.findings, Finding{Pos: c.place(path), Path: path, Key: key, Args: pairs(args)})
}

func (c *check) warn(path, key string, args ...any) {
	c.bad(path, key, args...)
	c.findings[len(c.findings)-1].Warning = true
}

// known reports a name that nothing has. what is the key of the message.
func (c *check) known(path, name, key string, names []string) {
	if name == "" || slices.Contains(names, name) {
		return
	}
	c.bad(path, key, "Name", name, "Meant", nearest(name, names))
}

func (c *check) everyKnown(path string, given []string, key string, names []string) {
	for i, g := range given {
		c.known(indexed(path, i), g, key, names)
	}
}

// twice reports ids that two of a kind have.
func (c *check) twice() {
	for list, ids := range map[string][]string{"statements": c.statements, "severity": c.severities} {
		for i, id := range ids {
			if first := slices.Index(ids, id); id != "" && first < i {
				c.bad(indexed(list, i)+".id", "playbook.id-twice", "Name", id, "Line", c.place(indexed(list, first)+".id").Line)
			}
		}
	}
	c.p.Walk(func(path string, s *Step) {
		for i, o := range s.Options {
			if j := slices.IndexFunc(s.Options, func(x Option) bool { return x.ID == o.ID }); j < i {
				c.bad(indexed(path+".options", i)+".id", "playbook.id-twice", "Name", o.ID, "Line", c.place(indexed(path+".options", j)+".id").Line)
			}
		}
		for i, b := range s.Branches {
			if j := slices.IndexFunc(s.Branches, func(x Branch) bool { return x.ID == b.ID }); j < i {
				c.bad(path+"."+b.ID+".id", "playbook.id-twice", "Name", b.ID, "Line", c.place(path).Line)
			}
		}
	})
}

// references checks that every name means something.
func (c *check) references() {
	const noRole = "playbook.no-role"
	for i, s := range c.p.Severity {
		c.everyKnown(indexed("severity", i)+".escalate", s.Escalate, noRole, c.roles)
	}
	for _, r := range c.p.Roles {
		c.known("roles."+r.ID+".backup", r.Backup, noRole, c.roles)
	}
	for _, v := range c.p.Variables {
		c.variable(v)
	}
	for i, s := range c.p.Statements {
		c.everyKnown(indexed("statements", i)+".approve.of", s.Approve.Of, noRole, c.roles)
		if n, _ := s.Approve.Need.Count(len(s.Approve.Of)); n > len(s.Approve.Of) {
			c.bad(indexed("statements", i)+".approve.need", "playbook.need-too-many", "Count", n, "Named", len(s.Approve.Of))
		}
		for _, name := range slices.Sorted(maps.Keys(s.Requires)) {
			path := indexed("statements", i) + ".requires." + name
			c.known(path, name, "playbook.no-variable-here", c.variables)
			c.choice(path, name, s.Requires[name])
		}
	}
	c.everyKnown("status_updates.to", c.p.Updates.To, noRole, c.roles)
	c.known("status_updates.role", c.p.Updates.Role, noRole, c.roles)
	c.known("retrospective.owner", c.p.Retrospective.Owner, noRole, c.roles)
	c.p.Walk(c.stepNames)
}

func (c *check) variable(v Variable) {
	path := "variables." + v.ID
	if v.Ask != "start" {
		c.known(path+".ask", v.Ask, "playbook.no-step", append([]string{"start"}, c.steps...))
	}
	switch {
	case v.Type == "choice" && len(v.Choices) < 2:
		c.bad(path, "playbook.few-choices")
	case v.Type != "choice" && len(v.Choices) > 0:
		c.bad(path+".choices", "playbook.choices-without-type")
	case v.Default != "":
		c.choice(path+".default", v.ID, v.Default)
	}
}

// choice reports a value that a variable cannot have.
func (c *check) choice(path, variable, value string) {
	v, ok := c.p.Variable(variable)
	if ok && v.Type == "choice" && len(v.Choices) > 1 && !slices.Contains(v.Choices, value) {
		c.bad(path, "playbook.no-choice", "Name", value, "Variable", variable, "Words", strings.Join(v.Choices, ", "), "Meant", nearest(value, v.Choices))
	}
}

// stepNames checks the names that a step uses.
func (c *check) stepNames(path string, s *Step) {
	const noRole, noStep, noStatement = "playbook.no-role", "playbook.no-step", "playbook.no-statement"
	c.known(path+".role", s.Role, noRole, c.roles)
	c.known(path+".confirm", s.Confirm, noRole, c.roles)
	c.everyKnown(path+".to", s.To, noRole, c.roles)
	if s.Overdue.Escalate == "backup" {
		if r, ok := c.p.Role(s.Role); ok && r.Backup == "" {
			c.bad(path+".overdue.escalate", "playbook.no-backup", "Name", s.Role)
		}
	} else {
		c.known(path+".overdue.escalate", s.Overdue.Escalate, noRole, c.roles)
	}
	c.known(path+".goto", s.Goto, noStep, c.steps)
	c.known(path+".on_reject", s.OnReject, noStep, c.steps)
	c.known(path+".then.done", s.Then.Done, noStep, c.steps)
	c.known(path+".then.raised", s.Then.Raised, noStep, c.steps)
	c.everyKnown(path+".needs", s.Needs, noStep, c.steps)
	c.known(path+".of", s.Of, noStatement, c.statements)
	c.known(path+".statement", s.Statement, noStatement, c.statements)
	c.conditions(path+".when", s.When)
	c.conditions(path+".until", s.Until)
	c.byType(path, s)
}

func (c *check) byType(path string, s *Step) {
	switch s.Type {
	case Decision:
		if len(s.Options) < 2 {
			c.bad(path, "playbook.few-options")
		}
		c.decides(path, s)
	case Parallel:
		if len(s.Branches) < 2 {
			c.bad(path, "playbook.few-branches")
		}
		for _, b := range s.Branches {
			if len(b.Steps) == 0 {
				c.bad(path+"."+b.ID, "playbook.empty-branch", "Name", b.ID)
			}
		}
	case Wait:
		if s.For == 0 && s.Until == "" {
			c.bad(path, "playbook.endless-wait")
		}
	}
}

// decides checks that the answers of a decision suit what it sets.
func (c *check) decides(path string, s *Step) {
	for i, o := range s.Options {
		here := indexed(path+".options", i)
		c.known(here+".goto", o.Goto, "playbook.no-step", c.steps)
		if s.Sets == NameSeverity {
			c.known(here+".id", o.ID, "playbook.no-severity", c.severities)
		} else if s.Sets != "" {
			c.choice(here+".id", s.Sets, o.ID)
		}
	}
	if s.Sets != NameSeverity {
		c.known(path+".sets", s.Sets, "playbook.no-variable-here", append([]string{NameSeverity}, c.variables...))
	}
}

// conditions checks the names in a condition that could be read.
func (c *check) conditions(path, text string) {
	cond, err := ParseCondition(text)
	if text == "" || err != nil {
		return
	}
	names := append([]string{NameSeverity, NameCleared}, c.variables...)
	cond.Comparisons(func(x Condition) {
		c.known(path, x.Name, "playbook.no-variable-here", names)
		switch {
		case x.Op == "is":
		case x.Name == NameSeverity:
			c.known(path, x.Value, "playbook.no-severity", c.severities)
		case x.Op != "==" && x.Op != "!=":
			c.bad(path, "playbook.no-order", "Name", x.Name)
		default:
			c.choice(path, x.Name, x.Value)
		}
	})
}
