package playbook

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// steps reads a sequence of steps. A step's path bears its id, so that people
// find it again; without one, its number.
func (r *reader) steps(n *yaml.Node, path string, into *[]Step) {
	r.list(n, path, func(v *yaml.Node, numbered string) {
		here := numbered
		if id := value(v, "id"); id != nil && id.Value != "" {
			here = path + "." + id.Value
			if first, used := r.at[stepMark+id.Value]; used {
				r.bad(id, here, "playbook.step-twice", "Name", id.Value, "Line", first.Line)
			} else {
				r.at[stepMark+id.Value] = pos(id)
			}
		}
		r.at[here] = pos(v)
		var s Step
		r.step(v, here, &s)
		*into = append(*into, s)
	})
}

// stepMark is before a step's id where its place is remembered whatever its
// path.
const stepMark = "step "

// value gives the value of a key of a mapping; nil when it is not there.
func value(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func (r *reader) step(n *yaml.Node, path string, s *Step) {
	r.mapping(n, path, slices.Concat([]field{
		must("id", r.name(&s.ID)),
		must("type", r.word((*string)(&s.Type), typeWords()...)),
		must("title", r.text(&s.Title)),
		opt("help", r.text(&s.Help)),
		opt("role", r.text(&s.Role)),
		opt("due", r.duration(&s.Due)),
		opt("overdue", func(n *yaml.Node, path string) {
			r.mapping(n, path, must("escalate", r.text(&s.Overdue.Escalate)), opt("after", r.duration(&s.Overdue.After)))
		}),
		opt("when", r.condition(&s.When)),
		opt("evidence", r.word(&s.Evidence, "required", "optional")),
		opt("checklist", r.texts(&s.Checklist)),
		opt("skip", r.word(&s.Skip, "never", "reason")),
		opt("needs", r.texts(&s.Needs)),
		opt("confirm", r.text(&s.Confirm)),
		opt("goto", r.text(&s.Goto)),
		opt("agency", r.flag(&s.Agency)),
	}, r.own(n, s))...)
}

// own gives the fields that a step has because of its type. Where the type is
// not known, every field of some type may be meant.
func (r *reader) own(n *yaml.Node, s *Step) []field {
	t := value(n, "type")
	if t != nil && slices.Contains(Types(), Type(t.Value)) {
		return r.ofType(Type(t.Value), s)
	}
	var out []field
	for _, known := range Types() {
		for _, f := range r.ofType(known, s) {
			f.must = false
			out = append(out, f)
		}
	}
	return out
}

func typeWords() []string {
	var out []string
	for _, t := range Types() {
		out = append(out, string(t))
	}
	return out
}

// ofType gives the fields of a step's type.
func (r *reader) ofType(t Type, s *Step) []field {
	switch t {
	case Decision:
		return []field{opt("sets", r.text(&s.Sets)), must("options", each(r, &s.Options, r.option))}
	case Approval:
		return []field{must("of", r.text(&s.Of)), opt("on_reject", r.text(&s.OnReject))}
	case StatementStep, Publish:
		return []field{must("statement", r.text(&s.Statement))}
	case Notify:
		return []field{must("to", r.texts(&s.To)), opt("need_ack", r.flag(&s.NeedAck))}
	case Parallel:
		return []field{opt("join", r.word(&s.Join, "all", "any")), must("branches", r.branches(s))}
	case Repeat:
		return []field{
			must("every", r.duration(&s.Every)), must("max", r.number(&s.Max, 1, 1000)), opt("until", r.condition(&s.Until)),
			must("then", func(n *yaml.Node, path string) {
				r.mapping(n, path, must("done", r.text(&s.Then.Done)), opt("raised", r.text(&s.Then.Raised)))
			}),
		}
	case FreezeStep:
		return []field{opt("scope", r.text(&s.Scope))}
	case RouteStep:
		return []field{opt("topic", r.text(&s.Topic)), must("queue", r.text(&s.Queue))}
	case Wait:
		return []field{opt("for", r.duration(&s.For)), opt("until", r.condition(&s.Until))}
	case SubPlaybook:
		return []field{must("playbook", r.text(&s.Playbook))}
	default:
		return nil
	}
}

func (r *reader) option(n *yaml.Node, path string, o *Option) {
	r.mapping(n, path, must("id", r.name(&o.ID)), must("label", r.text(&o.Label)), opt("goto", r.text(&o.Goto)))
}

// branches reads the branches of a parallel step, under the step's own path.
func (r *reader) branches(s *Step) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		parent := path[:len(path)-len(".branches")]
		r.list(n, path, func(v *yaml.Node, here string) {
			var b Branch
			if id := value(v, "id"); id != nil && id.Value != "" {
				here = parent + "." + id.Value
			}
			r.at[here] = pos(v)
			r.mapping(v, here, must("id", r.name(&b.ID)), must("steps", func(n *yaml.Node, _ string) { r.steps(n, here, &b.Steps) }))
			s.Branches = append(s.Branches, b)
		})
	}
}

func (r *reader) condition(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.text(into)(n, path)
		if *into == "" {
			return
		}
		if _, err := ParseCondition(*into); err != nil {
			r.bad(n, path, "playbook.bad-condition", "Name", *into, "Near", err.Error())
		}
	}
}
