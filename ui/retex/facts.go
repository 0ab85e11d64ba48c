package retex

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/ui/vm"
)

// Figure is a figure that the log gives.
type Figure struct {
	Label, Value string
	Bad          bool // worth a look
}

// Figures are the figures of a run, none of them typed.
func (f Words) Figures(r Room, now time.Time) []Figure {
	var out []Figure
	t, m := r.Facts, r.Facts.Metrics
	add := func(key, value string, bad bool) {
		if value != "" {
			out = append(out, Figure{f.Texts.T("retex.fact-"+key, nil), value, bad})
		}
	}
	span := func(d time.Duration) string {
		if d <= 0 {
			return ""
		}
		return f.Span(d)
	}
	add("alert", f.Moment(t.Alerted, now), false)
	add("begun", f.Moment(t.Begun, now), false)
	add("alert-to-start", span(m.AlertToStart), false)
	add("ended", f.Moment(t.Ended, now), false)
	add("lasted", span(m.Lasted), false)
	add("lead", r.Name(r.Run.Lead), false)
	add("severity", r.severities(), false)
	add("first-word", span(m.ToFirstStatement), false)
	if m.ToFirstStatement == 0 {
		add("first-word", f.Texts.T("retex.no-word", nil), !r.Short())
	}
	add("freeze", span(m.ToFreeze), false)
	for _, n := range []struct {
		key string
		n   int
		bad bool
	}{
		{"steps", len(t.Steps), false}, {"late", m.OverdueSteps, true}, {"skipped", m.SkippedSteps, true}, {"rejected", m.Rejections, false},
		{"overridden", m.Overrides, true}, {"updates", m.Updates, false}, {"conversations", m.Conversations, false}, {"lead-changes", m.LeadChanges, false},
		{"odd", len(t.Odd), false}, {"people", t.People, false},
	} {
		if n.n > 0 {
			add(n.key, strconv.Itoa(n.n), n.bad)
		}
	}
	return out
}

// severities are the highest level and the last, by their labels.
func (r Room) severities() string {
	label := func(id string) string {
		for _, s := range r.Plan.Book.Severity {
			if s.ID == id {
				return s.Label
			}
		}
		return ""
	}
	highest, last := label(r.Facts.Highest), label(r.Facts.Severity)
	if highest == "" || highest == last {
		return last
	}
	return highest + " → " + last
}

// Line is a line of a table of the retrospective.
type Line struct {
	Title string
	Right string // its figure, at the right
	Note  string // below it
	Bad   bool
}

// Steps are the steps in the order in which they ended, each with how long
// it took of the time that it had.
func (f Words) Steps(r Room) []Line {
	var out []Line
	for _, s := range r.Facts.Steps {
		l := Line{Title: s.Title, Note: r.Name(s.By), Right: f.Span(s.Took), Bad: s.Late > 0}
		if s.Due > 0 {
			l.Right = f.Texts.T("retex.of-due", map[string]any{"Took": f.Span(s.Took), "Due": f.Span(s.Due)})
		}
		if s.Late > 0 {
			l.Note += " · " + f.Texts.T("retex.late-by", map[string]any{"Span": f.Span(s.Late)})
		}
		out = append(out, l)
	}
	for _, s := range r.Facts.Skipped {
		out = append(out, Line{
			Title: s.Title, Right: f.Texts.T("retex.was-skipped", nil), Bad: true,
			Note: f.Texts.T("retex.skipped-by", map[string]any{"Name": r.Name(s.By), "Reason": s.Reason}),
		})
	}
	return out
}

// Decisions are what was decided, by whom and why.
func (f Words) Decisions(r Room, now time.Time) []Line {
	var out []Line
	for _, d := range r.Facts.Decisions {
		who := r.Name(d.By)
		if d.Confirmed != "" {
			who += " + " + r.Name(d.Confirmed)
		}
		note := f.Moment(d.At, now) + " · " + who
		if d.Reason != "" {
			note += " · " + d.Reason
		}
		out = append(out, Line{Title: d.Title, Right: d.Option, Note: note})
	}
	return out
}

// Out is what went public, with its text as it was published.
type Out struct {
	Line
	Text string
	Link string
}

