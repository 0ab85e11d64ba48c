package playbook

import "go.yaml.in/yaml/v3"

func (r *reader) scct(n *yaml.Node, path string, s *SCCT) {
	r.mapping(n, path,
		must("cluster", r.cluster(&s.Cluster)),
		opt("always", r.postures(&s.Always)),
		opt("allowed", r.postures(&s.Allowed)),
		opt("if_confirmed", func(n *yaml.Node, path string) {
			r.mapping(n, path, opt("cluster", r.cluster(&s.IfConfirmed.Cluster)), opt("allowed", r.postures(&s.IfConfirmed.Allowed)))
		}),
	)
}

func (r *reader) cluster(into *Cluster) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.word((*string)(into), string(Victim), string(Accidental), string(Preventable))(n, path)
	}
}

func (r *reader) posture(into *Posture) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.word((*string)(into), string(Instructing), string(Adjusting), string(Deny), string(Diminish), string(Rebuild), string(Bolster))(n, path)
	}
}

func (r *reader) postures(into *[]Posture) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.list(n, path, func(v *yaml.Node, path string) {
			var p Posture
			r.posture(&p)(v, path)
			*into = append(*into, p)
		})
	}
}

func (r *reader) trigger(n *yaml.Node, path string, t *Trigger) {
	r.mapping(n, path,
		must("id", r.name(&t.ID)),
		must("kind", r.word(&t.Kind, "manual", "alert")),
		opt("watch", r.text(&t.Watch)),
		opt("level", r.word(&t.Level, "vigilance", "alert", "crisis")),
		opt("topics", r.texts(&t.Topics)),
		opt("propose_only", r.flag(&t.ProposeOnly)),
	)
}

func (r *reader) severity(n *yaml.Node, path string, s *Severity) {
	r.mapping(n, path,
		must("id", r.name(&s.ID)),
		must("label", r.text(&s.Label)),
		opt("criteria", r.text(&s.Criteria)),
		opt("escalate", r.texts(&s.Escalate)),
		opt("within", r.duration(&s.Within)),
	)
}

func (r *reader) role(n *yaml.Node, path string, role *Role, name string) {
	role.ID = name
	r.mapping(n, path,
		must("label", r.text(&role.Label)),
		opt("dept", r.text(&role.Dept)),
		opt("required", r.flag(&role.Required)),
		opt("backup", r.text(&role.Backup)),
		opt("exclusive", r.flag(&role.Exclusive)),
		opt("agency", r.flag(&role.Agency)),
	)
}

func (r *reader) variable(n *yaml.Node, path string, v *Variable, name string) {
	v.ID = name
	r.mapping(n, path,
		must("label", r.text(&v.Label)),
		must("type", r.word(&v.Type, "text", "url", "phone", "time", "date", "number", "choice")),
		opt("ask", r.text(&v.Ask)),
		opt("required", r.flag(&v.Required)),
		opt("default", r.text(&v.Default)),
		opt("choices", r.texts(&v.Choices)),
		opt("max", r.number(&v.Max, 1, 10_000)),
	)
}

func (r *reader) statement(n *yaml.Node, path string, s *Statement) {
	r.mapping(n, path,
		must("id", func(n *yaml.Node, path string) { r.name(&s.ID)(n, path) }),
		must("stage", r.word(&s.Stage, "holding", "correction", "instruction", "apology", "update", "closing")),
		opt("posture", r.posture(&s.Posture)),
		must("approve", func(n *yaml.Node, path string) { r.approve(n, path, &s.Approve) }),
		opt("valid_for", r.duration(&s.ValidFor)),
		opt("requires", func(n *yaml.Node, path string) {
			s.Requires = map[string]string{}
			r.entries(n, path, func(name string, v *yaml.Node, path string) {
				var value string
				r.text(&value)(v, path)
				s.Requires[name] = value
			})
		}),
		must("channels", func(n *yaml.Node, path string) {
			r.entries(n, path, func(name string, v *yaml.Node, path string) {
				t := ChannelText{Channel: name}
				r.text(&t.Text)(v, path)
				r.at[path] = pos(v)
				s.Channels = append(s.Channels, t)
			})
		}),
	)
}

func (r *reader) approve(n *yaml.Node, path string, a *Approve) {
	r.mapping(n, path,
		must("need", func(n *yaml.Node, path string) {
			var s string
			r.text(&s)(n, path)
			a.Need = Need(s)
			if _, ok := a.Need.Count(1); !ok && s != "" {
				r.bad(n, path, "playbook.want-need", "Name", s)
			}
		}),
		must("of", r.texts(&a.Of)),
	)
}

func (r *reader) updates(n *yaml.Node, path string, u *Updates) {
	r.mapping(n, path,
		must("every", r.duration(&u.Every)),
		opt("to", r.texts(&u.To)),
		opt("role", r.text(&u.Role)),
		opt("template", r.text(&u.Template)),
	)
}

func (r *reader) retrospective(n *yaml.Node, path string, t *Retrospective) {
	r.mapping(n, path,
		opt("due", r.duration(&t.Due)),
		opt("owner", r.text(&t.Owner)),
		opt("blameless", r.flag(&t.Blameless)),
		opt("questions", r.texts(&t.Questions)),
		opt("metrics", r.texts(&t.Metrics)),
		opt("proposes_new_version", r.flag(&t.ProposesNewVersion)),
	)
}
