// Package cacao gives playbooks to other tools and takes theirs: it speaks
// CACAO 2.0 (OASIS, "Collaborative Automated Course of Action Operations"). It
// is pure.
//
// What CACAO has no word for (deadlines, evidence, severity, statements, the
// retrospective) travels in an extension, so that our own export comes back
// whole. Another tool sees the steps, who does them, the branches and the texts.
package cacao

// Words gives the few texts that an import has to invent, in the playbook's
// language.
type Words interface {
	T(key string, args map[string]any) string
}
