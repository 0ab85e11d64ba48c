package playbook

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Limit is how long a text may be on a channel, and how it counts.
type Limit struct {
	Most int
	// URL is what an address counts for, whatever its length; 0 is its length.
	URL int
	// Graphemes counts what people see as one letter; else code points.
	Graphemes bool
}

// LimitOf gives the limit of a channel by the name that a playbook uses; ok is
// false where none is known, as for a text for the house. The figures are the
// networks' own, as published in 2026.
func LimitOf(channel string) (Limit, bool) {
	l, ok := limits()[channel]
	return l, ok
}

func limits() map[string]Limit {
	return map[string]Limit{
		"x":         {Most: 280, URL: 23},
		"mastodon":  {Most: 500, URL: 23},
		"bluesky":   {Most: 300, Graphemes: true},
		"threads":   {Most: 500},
		"facebook":  {Most: 2000},
		"instagram": {Most: 2200},
		"linkedin":  {Most: 3000},
		"tiktok":    {Most: 2200},
		"youtube":   {Most: 5000},
		"whatsapp":  {Most: 4096},
		"sms":       {Most: 160},
	}
}

// channels lists the names that a statement's texts commonly go by: the networks,
// and what is written to one person, to the house or elsewhere.
func channels() []string {
	return append(slices.Sorted(maps.Keys(limits())), "reponse", "reply", "interne", "internal", "email", "web", "presse", "press")
}

// Length counts a text as the channel does.
func (l Limit) Length(text string) int {
	n := 0
	rest := text
	for l.URL > 0 {
		i := strings.Index(rest, "https://")
		if j := strings.Index(rest, "http://"); i < 0 || j >= 0 && j < i {
			i = j
		}
		if i < 0 {
			break
		}
		end := strings.IndexAny(rest[i:], " \t\n")
		if end < 0 {
			end = len(rest) - i
		}
		n += l.letters(rest[:i]) + l.URL
		rest = rest[i+end:]
	}
	return n + l.letters(rest)
}

func (l Limit) letters(s string) int {
	if !l.Graphemes {
		return utf8.RuneCountInString(s)
	}
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n++
	}
	return n
}

// Placeholders gives the names of the blanks in a text, in order.
func Placeholders(text string) []string {
	var out []string
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			return out
		}
		text = text[i+1:]
		j := strings.IndexByte(text, '}')
		if j < 0 {
			return out
		}
		if name := text[:j]; placeholder(name) {
			out = append(out, name)
			text = text[j+1:]
		}
	}
}

// placeholder allows what a variable's name may be; "{" in running text is left
// alone.
func placeholder(s string) bool { return isName(s) && !strings.Contains(s, "-") }

// Fill puts values into the blanks. Those without a value stay and are named.
func Fill(text string, value func(name string) string) (filled string, missing []string) {
	for _, name := range Placeholders(text) {
		if value(name) == "" {
			missing = append(missing, name)
		}
	}
	pairs := []string{}
	for _, name := range Placeholders(text) {
		if v := value(name); v != "" {
			pairs = append(pairs, "{"+name+"}", v)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text), missing
}

// longest gives a value as long as a variable's may be, for the check of
// lengths.
func longest(v Variable) string {
	n := v.Max
	if n == 0 {
		n = map[string]int{"phone": 20, "time": 5, "date": 10, "number": 8}[v.Type]
	}
	switch {
	case v.Type == "url":
		return "https://" + strings.Repeat("x", max(n, 60)-8)
	case v.Type == "choice":
		most := ""
		for _, c := range v.Choices {
			if utf8.RuneCountInString(c) > utf8.RuneCountInString(most) {
				most = c
			}
		}
		return most
	case n == 0:
		n = 40
	}
	return strings.Repeat("x", n)
}

// texts checks the blanks of every statement, and that each text fits its
// channel with its variables at their longest.
func (c *check) texts() {
	for i, s := range c.p.Statements {
		for _, t := range s.Channels {
			path := "statements." + s.ID + "." + t.Channel
			c.at[path] = c.place(indexed("statements", i) + ".channels." + t.Channel)
			sound := true
			for _, name := range Placeholders(t.Text) {
				before := len(c.findings)
				c.known(path, name, "playbook.no-variable", c.variables)
				sound = sound && len(c.findings) == before
			}
			if sound {
				c.fits(path, t)
			}
		}
	}
}

func (c *check) fits(path string, t ChannelText) {
	limit, ok := LimitOf(t.Channel)
	if !ok {
		return
	}
	full, _ := Fill(t.Text, func(name string) string {
		v, known := c.p.Variable(name)
		if !known { // a first name
			return strings.Repeat("x", 20)
		}
		return longest(v)
	})
	if n := limit.Length(full); n > limit.Most {
		c.bad(path, "playbook.too-long", "Length", n, "Channel", t.Channel, "Most", limit.Most)
	}
}
