package engine

import (
	"slices"
	"strings"

	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/store"
)

// MentionOf makes a mention of a message, with its tone read.
func MentionOf(s store.Said, tones *tone.Reader) radar.Mention {
	text := Spoken(s.Message)
	read := tones.Read(text)
	if s.Tone != "" { // a person knows better
		read.Tone = s.Tone
	}
	m := radar.Mention{
		ID: string(s.Message.ID), At: s.Message.SentAt, Author: s.Message.Author.Handle, Channel: string(s.Channel),
		Text: text, Negative: read.Tone == tone.Negative, Unsure: read.Tone == tone.Unknown, Words: read.Words, Risk: shown(read.Risks),
		Weighty: slices.ContainsFunc(s.ContactTags, Weighs),
	}
	if f := s.Message.Author.Followers; f != nil {
		n := int64(*f)
		m.Followers = &n
	}
	return m
}

// Spoken is what a message says: its subject and what is new in it.
func Spoken(m inbox.Message) string {
	if m.Subject == "" {
		return m.Text
	}
	return m.Subject + "\n" + m.Text
}

// shown writes the stems of a list as people read them.
func shown(stems []string) []string {
	out := make([]string, len(stems))
	for i, s := range stems {
		out[i] = s
		if stem, cut := strings.CutSuffix(s, "*"); cut {
			out[i] = stem + "…"
		}
	}
	return out
}

// Weighs tells the tags of people whose word carries: the press and the
// authorities, in both languages.
func Weighs(tag string) bool {
	switch strings.ToLower(tag) {
	case "journalist", "journaliste", "press", "presse", "authority", "autorité":
		return true
	}
	return false
}
