package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
)

// Exchange is a whole conversation as it happened on its network.
type Exchange struct {
	// Key names a story on which work hangs; empty for the rest.
	Key      string
	Account  inbox.AccountID
	Theme    string
	Language string
	Messages []channel.Upsert // oldest first; ours name their writer in SentBy
}

// Last is the exchange's last message.
func (e Exchange) Last() inbox.Message { return e.Messages[len(e.Messages)-1].Message }

// Agent is who answered last; empty when nobody did.
func (e Exchange) Agent() team.MemberID {
	for _, u := range slices.Backward(e.Messages) {
		if u.Message.SentBy != "" {
			return team.MemberID(u.Message.SentBy)
		}
	}
	return ""
}

// writer makes the history. What it draws depends on its generator alone.
type writer struct {
	rng    *rand.Rand
	books  map[string]book
	decks  map[string]*deck
	used   map[string]bool
	known  map[inbox.AccountID][]person
	now    time.Time
	people int
	seq    int
	prefix string // of the natives
}

func newWriter(rng *rand.Rand, now time.Time, prefix string) (*writer, error) {
	w := &writer{
		rng: rng, now: now, books: map[string]book{}, decks: map[string]*deck{}, used: map[string]bool{},
		known: map[inbox.AccountID][]person{}, prefix: prefix,
	}
	for _, language := range []string{"fr", "en", "other"} {
		b, err := openBook(language)
		if err != nil {
			return nil, err
		}
		w.books[language] = b
	}
	return w, nil
}

// Write makes a history of exactly total messages that ends at now: the
// stories, what programs sent, the rush of the last minutes, a fresh morning
// and two months before it. The house's language chooses no text here.
func Write(rng *rand.Rand, now time.Time, total int) ([]Exchange, error) {
	w, err := newWriter(rng, now, "s")
	if err != nil {
		return nil, err
	}
	out := stories(w)
	out = append(out, w.programs()...)
	out = append(out, w.voices()...)
	out = append(out, w.signals()...)
	out = append(out, w.rush()...)
	for range 20 {
		out = append(out, w.fresh())
	}
	left := total - count(out)
	if left < 0 {
		return nil, fmt.Errorf("a history of %d messages is too short for the stories", total)
	}
	for left > 0 {
		e := w.exchange(w.place(), w.moment())
		if len(e.Messages) > left {
			e.Messages = e.Messages[:left]
		}
		left -= len(e.Messages)
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Exchange) int {
		return a.Messages[0].Message.SentAt.Compare(b.Messages[0].Message.SentAt)
	})
	return out, nil
}

func count(list []Exchange) int {
	n := 0
	for _, e := range list {
		n += len(e.Messages)
	}
	return n
}

// deal gives a sentence of a page in a language, with its slots filled.
func (w *writer) deal(s *scene, page string) string {
	language := cmp.Or(s.language, "fr")
	key := language + " " + page
	d, ok := w.decks[key]
	if !ok {
		d = &deck{cards: slices.Clone(w.books[language][page])}
		w.decks[key] = d
	}
	return typography(language, w.fill(s, d.deal(w.rng)))
}

// say gives a sentence of the scene's theme in a role.
func (w *writer) say(s *scene, role string) string { return w.deal(s, s.theme+"."+role) }

// parts splits a sentence of the book that brings its own subject or answer.
func parts(line string) []string { return strings.Split(line, " => ") }

// typography keeps French signs with their words.
func typography(language, text string) string {
	if language != "fr" {
		return text
	}
	return strings.NewReplacer(" ?", "\u00a0?", " !", "\u00a0!", " :", "\u00a0:", " ;", "\u00a0;", "« ", "«\u00a0", " »", "\u00a0»").Replace(text)
}

// place draws an account by how busy it is.
func (w *writer) place() inbox.AccountID {
	return weighted(w.rng, []inbox.AccountID{Contact, Care, Toots, Page, Reviews, Watch, Clips}, []int{14, 22, 23, 25, 11, 6, 2})
}

func weighted[T any](rng *rand.Rand, list []T, weights []int) T {
	sum := 0
	for _, n := range weights {
		sum += n
	}
	at := rng.IntN(sum)
	for i, n := range weights {
		if at -= n; at < 0 {
			return list[i]
		}
	}
	return list[0]
}

// theme draws what a conversation is about on an account.
func (w *writer) theme(account inbox.AccountID) string {
	switch account {
	case Contact:
		return weighted(w.rng, strings.Fields("partnership press job hours praise recipe invoice"), []int{20, 12, 16, 12, 10, 14, 16})
	case Care:
		return weighted(w.rng, strings.Fields("delivery jar refund warranty safety invoice praise"), []int{24, 18, 16, 22, 7, 9, 4})
	case Reviews, Watch:
		return map[inbox.AccountID]string{Reviews: "review", Watch: "watch"}[account]
	case Clips:
		return "clip"
	default:
		return weighted(w.rng, strings.Fields("praise delivery jar recipe warranty sarcasm competitor refund safety hours partnership press job invoice"),
			[]int{20, 13, 9, 15, 10, 11, 8, 7, 4, 5, 5, 3, 2, 3})
	}
}

// tongue draws a language: two thirds write in French.
func (w *writer) tongue() string {
	if w.rng.IntN(100) < 67 {
		return "fr"
	}
	return "en"
}

// exchange makes a conversation that begins at a time.
func (w *writer) exchange(account inbox.AccountID, at time.Time) Exchange {
	return w.about(account, w.theme(account), w.tongue(), at)
}

func (w *writer) about(account inbox.AccountID, theme, language string, at time.Time) Exchange {
	s := &scene{theme: theme, language: language, author: w.meet(account, language), hour: at.Hour(), slots: map[string]string{}}
	e := Exchange{Account: account, Theme: theme, Language: language}
	switch account {
	case Contact, Care:
		w.letters(&e, s, at)
	case Reviews:
		w.review(&e, s, at)
	case Watch:
		w.article(&e, s, at)
	case Clips:
		w.clip(&e, s, at)
	default:
		w.posts(&e, s, at)
	}
	return e
}

// unused draws texts until one was not written before.
func (w *writer) unused(draw func() string) string {
	text := ""
	for range 25 {
		if text = draw(); !w.used[text] {
			break
		}
	}
	w.used[text] = true
	return text
}

// agent draws who answers on an account, and gives the first name.
func (w *writer) agent(account inbox.AccountID) (team.MemberID, string) {
	switch {
	case account == Care || account == Reviews:
		return Marc, "Marc"
	case w.rng.IntN(5) < 2:
		return Nadia, "Nadia"
	default:
		return Lea, "Léa"
	}
}