// Publications are what was published, where, by whom, with whose yes.
func (f Words) Publications(r Room, now time.Time) []Out {
	var out []Out
	for _, p := range r.Facts.Out {
		var yes []string
		for _, m := range p.Approved {
			yes = append(yes, r.Name(m))
		}
		note := f.Moment(p.At, now) + " · " + r.Name(p.By)
		if len(yes) > 0 {
			note += " · " + f.Texts.T("retex.approved-by", map[string]any{"Names": strings.Join(yes, ", ")})
		}
		if p.Red {
			note += " · " + f.Texts.T("retex.without-approval", nil)
		}
		right := f.Texts.T("retex.out-"+strings.ReplaceAll(string(p.State), "_", "-"), nil)
		out = append(out, Out{Line{Title: p.Channel, Right: right, Note: note, Bad: p.Red || p.State == crisis.Failed || p.State == crisis.Unsure}, p.Text, p.Link})
	}
	return out
}

// Doers are who did what.
func (f Words) Doers(r Room) []Line {
	var out []Line
	for _, d := range r.Facts.Doers {
		right := f.Texts.N("retex.acts", d.Acts, nil)
		var parts []string
		for _, p := range []struct {
			key string
			n   int
		}{{"retex.steps", d.Steps}, {"retex.approvals", d.Yes}, {"retex.texts", d.Words}} {
			if p.n > 0 {
				parts = append(parts, f.Texts.N(p.key, p.n, nil))
			}
		}
		out = append(out, Line{Title: r.Name(d.Member), Right: right, Note: strings.Join(parts, ", ")})
	}
	return out
}

// Timeline is the log in words, the oldest first, at most so many lines;
// left says how many more there are.
func (f Words) Timeline(r Room, most int, now time.Time) (out []Line, left int) {
	for _, l := range r.Lines[:min(most, len(r.Lines))] {
		title := strings.TrimSpace(l.Who + " " + l.What)
		note := strings.Join(slices.DeleteFunc([]string{l.Step, vm.Clipped(l.Detail, mostDetail)}, func(s string) bool { return s == "" }), " · ")
		if l.Verdict != crisis.Counts {
			title += " (" + f.Texts.T("crisis.verdict-"+strings.ReplaceAll(string(l.Verdict), "_", "-"), nil) + ")"
		}
		out = append(out, Line{Title: title, Right: f.Moment(l.At, now), Note: note, Bad: l.Red})
	}
	return out, max(0, len(r.Lines)-most)
}

// mostDetail is how many characters of a text the timeline repeats.
const mostDetail = 240

// Todo is an action of a run.
type Todo struct {
	crisis.Todo
	Run  crisis.RunID
	Book string
	Line Line
}

// Todos are the actions of runs: those of one run, or the open ones of all
// of them where it is empty. What is due first comes first, what is done last.
func (f Words) Todos(runs []*crisis.Run, only crisis.RunID, r Room, now time.Time) []Todo {
	var out []Todo
	for _, run := range runs {
		for _, t := range run.Actions {
			if only == "" && !t.Open() || only != "" && run.ID != only {
				continue
			}
			todo := Todo{Todo: t, Run: run.ID, Book: run.Book.Title}
			todo.Line = f.todoLine(t, r, now)
			if only == "" {
				todo.Line.Note += " · " + run.Book.Title
			}
			out = append(out, todo)
		}
	}
	slices.SortStableFunc(out, func(a, b Todo) int {
		if a.Open() != b.Open() {
			if a.Open() {
				return -1
			}
			return 1
		}
		return a.Due.Compare(b.Due)
	})
	return out
}

func (f Words) todoLine(t crisis.Todo, r Room, now time.Time) Line {
	l := Line{Title: t.Text, Note: r.Name(t.Owner), Right: f.Texts.T("retex.until", map[string]any{"Day": f.Day(t.Due, now)})}
	switch {
	case !t.Open():
		l.Right = f.Texts.T("retex.done-on", map[string]any{"Day": f.Day(t.DoneAt, now)})
		if t.DoneBy != t.Owner {
			l.Note += " · " + f.Texts.T("retex.done-by", map[string]any{"Name": r.Name(t.DoneBy)})
		}
	case t.Due.Before(now):
		l.Bad, l.Right = true, f.Texts.T("retex.overdue", map[string]any{"Day": f.Day(t.Due, now)})
	}
	return l
}
