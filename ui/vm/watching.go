package vm

import (
	"time"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// Watching writes watches, their hits and the register of places.
type Watching struct {
	Formats
	Team team.Roster
	Now  time.Time
}

// mostUnseen is what an unseen count is shown up to.
const mostUnseen = 999

// WatchFace is a watch as a line of a list shows it.
type WatchFace struct {
	Name, Query string
	Total       string // "312"; empty while nothing was found
	Unseen      int    // at most mostUnseen
	Days        [watch.StandingDays]int
	Filling     bool
}

// WatchFace gives the line of a watch.
func (w Watching) WatchFace(s watch.Standing) WatchFace {
	f := WatchFace{Name: s.Name, Query: s.Query.String(), Unseen: max(0, min(s.Unseen, mostUnseen)), Days: s.Days, Filling: s.Filling}
	if s.Total > 0 {
		f.Total = w.People(int64(s.Total))
	}
	return f
}

// Figures says how much a watch found: "312 hits · 4 in the last 24 hours · the
// last one 5 min ago".
func (w Watching) Figures(s watch.Standing) string {
	if s.Total == 0 {
		return w.Texts.T("watch.no-hits-yet", nil)
	}
	return w.Texts.T("watch.figures", map[string]any{
		"Hits": w.Texts.N("watch.hits", s.Total, nil), "Day": s.Day, "When": w.Moment(s.Last, w.Now),
	})
}

// Kind says whose watch it is and where its hits go.
func (w Watching) Kind(v watch.Watch) string {
	switch {
	case v.Competitor:
		return w.Texts.T("watch.kind-competitor", nil)
	case v.Into == watch.Inbox:
		return w.Texts.T("watch.kind-inbox", nil)
	default:
		return w.Texts.T("watch.kind-aside", nil)
	}
}

// DayLabel says how many hits one of the days of a curve has.
func (w Watching) DayLabel(i, n int) string {
	day := w.Now.AddDate(0, 0, i-watch.StandingDays+1)
	return w.Texts.N("watch.on-day", n, map[string]any{"Day": w.Day(day, w.Now)})
}

// TrialText says what a query would have found.
func (w Watching) TrialText(t watch.Trial) string {
	switch {
	case t.Hits == 0 && t.Whole:
		return w.Texts.T("watch.trial-none", nil)
	case t.Hits == 0:
		return w.Texts.T("watch.trial-none-so-far", nil)
	case t.Whole:
		return w.Texts.N("watch.trial-hits", t.Hits, map[string]any{"Day": w.perDay(t)})
	default:
		return w.Texts.N("watch.trial-part", t.Hits, map[string]any{"Day": w.perDay(t), "Since": w.Formats.Day(t.Since, w.Now)})
	}
}

// perDay is the mean of the days that a trial knows.
func (w Watching) perDay(t watch.Trial) string {
	sum := 0
	for _, n := range t.Days {
		sum += n
	}
	days := watch.StandingDays
	if since := int(w.Now.Sub(t.Since)/(24*time.Hour)) + 1; !t.Since.IsZero() && since < days {
		days = max(1, since)
	}
	return w.decimal(float64(sum) / float64(days))
}

// HitMarks gives marks of an excerpt in runes, as texts are drawn.
func HitMarks(text string, marks []watch.Span) []Range {
	var out []Range
	for _, m := range marks {
		if m.Part != watch.InText || m.Start > m.End || m.End > len(text) {
			continue
		}
		from := utf8.RuneCountInString(text[:m.Start])
		out = append(out, Range{from, from + utf8.RuneCountInString(text[m.Start:m.End])})
	}
	return out
}

// MistakeAt gives where in a query a fault says that the mistake is, in runes
// from 0; false when it does not say.
func MistakeAt(err error) (int, bool) {
	f := fault.Of(err)
	if f == nil {
		return 0, false
	}
	column, ok := f.Args["Column"].(int)
	return column - 1, ok && column > 0
}

// HitState says where the conversation of a hit stands, and in which tone.
func (w Watching) HitState(h watch.Hit) (string, Tone) {
	switch {
	case h.Watched:
		return w.Texts.T("watch.aside", nil), Plain
	case h.Status == "":
		return "", Plain
	case h.Status == inbox.New:
		return w.StatusText(h.Status), Brand
	default:
		return w.StatusText(h.Status), Plain
	}
}

// PlaceName is what a place is called.
func (w Watching) PlaceName(e watch.Entry) string {
	if e.Name == "" && e.Known != "" {
		return w.Texts.T("watch.gap-"+e.Known, nil)
	}
	return e.Name
}

// Reason says why a place is not read, in the words of who wrote it, or else in
// ours for a known gap; empty for what is read.
func (w Watching) Reason(e watch.Entry) string {
	if e.Uncovered == "" && e.Known != "" {
		return w.Texts.T("watch.why-"+e.Known, nil)
	}
	return e.Uncovered
}

// How says how a place is read: "as it happens", "every 15 min", "by Léa".
func (w Watching) How(e watch.Entry) string {
	switch {
	case e.Mode == watch.Streamed:
		return w.Texts.T("watch.how-stream", nil)
	case e.Mode == watch.Polled:
		return w.Texts.T("watch.how-poll", map[string]any{"Every": w.Span(e.Every)})
	case e.Mode == watch.HandRead && e.OfAccount:
		return w.Texts.T("watch.how-hand", nil)
	case e.Mode == watch.HandRead && e.Every > 0:
		return w.Texts.T("watch.how-member-every", map[string]any{"Name": w.member(e.Owner), "Every": w.Span(e.Every)})
	case e.Mode == watch.HandRead:
		return w.Texts.T("watch.how-member", map[string]any{"Name": w.member(e.Owner)})
	default:
		return w.Texts.T("watch.how-none", nil)
	}
}

func (w Watching) member(id team.MemberID) string {
	if m, ok := w.Team.Member(id); ok {
		return m.Name
	}
	return w.Texts.T("watch.nobody", nil)
}

// PlaceState says how the reading of a place stands, and in which tone.
func (w Watching) PlaceState(e watch.Entry) (string, Tone) {
	return w.Texts.T("watch.state-"+string(e.State), nil), map[watch.State]Tone{
		watch.Dead: Alarm, watch.Failing: Caution, watch.Overdue: Caution, watch.Silent: Caution, watch.Alive: Good,
	}[e.State]
}

// LastRead says when a place was last looked at.
func (w Watching) LastRead(e watch.Entry) string {
	if e.Mode == watch.Unread {
		return ""
	}
	if e.LastRead.IsZero() {
		return w.Texts.T("watch.never-read", nil)
	}
	return w.Moment(e.LastRead, w.Now)
}
