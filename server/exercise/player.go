package exercise

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// asleep is the most time that goes by in one beat: a computer that slept does
// not let a storm burst at once.
const asleep = 5 * time.Second

// Beat lets the time of the story go by since the last one: what is due comes
// in, as it comes from a network, and replies whose time has come are recorded.
// Run does it by itself.
func (e *Exercise) Beat(ctx context.Context) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	now := e.now()
	e.mu.Lock()
	m, last := e.meta, e.last
	e.last = now
	e.mu.Unlock()
	if err := e.replies(ctx, now); err != nil {
		return err
	}
	if err := e.listen(ctx, m, now); err != nil {
		return err
	}
	if m.Over() || m.Paused || m.Sent >= len(e.posts) {
		return nil
	}
	elapsed := m.Elapsed
	if !last.IsZero() {
		elapsed += min(max(now.Sub(last), 0), asleep) * time.Duration(m.Pace)
	}
	upto := m.Sent
	for upto < len(e.posts) && e.posts[upto].After <= elapsed {
		upto++
	}
	return e.bring(ctx, e.posts[m.Sent:upto], now, func(m *Meta) {
		m.Elapsed, m.Sent = elapsed, upto
	})
}

// listen notes when the early warning rang first: what an alert itself says is
// the end of the minutes that it was judged by, not when it was seen.
func (e *Exercise) listen(ctx context.Context, m Meta, now time.Time) error {
	if m.Over() || m.First.IsZero() || !m.Rang.IsZero() {
		return nil
	}
	list, err := e.store.Alerts(ctx, now, 20)
	if err != nil || !slices.ContainsFunc(list, alert.Alert.Rings) {
		return err
	}
	return e.change(func(m *Meta) error {
		m.Rang = now.UTC().Truncate(time.Millisecond)
		return nil
	})
}

// bring has posts arrive now. It is called while turn is held. They are in the
// store before the file says so: a crash between brings them again, and the
// store knows them.
func (e *Exercise) bring(ctx context.Context, posts []post, now time.Time, then func(*Meta)) error {
	var list []inbox.Message
	for _, p := range posts {
		list = append(list, p.message(e.script.Lang, now))
	}
	byAccount, err := sealed(list)
	if err != nil {
		return err
	}
	for id, ups := range byAccount {
		var b channel.Batch
		for _, u := range ups {
			b.Events = append(b.Events, u)
		}
		if _, err := e.store.Ingest(ctx, id, b); err != nil {
			return fmt.Errorf("bring messages in: %w", err)
		}
	}
	if err := e.alive(ctx, posts, now); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	m := e.meta
	then(&m)
	if m.First.IsZero() && len(posts) > 0 {
		m.First = now.UTC().Truncate(time.Millisecond)
	}
	if len(posts) > 0 || m.Elapsed-e.noted >= time.Minute {
		return e.note(m)
	}
	e.meta = m
	return nil
}

// alive says of the accounts that they answer, as a network would.
func (e *Exercise) alive(ctx context.Context, posts []post, now time.Time) error {
	if len(posts) == 0 {
		return nil
	}
	for _, on := range Places() {
		h := inbox.Health{Account: on.account(), State: inbox.Live, LastTry: now, LastSuccess: now}
		if slices.ContainsFunc(posts, func(p post) bool { return p.On == on }) {
			h.LastMessage = now
		}
		if err := e.store.PutHealth(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// replies records those whose time has come: they leave for nowhere.
func (e *Exercise) replies(ctx context.Context, now time.Time) error {
	due, err := e.store.DueReplies(ctx, now)
	if err != nil {
		return err
	}
	for _, r := range due {
		if err := e.store.RehearseSending(ctx, r.ID); err != nil && fault.KindOf(err) != fault.Conflict {
			return fmt.Errorf("record a reply: %w", err)
		}
	}
	return nil
}

// Word is what the animator has somebody say.
type Word struct {
	Who     Voice
	On      Place
	Subject string // of a mail
	Text    string
}

// mostWord bounds what the animator writes, in bytes.
const mostWord = 20_000

// Inject has somebody say something now, whatever the pace.
func (e *Exercise) Inject(ctx context.Context, w Word) error {
	w.Text = strings.TrimSpace(w.Text)
	if w.Text == "" || len(w.Text) > mostWord || !slices.Contains(Voices(), w.Who) {
		return fault.New(fault.Invalid, "exercise.word-empty")
	}
	if !slices.Contains(Places(), w.On) {
		return fault.New(fault.Invalid, "exercise.no-place")
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	m := e.Status()
	if m.Over() {
		return fault.New(fault.Conflict, "exercise.over")
	}
	c, err := readCrowd(m.Lang)
	if err != nil {
		return err
	}
	made := &writer{crowd: c, meta: m, rng: rand.New(rand.NewPCG(m.Seed, 1000+uint64(m.Injected)))}
	p := made.post(w.Who, w.On, 0, w.Text, fmt.Sprintf("word-%04d", m.Injected+1))
	p.Subject = w.Subject
	return e.bring(ctx, []post{p}, e.now(), func(m *Meta) { m.Injected++ })
}

// Next has the message that would come next come now.
func (e *Exercise) Next(ctx context.Context) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	m := e.Status()
	switch {
	case m.Over():
		return fault.New(fault.Conflict, "exercise.over")
	case m.Sent >= len(e.posts):
		return fault.New(fault.Conflict, "exercise.no-more")
	}
	p := e.posts[m.Sent]
	return e.bring(ctx, []post{p}, e.now(), func(m *Meta) {
		m.Sent, m.Elapsed = m.Sent+1, max(m.Elapsed, p.After)
	})
}

// Coming is a message that is still to come.
type Coming struct {
	In   time.Duration // of the story's time
	Who  Voice
	On   Place
	Name string
	Text string
}

// Coming lists the messages that come next, at most n.
func (e *Exercise) Coming(n int) []Coming {
	m := e.Status()
	var out []Coming
	for _, p := range e.posts[min(m.Sent, len(e.posts)):] {
		if len(out) == n {
			break
		}
		out = append(out, Coming{In: max(p.After-m.Elapsed, 0), Who: p.Who, On: p.On, Name: p.Author.Name, Text: p.Text})
	}
	return out
}
