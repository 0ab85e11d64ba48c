package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/assets/lexicon"
	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox/watch"
)

// storiesBack is how much is read again where only the settings are new: the
// stories of three days, and what is judged by them.
const storiesBack = 75 * time.Hour

// making is what the detector of a watch is made from.
type making struct {
	id       watch.ID
	set      alert.Settings
	known    []radar.Span
	material string // what its counts depend on: whose messages, read by which words
	key      string // what only their judgement depends on
	own      string // the words that people taught
	erasures string
}

func (l *lookout) making(s watch.Standing, set alert.Settings, h lookedAt) (making, error) {
	m := making{id: s.ID, set: set, known: alert.Known(h.alerts, s.ID), own: h.ownMark, erasures: h.erasures}
	var err error
	if m.material, err = MarkOf([]any{s.Query.String(), s.Accounts, set.Deaf, l.lists, h.erasures}); err != nil {
		return m, err
	}
	m.key, err = MarkOf([]any{set, spansOf(m.known), time.Local.String()})
	return m, err
}

// MarkOf is a short text that is another one for another value.
func MarkOf(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("mark what a detector is made from: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12]), nil
}

// ListsMark is the mark of the word lists that Vigie ships.
func ListsMark() string {
	sum := sha256.New()
	for _, text := range slices.Concat([]string{lexicon.Tongues()}, lexicon.Words("fr"), lexicon.Words("en"), lexicon.Words("")) {
		sum.Write([]byte(text))
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// settings are those of the detector.
func (m making) settings() radar.Settings {
	return radar.Settings{Budget: m.set.Asked(), Campaigns: m.set.Campaigns, Known: m.known, Week: radar.WeekIn(time.Local, HolidaysOf(m.set.Holidays()))}
}

// unread gives a post a detector that knows nothing, and says when to begin.
func (l *lookout) unread(ctx context.Context, p *post, now time.Time) (time.Time, error) {
	l.read = true
	p.base = radar.New(p.by.settings())
	p.kept = remembered{}
	p.tell(l.ears.gaps)
	begin, err := l.store.FirstSaid(ctx, now.Add(-LookBack))
	if err != nil {
		return begin, err
	}
	if !begin.IsZero() && begin.Before(p.from) {
		p.base.Advance(begin) // that nothing was said then is history too
	}
	return now.Add(-LookBack), nil
}
