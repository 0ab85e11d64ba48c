package playbook

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// entry is one key of a mapping; without a value it is left out.
type entry struct {
	key   string
	value *yaml.Node
}

func block(entries ...entry) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range entries {
		if e.value != nil {
			n.Content = append(n.Content, always(e.key), e.value)
		}
	}
	return n
}

// flow is a mapping on one line.
func flow(entries ...entry) *yaml.Node {
	n := block(entries...)
	n.Style = yaml.FlowStyle
	return n
}

// listOf gives a list, one line or more for each; nil when there is none.
func listOf[T any](all []T, write func(T) *yaml.Node) *yaml.Node {
	if len(all) == 0 {
		return nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, x := range all {
		n.Content = append(n.Content, write(x))
	}
	return n
}

// words is a list on one line.
func words[T ~string](all []T) *yaml.Node {
	n := listOf(all, func(s T) *yaml.Node { return always(string(s)) })
	if n != nil {
		n.Style = yaml.FlowStyle
	}
	return n
}

// lines is a list of sentences, one a line.
func lines(all []string) *yaml.Node { return listOf(all, always) }

func orEmpty(n *yaml.Node) *yaml.Node {
	if n == nil {
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	return n
}

// text gives a string; nil when it is empty.
func text(s string) *yaml.Node {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return always(s)
}

// always gives a string, empty or not. Lines are kept as they are where YAML
// keeps them in a block; anything that people do not see is written out in
// quotes.
func always(s string) *yaml.Node {
	s = strings.TrimSpace(s)
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case strings.ContainsFunc(s, unseen), strings.Contains(s, " \n"):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(s, "\n"):
		n.Style = yaml.LiteralStyle
	}
	return n
}

func unseen(c rune) bool { return c != '\n' && c != '\u00a0' && c != '\u202f' && !unicode.IsPrint(c) }

func flag(b bool) *yaml.Node {
	if !b {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}
}

func number(n int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(n)}
}

func count(n int) *yaml.Node {
	if n == 0 {
		return nil
	}
	return number(n)
}

func duration(d time.Duration) *yaml.Node {
	if d <= 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: FormatDuration(d)}
}

// FormatDuration gives a duration as files have it: "15m", "2h", "5d", in the
// largest unit of which it is a whole number. What is not whole minutes is
// rounded up; what is longer than the format allows is the longest.
func FormatDuration(d time.Duration) string {
	const most = 10_000
	day := 24 * time.Hour
	for _, u := range []struct {
		unit time.Duration
		sign string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= u.unit && d%u.unit == 0 && d/u.unit <= most {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.sign
		}
	}
	switch {
	case d <= most*time.Minute:
		return strconv.FormatInt(max(int64((d+time.Minute-1)/time.Minute), 1), 10) + "m"
	case d <= most*time.Hour:
		return strconv.FormatInt(int64((d+time.Hour-1)/time.Hour), 10) + "h"
	default:
		return strconv.FormatInt(min(int64(d/day)+1, most), 10) + "d"
	}
}
