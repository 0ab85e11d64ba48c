package playbook

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Condition is what "until" and "when" say: names compared with values, joined
// by "and", "or" and "not", with parentheses.
//
//	severity >= n2 or alert.cleared
//	alert.cleared for 6h
//	fait != inconnu and not (severity == n4)
type Condition struct {
	Op    string // or, and, not, is, ==, !=, >=, <=, >, <
	Parts []Condition
	Name  string        // of a comparison, or of what "is"
	Value string        // of a comparison
	For   time.Duration // how long it must have held; 0 is now
}

// The names that are not variables.
const (
	NameSeverity = "severity"
	NameCleared  = "alert.cleared"
)

// Facts is what a condition asks.
type Facts interface {
	// Value gives a variable, or the id of the severity.
	Value(name string) string
	// Rank gives the place of a severity, 0 the lightest; -1 is none.
	Rank(level string) int
	// Held says for how long a name has been as it is; ok is whether it is true
	// at all (for "is").
	Held(name string) (since time.Duration, ok bool)
}

// ParseCondition reads a condition. The error's text is where it ends to make
// sense.
func ParseCondition(s string) (Condition, error) {
	p := &conditions{words: lex(s)}
	c, ok := p.or(0)
	if !ok || len(p.words) > 0 {
		return Condition{}, errors.New(p.near())
	}
	return c, nil
}

// lex splits into names, operators and parentheses.
func lex(s string) []string {
	for _, op := range []string{"(", ")"} {
		s = strings.ReplaceAll(s, op, " "+op+" ")
	}
	var out []string
	for _, w := range strings.Fields(s) {
		if i := strings.IndexAny(w, "=!<>"); i >= 0 {
			j := i + 1
			if j < len(w) && w[j] == '=' {
				j++
			}
			for _, part := range []string{w[:i], w[i:j], w[j:]} {
				if part != "" {
					out = append(out, part)
				}
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

type conditions struct{ words []string }

func (p *conditions) near() string {
	if len(p.words) == 0 {
		return "…"
	}
	return p.words[0]
}

func (p *conditions) next(w string) bool {
	if len(p.words) > 0 && p.words[0] == w {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *conditions) or(depth int) (Condition, bool) { return p.joined("or", depth, p.and) }

func (p *conditions) and(depth int) (Condition, bool) { return p.joined("and", depth, p.not) }

func (p *conditions) joined(word string, depth int, part func(int) (Condition, bool)) (Condition, bool) {
	c, ok := part(depth)
	if !ok {
		return c, false
	}
	parts := []Condition{c}
	for p.next(word) {
		if c, ok = part(depth); !ok {
			return c, false
		}
		parts = append(parts, c)
	}
	if len(parts) == 1 {
		return parts[0], true
	}
	return Condition{Op: word, Parts: parts}, true
}

func (p *conditions) not(depth int) (Condition, bool) {
	const deepest = 20
	switch {
	case depth > deepest:
		return Condition{}, false
	case p.next("not"):
		c, ok := p.not(depth + 1)
		return Condition{Op: "not", Parts: []Condition{c}}, ok
	case p.next("("):
		c, ok := p.or(depth + 1)
		return c, ok && p.next(")")
	default:
		return p.comparison()
	}
}

func (p *conditions) comparison() (Condition, bool) {
	if len(p.words) == 0 || !isOperand(p.words[0]) {
		return Condition{}, false
	}
	c := Condition{Op: "is", Name: p.words[0]}
	p.words = p.words[1:]
	if len(p.words) > 0 && slices.Contains([]string{"==", "!=", ">=", "<=", ">", "<"}, p.words[0]) {
		if len(p.words) < 2 || !isOperand(p.words[1]) {
			return c, false
		}
		c.Op, c.Value = p.words[0], p.words[1]
		p.words = p.words[2:]
	}
	if !p.next("for") {
		return c, true
	}
	if len(p.words) == 0 {
		return c, false
	}
	d, ok := ParseDuration(p.words[0])
	if ok {
		c.For, p.words = d, p.words[1:]
	}
	return c, ok
}

func isOperand(w string) bool {
	if slices.Contains([]string{"and", "or", "not", "for", "(", ")"}, w) {
		return false
	}
	return !strings.ContainsAny(w, "=!<>()")
}

// Holds decides the condition.
func (c Condition) Holds(f Facts) bool {
	holds := func(c Condition) bool { return c.Holds(f) }
	switch c.Op {
	case "or":
		return slices.ContainsFunc(c.Parts, holds)
	case "and":
		return !slices.ContainsFunc(c.Parts, func(c Condition) bool { return !c.Holds(f) })
	case "not":
		return !c.Parts[0].Holds(f)
	case "is":
		since, ok := f.Held(c.Name)
		return ok && since >= c.For
	default:
		since, _ := f.Held(c.Name)
		return c.compare(f) && since >= c.For
	}
}

func (c Condition) compare(f Facts) bool {
	value := f.Value(c.Name)
	switch c.Op {
	case "==":
		return value == c.Value
	case "!=":
		return value != c.Value
	}
	if c.Name != NameSeverity {
		return false
	}
	have, want := f.Rank(value), f.Rank(c.Value)
	if have < 0 || want < 0 {
		return false
	}
	return map[string]bool{">=": have >= want, "<=": have <= want, ">": have > want, "<": have < want}[c.Op]
}

// Comparisons visits every comparison in it.
func (c Condition) Comparisons(visit func(Condition)) {
	if len(c.Parts) == 0 {
		visit(c)
	}
	for _, p := range c.Parts {
		p.Comparisons(visit)
	}
}
