package exercise

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"vigie/inbox"
)

// post is one message of a storm.
type post struct {
	After   time.Duration // after the first
	Who     Voice
	On      Place
	Author  inbox.Author
	Subject string
	Text    string
	Native  string
}

// writer writes a storm from its script. The same seed gives the same storm.
type writer struct {
	crowd
	meta Meta
	rng  *rand.Rand
	n    int
}

// write gives the messages of a storm in the order in which they come.
func write(s script, m Meta) ([]post, error) {
	c, err := readCrowd(m.Lang)
	if err != nil {
		return nil, err
	}
	w := &writer{crowd: c, meta: m, rng: rand.New(rand.NewPCG(m.Seed, 1))}
	w.meta.Product = cmp.Or(m.Product, s.Product)
	var out []post
	for _, b := range s.Beats {
		at := time.Duration(b.At) * time.Minute
		first := w.post(b.Who, b.On, at, w.fill(b.Text), "storm")
		first.Subject = w.fill(b.Subject)
		out = append(out, first)
		for i := range b.Copies {
			span := time.Duration(b.Over) * time.Minute
			later := at + span*time.Duration(i+1)/time.Duration(b.Copies) - time.Duration(w.rng.Int64N(int64(30*time.Second)))
			on := []Place{Social, Social, Page}[w.rng.IntN(3)]
			out = append(out, w.post(Public, on, max(at, later), w.echo(first), "storm"))
		}
	}
	slices.SortStableFunc(out, func(a, b post) int { return cmp.Compare(a.After, b.After) })
	return out, nil
}

// fill puts the house's names into a text.
func (w *writer) fill(text string) string {
	return strings.NewReplacer("{brand}", cmp.Or(w.meta.Brand, "Acme"), "{product}", w.meta.Product).Replace(text)
}

// echo repeats a message as people do: as it is, louder, with a word of their
// own, or cut off.
func (w *writer) echo(of post) string {
	text := of.Text
	switch w.rng.IntN(6) {
	case 0:
		return "RT @" + nameOf(of.Author) + " " + text
	case 1:
		return strings.ToUpper(text)
	case 2:
		return text + " 😡😡"
	case 3:
		words := strings.Fields(text)
		return fmt.Sprintf("%s… https://posts.example/%d", strings.Join(words[:(len(words)*4+4)/5], " "), 1000+w.n)
	default:
		return strings.Replace(w.Comments[w.rng.IntN(len(w.Comments))], "{text}", text, 1)
	}
}

// post makes a message of a voice. from begins its native id.
func (w *writer) post(who Voice, on Place, after time.Duration, text, from string) post {
	w.n++
	return post{After: after, Who: who, On: on, Author: w.author(who, on), Text: text, Native: fmt.Sprintf("%s-%04d", from, w.n)}
}

// author invents who speaks: press and authorities are always the same few.
func (w *writer) author(who Voice, on Place) inbox.Author {
	name, handle := "", ""
	switch who {
	case Journalist:
		i := w.rng.IntN(len(w.Press))
		name = w.Press[i] + " (" + w.Outlets[i%len(w.Outlets)] + ")"
		handle = slug(w.Press[i])
	case Authority:
		name = w.Authority[w.rng.IntN(len(w.Authority))]
		handle = slug(name)
	default:
		name = w.Names[w.rng.IntN(len(w.Names))]
		handle = fmt.Sprintf("%s%d", slug(name), 10+w.rng.IntN(890))
	}
	a := inbox.Author{Name: name, Handle: handle}
	switch on {
	case Social:
		a.Handle = "@" + handle + "@sociale.example"
	case Mail:
		a.Handle = handle + "@boite.example"
		return a // mail has no followers
	}
	n := w.followers(who)
	a.Followers = &n
	return a
}

func (w *writer) followers(who Voice) int64 {
	switch who {
	case Relay:
		return 30_000 + w.rng.Int64N(170_000)
	case Journalist, Authority:
		return 6_000 + w.rng.Int64N(40_000)
	default:
		return 20 + w.rng.Int64N(900)
	}
}

// slug is a name as handles have it: plain letters, joined by points.
func slug(name string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case c >= 'a' && c <= 'z':
			b.WriteRune(c)
		case (c == ' ' || c == '-') && b.Len() > 0:
			b.WriteByte('.')
		}
	}
	return b.String()
}

// nameOf is the name in a handle, as it is called on.
func nameOf(a inbox.Author) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(a.Handle, "@"), "@")
	return name
}
