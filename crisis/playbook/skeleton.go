package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
)

// Skeleton is the hash of what must be equal in every language: ids, types,
// roles, deadlines, edges and approvals. A run can then be read in French by
// one person and in English by another.
func Skeleton(p Playbook) string {
	h := sha256.New()
	line := func(parts ...any) { fmt.Fprintln(h, parts...) }
	line("playbook", p.ID, p.Version)
	for _, s := range p.Severity {
		line("severity", s.ID, s.Escalate, s.Within)
	}
	for _, r := range p.Roles {
		line("role", r.ID, r.Dept, r.Required, r.Backup, r.Exclusive, r.Agency)
	}
	for _, v := range p.Variables {
		line("variable", v.ID, v.Type, v.Ask, v.Required, v.Choices)
	}
	for _, s := range p.Statements {
		line("statement", s.ID, s.Stage, s.Posture, s.Approve.Need, s.Approve.Of, s.ValidFor, s.Requires)
		for _, t := range s.Channels {
			line("channel", t.Channel)
		}
	}
	line("updates", p.Updates.Every, p.Updates.To, p.Updates.Role)
	skeletonSteps(h, p.Steps)
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func skeletonSteps(w io.Writer, steps []Step) {
	for _, s := range steps {
		fmt.Fprintln(w, "step", s.ID, s.Type, s.Role, s.Due, s.Overdue, s.When, s.Evidence, len(s.Checklist), s.Skip,
			s.Needs, s.Confirm, s.Goto, s.Agency, s.Sets, s.Of, s.OnReject, s.Statement, s.To, s.NeedAck, s.Join, s.Every, s.Max,
			s.Until, s.Then, s.Scope, s.Topic, s.Queue, s.For, s.Playbook)
		for _, o := range s.Options {
			fmt.Fprintln(w, "option", o.ID, o.Goto)
		}
		for _, b := range s.Branches {
			fmt.Fprintln(w, "branch", b.ID)
			skeletonSteps(w, b.Steps)
			fmt.Fprintln(w, "end of", b.ID)
		}
	}
}

// Hash is the SHA-256 of a file, in hexadecimal: what a run pins.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Count says how many of the named must say yes; ok is false when it is not a
// need.
func (n Need) Count(named int) (count int, ok bool) {
	switch n {
	case All:
		return named, true
	case Any:
		return 1, true
	}
	v, err := strconv.Atoi(string(n))
	return v, err == nil && v > 0
}
