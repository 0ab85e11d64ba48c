package watch

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// words writes watches, their hits and the register of places.
type words struct {
	vm.Formats
	Team team.Roster
	Now  time.Time
}

// mostUnseen is what an unseen count is shown up to.
const mostUnseen = 999

// face gives the line of a watch.
func (w words) face(s domain.Standing) face {
	f := face{name: s.Name, under: s.Query.String(), unseen: kit.CountText(max(0, min(s.Unseen, mostUnseen))), days: s.Days, curve: true}
	switch {
	case s.Filling:
		f.right = w.Texts.T("watch.filling-short", nil)
	case s.Total > 0:
		f.right = w.People(int64(s.Total))
	}
	return f
}

// figures says how much a watch found: "312 hits · 4 in the last 24 hours · the
// last one 5 min ago".
func (w words) figures(s domain.Standing) string {
	if s.Total == 0 {
		return w.Texts.T("watch.no-hits-yet", nil)
	}
	return w.Texts.T("watch.figures", map[string]any{
		"Hits": w.Texts.N("watch.hits", s.Total, nil), "Day": s.Day, "When": w.Amid(s.Last, w.Now),
	})
}

// kind says whose watch it is and where its hits go.
func (w words) kind(v domain.Watch) string {
	switch {
	case v.Competitor:
		return w.Texts.T("watch.kind-competitor", nil)
	case v.Into == domain.Inbox:
		return w.Texts.T("watch.kind-inbox", nil)
	default:
		return w.Texts.T("watch.kind-aside", nil)
	}
}

// dayLabel says how many hits one of the days of a curve has.
func (w words) dayLabel(i, n int) string {
	day := w.Now.AddDate(0, 0, i-domain.StandingDays+1)
	return w.Texts.N("watch.on-day", n, map[string]any{"Day": w.Day(day, w.Now)})
}

// trialText says what a query would have found.
func (w words) trialText(t domain.Trial) string {
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
func (w words) perDay(t domain.Trial) string {
	sum := 0
	for _, n := range t.Days {
		sum += n
	}
	days := domain.StandingDays
	if since := int(w.Now.Sub(t.Since)/(24*time.Hour)) + 1; !t.Since.IsZero() && since < days {
		days = max(1, since)
	}
	mean := strconv.FormatFloat(float64(sum)/float64(days), 'f', 1, 64)
	return strings.Replace(strings.TrimSuffix(mean, ".0"), ".", w.Texts.T("time.decimal-point", nil), 1)
}

// hitMarks gives marks of an excerpt in runes, as texts are drawn.
func hitMarks(text string, marks []domain.Span) []vm.Range {
	var out []vm.Range
	for _, m := range marks {
		if m.Part != domain.InText || m.Start > m.End || m.End > len(text) {
			continue
		}
		from := utf8.RuneCountInString(text[:m.Start])
		out = append(out, vm.Range{From: from, To: from + utf8.RuneCountInString(text[m.Start:m.End])})
	}
	return out
}

// mistakeAt gives where in a query a fault says that the mistake is, in runes
// from 0; false when it does not say.
func mistakeAt(err error) (int, bool) {
	f := fault.Of(err)
	if f == nil {
		return 0, false
	}
	column, ok := f.Args["Column"].(int)
	return column - 1, ok && column > 0
}

// hitState says where the conversation of a hit stands, and in which tone.
func (w words) hitState(h domain.Hit) (string, kit.Tone) {
	switch {
	case h.Watched:
		return w.Texts.T("watch.aside", nil), kit.Plain
	case h.Status == "":
		return "", kit.Plain
	case h.Status == inbox.New:
		return w.StatusText(h.Status), kit.Brand
	default:
		return w.StatusText(h.Status), kit.Plain
	}
}

// placeName is what a place is called.
func (w words) placeName(e domain.Entry) string {
	if e.Name == "" && e.Known != "" {
		return w.Texts.T("watch.gap-"+e.Known, nil)
	}
	return e.Name
}

// reason says why a place is not read, in the words of who wrote it, or else in
// ours for a known gap; empty for what is read.
func (w words) reason(e domain.Entry) string {
	if e.Uncovered == "" && e.Known != "" {
		return w.Texts.T("watch.why-"+e.Known, nil)
	}
	return e.Uncovered
}

// how says how a place is read: "as it happens", "every 15 min", "by Léa".
func (w words) how(e domain.Entry) string {
	switch {
	case e.Mode == domain.Streamed:
		return w.Texts.T("watch.how-stream", nil)
	case e.Mode == domain.Polled:
		return w.Texts.T("watch.how-poll", map[string]any{"Every": w.Span(e.Every)})
	case e.Mode == domain.HandRead && e.OfAccount:
		return w.Texts.T("watch.how-hand", nil)
	case e.Mode == domain.HandRead && e.Every > 0:
		return w.Texts.T("watch.how-member-every", map[string]any{"Name": w.member(e.Owner), "Every": w.Span(e.Every)})
	case e.Mode == domain.HandRead:
		return w.Texts.T("watch.how-member", map[string]any{"Name": w.member(e.Owner)})
	default:
		return w.Texts.T("watch.how-none", nil)
	}
}

func (w words) member(id team.MemberID) string {
	if m, ok := w.Team.Member(id); ok {
		return m.Name
	}
	return w.Texts.T("watch.nobody", nil)
}

// placeState says how the reading of a place stands, and in which tone.
func (w words) placeState(e domain.Entry) (string, kit.Tone) {
	return w.Texts.T("watch.state-"+string(e.State), nil), map[domain.State]kit.Tone{
		domain.Dead: kit.Alarm, domain.Failing: kit.Caution, domain.Overdue: kit.Caution, domain.Silent: kit.Caution, domain.Alive: kit.Good,
	}[e.State]
}

// lastRead says when a place was last looked at.
func (w words) lastRead(e domain.Entry) string {
	if e.Mode == domain.Unread {
		return ""
	}
	if e.LastRead.IsZero() {
		return w.Texts.T("watch.never-read", nil)
	}
	return w.Moment(e.LastRead, w.Now)
}
