package sample

import (
	"fmt"
	"strings"
	"time"

	"vigie/inbox"
)

// posts makes a conversation on a social network: a mention or a private
// message, or a comment under the page.
func (w *writer) posts(e *Exchange, s *scene, at time.Time) {
	kind, sight := inbox.Comment, inbox.Public
	if e.Account == Toots {
		kind = inbox.Mention
		if w.rng.IntN(4) == 0 {
			kind, sight = inbox.Direct, inbox.Private
		}
	}
	text := w.unused(func() string { return w.short(s, kind == inbox.Mention) })
	first := w.post(e, inbox.Message{Kind: kind, Visibility: sight, Author: author(e.Account, s.author), Text: text, SentAt: at})
	root := first.Native
	turns := w.turns()
	for len(e.Messages) < turns {
		last := e.Last()
		if last.Direction == inbox.Inbound && w.answers(s, len(e.Messages)) {
			at = w.atWork(at)
			if !w.past(at) {
				return
			}
			by, name := w.agent(e.Account)
			s.agent = name
			m := w.house(e, last, by, at, w.said(s, len(e.Messages)))
			m.Root = root
			w.post(e, m)
			continue
		}
		at = at.Add(span(w.rng, 3*time.Minute, 9*time.Hour))
		if !w.past(at) {
			return
		}
		m := w.joinsIn(e, s, kind)
		m.Kind, m.Visibility, m.SentAt, m.Root, m.Parent = kind, sight, at, root, last.Native
		w.post(e, m)
	}
}

// answers reports whether we take the next word.
func (w *writer) answers(s *scene, said int) bool {
	if w.books[s.language][s.theme+".say"] == nil {
		return false
	}
	return said == 1 && w.rng.IntN(10) < 8 || said > 1 && w.rng.IntN(2) == 0
}

// said is what we answer: first on the matter, later in passing.
func (w *writer) said(s *scene, n int) string {
	switch {
	case n > 1:
		return w.deal(s, "follow")
	case s.answer != "":
		return s.answer
	default:
		return w.say(s, "say")
	}
}

// joinsIn is the author's next word, or that of somebody else who reads along.
func (w *writer) joinsIn(e *Exchange, s *scene, kind inbox.Kind) inbox.Message {
	if kind != inbox.Direct && w.rng.IntN(3) == 0 {
		other := &scene{theme: s.theme, language: s.language, author: w.meet(e.Account, s.language), slots: map[string]string{}}
		return inbox.Message{Author: author(e.Account, other.author), Text: w.unused(func() string { return w.short(other, false) })}
	}
	again := e.Last().Direction == inbox.Inbound || w.rng.IntN(3) == 0
	return inbox.Message{Author: author(e.Account, s.author), Text: w.reaction(s, again)}
}

// reaction is how somebody takes our answer, or reminds us of it.
func (w *writer) reaction(s *scene, again bool) string {
	role := "thanks"
	if again {
		role = "again"
	}
	switch s.theme {
	case "delivery", "jar", "warranty", "refund":
		if w.rng.IntN(5) < 2 {
			role += ".parcel"
		}
	}
	more, _, _ := strings.Cut(role, ".")
	bare := true
	return w.unused(func() string {
		text := w.deal(s, role)
		if !bare || w.rng.IntN(2) == 0 {
			text = sentences(text, w.deal(s, more+".more"))
		}
		bare = false
		return text
	})
}

// post adds a post with where it is and how it is received.
func (w *writer) post(e *Exchange, m inbox.Message) *inbox.Message {
	m.Direction = inbox.Direction(firstOf(string(m.Direction), string(inbox.Inbound)))
	if m.Root == "" {
		m.Root = fmt.Sprintf("%s%05d", w.prefix, w.seq+1)
	}
	host := "page.example/posts/"
	if e.Account == Toots {
		host = "sociale.example/statuts/"
	}
	m.Permalink = fmt.Sprintf("https://%s%d", host, 900000+w.seq)
	if m.Visibility == inbox.Public && w.rng.IntN(3) > 0 {
		m.Metrics = map[string]int64{"likes": int64(w.rng.IntN(14))}
		if e.Account == Toots {
			m.Metrics["boosts"] = int64(w.rng.IntN(6))
		}
	}
	return w.add(e, m)
}

// short is a post: a sentence of the theme, often with a word before or after
// it, and at times in a hurry.
func (w *writer) short(s *scene, mention bool) string {
	clear(s.slots)
	own := parts(w.say(s, "short"))
	text := own[0]
	if s.answer = ""; len(own) > 1 {
		s.answer = own[1]
	}
	greeted := strings.Contains(text, "@") || strings.HasPrefix(text, "Bonjour") || strings.HasPrefix(text, "Question")
	if !greeted && w.rng.IntN(4) == 0 {
		text = w.opened(s, text)
	}
	if s.theme != "recipe" && w.rng.IntN(5) < 2 {
		text = sentences(text, w.deal(s, "tail."+mood(s.theme)))
	}
	if w.rng.IntN(8) == 0 {
		text += " " + pick(w.rng, emoji(s.theme))
	}
	if w.rng.IntN(12) == 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(text), "’", "'"), "\u00a0", "")
	}
	if mention && !strings.Contains(strings.ToLower(text), "@tambrelle") {
		text = "@tambrelle " + text
	}
	return text
}

// opened puts a greeting before a post.
func (w *writer) opened(s *scene, text string) string {
	opener := w.polite(s, "opener")
	if strings.HasSuffix(opener, ":") {
		if !strings.HasSuffix(text, "?") {
			return text
		}
		return opener + " " + text
	}
	return opener + " " + lowered(text)
}

// lowered begins a sentence in small letters, unless it begins with a name.
func lowered(text string) string {
	if len(text) > 1 && (text[1] >= 'A' && text[1] <= 'Z' || text[1] >= '0' && text[1] <= '9') || strings.HasPrefix(text, "I ") {
		return text
	}
	for _, name := range []string{"SAV", "Kéradine", "Monfleuret", "Brasswick"} {
		if strings.HasPrefix(text, name) {
			return text
		}
	}
	r := []rune(text)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// mood is how people feel who write on a theme.
func mood(theme string) string {
	switch theme {
	case "praise", "recipe":
		return "good"
	case "hours", "job", "partnership", "press", "competitor", "invoice":
		return "ask"
	default:
		return "bad"
	}
}

func emoji(theme string) []string {
	switch mood(theme) {
	case "good":
		return []string{"😍", "👏", "💙", "🎉", "👩‍🍳", "🥕🥔🧅"}
	case "ask":
		return []string{"🙂", "🤔", "🙏", "☀️"}
	default:
		return []string{"😡", "🙄", "😤", "👎", "🤷🏽‍♀️"}
	}
}
