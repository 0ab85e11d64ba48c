package cacao

import (
	"strings"

	"vigie/crisis/playbook"
)

// pattern writes a condition in the grammar of STIX patterns, as far as that
// has words for it. What it cannot say (how long something has held) becomes a
// variable that somebody must set.
func (x *exporter) pattern(c playbook.Condition) string {
	switch c.Op {
	case "or", "and":
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, x.pattern(p))
		}
		return "(" + strings.Join(parts, " "+strings.ToUpper(c.Op)+" ") + ")"
	case "not":
		return "NOT (" + x.pattern(c.Parts[0]) + ")"
	}
	return x.comparison(c)
}

func (x *exporter) comparison(c playbook.Condition) string {
	switch {
	case c.For > 0:
		what := c.Name
		if c.Op != "is" {
			what += " " + c.Op + " " + c.Value
		}
		return x.truth(what+" for "+playbook.FormatDuration(c.For)) + " = 'true'"
	case c.Op == "is":
		return x.truth(c.Name) + " = 'true'"
	case c.Op == "==":
		return value(c.Name) + " = " + quoted(c.Value)
	case c.Op == "!=":
		return value(c.Name) + " != " + quoted(c.Value)
	}
	return value(c.Name) + " IN (" + strings.Join(x.levels(c.Op, c.Value), ", ") + ")"
}

// levels lists the severities for which a comparison holds: other tools know
// no order among them.
func (x *exporter) levels(op, level string) []string {
	at := x.p.SeverityRank(level)
	var out []string
	for i, s := range x.p.Severity {
		if map[string]bool{">=": i >= at, "<=": i <= at, ">": i > at, "<": i < at}[op] {
			out = append(out, quoted(s.ID))
		}
	}
	if len(out) == 0 {
		return []string{"'-'"}
	}
	return out
}

// truth gives the use of a variable that says whether something is so, and
// declares it.
func (x *exporter) truth(what string) string {
	name := "__" + strings.Trim(strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		default:
			return '_'
		}
	}, what), "_")
	name = name[:min(len(name), 190)] + "__"
	x.doc.Variables[name] = variable{Type: "bool", Description: strings.TrimSpace(what), External: true}
	return name + ":value"
}

func value(name string) string { return variableName(name) + ":value" }

func variableName(name string) string { return "__" + name + "__" }

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "\\'") + "'" }

// filled puts CACAO's variables into a text in place of our blanks.
func filled(text string) string {
	out, _ := playbook.Fill(text, value)
	return out
}
