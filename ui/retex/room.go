package retex

import (
	"slices"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/playbook"
	change "vigie/crisis/retex"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/vm"
)

// Words writes what the screen of retrospectives says.
type Words struct{ vm.Formats }

// Room is all that the screen of retrospectives shows of one run. All of it but
// the drafts comes from the log.
type Room struct {
	Run    *crisis.Run
	Plan   *crisis.Plan
	Log    minutes.Log
	Book   string // the text of the playbook
	Facts  crisis.Retrospective
	Drafts []crisis.ReviewDraft
	// Suggested are the changes that the log alone suggests, and Lines the log in
	// words: Read makes them, off the UI goroutine.
	Suggested []crisis.BookChange
	Lines     []minutes.Line
	Roster    team.Roster
	Me        team.Member
}

// The fields that are no question of the playbook.
const (
	FieldText     = "text"
	FieldRefused  = "refused"
	fieldQuestion = "q/"
	fieldChange   = "change/"
)

// The verdicts on a change, as they are drafted.
const (
	Yes = "yes"
	No  = "no"
)

// Read completes what a desk gave with what takes time: it is not for the UI
// goroutine.
func (f Words) Read(r Room) Room {
	if r.Run == nil || r.Plan == nil {
		return r
	}
	r.Suggested = change.Propose(r.Book, r.Plan, r.Facts)
	r.Lines = minutes.Lines(r.Plan, r.Log, f.Texts)
	return r
}

// Name is how a member is called.
func (r Room) Name(id team.MemberID) string {
	if m, ok := r.Roster.Member(id); ok {
		return m.Name
	}
	return string(id)
}

// Open reports whether the retrospective can still be written.
func (r Room) Open() bool { return r.Run != nil && r.Run.LacksReview() }

// Short reports whether the two questions of a false alarm are all that is asked.
func (r Room) Short() bool { return r.Run != nil && r.Run.State == crisis.StoodDown }

// Published is the retrospective as it was published, by whom and when.
func (r Room) Published() (a crisis.Review, by team.MemberID, at time.Time, ok bool) {
	for _, e := range slices.Backward(r.Log.Events) {
		if e.Kind != crisis.KindReview {
			continue
		}
		if act, err := crisis.DecodeAct(e.Kind, e.Payload); err == nil {
			a, ok = act.(crisis.Review)
			return a, e.By, e.Kept, ok
		}
	}
	return a, "", at, false
}

// Field is a field to be filled in.
type Field struct {
	ID, Label string
	Rows      int
	Text      string // as it was written last
}

// Fields are the questions of a retrospective: those of the playbook, or the
// two of a false alarm, with what was written so far.
func (f Words) Fields(r Room) []Field {
	var out []Field
	add := func(id, label string, rows int) {
		shown, _ := crisis.DraftOf(r.Drafts, id)
		out = append(out, Field{ID: id, Label: label, Rows: rows, Text: shown.Text})
	}
	for _, q := range f.questions(r) {
		add(fieldQuestion+q, q, 3)
	}
	if !r.Short() {
		add(FieldText, f.Texts.T("retex.summary", nil), 4)
	}
	return out
}

func (f Words) questions(r Room) []string {
	if r.Short() {
		return []string{f.Texts.T("retex.short-cause", nil), f.Texts.T("retex.short-next", nil)}
	}
	if q := r.Plan.Book.Retrospective.Questions; len(q) > 0 {
		return q
	}
	return []string{f.Texts.T("retex.ask-well", nil), f.Texts.T("retex.ask-badly", nil), f.Texts.T("retex.ask-change", nil)}
}

// Change is a proposed change of the playbook with what people made of it.
type Change struct {
	crisis.BookChange
	Text    string // in words
	Verdict string // Yes, No or "": nobody decided yet
}

// Changes are what the run suggests for its playbook.
func (f Words) Changes(r Room) []Change {
	if r.Run == nil || r.Plan == nil {
		return nil
	}
	var answers []change.Answer
	if !r.Short() {
		for _, q := range f.questions(r) {
			d, _ := crisis.DraftOf(r.Drafts, fieldQuestion+q)
			answers = append(answers, change.Answer{Question: q, Text: d.Text})
		}
	}
	var out []Change
	for _, c := range slices.Concat(r.Suggested, change.Notes(answers)) {
		d, _ := crisis.DraftOf(r.Drafts, fieldChange+c.ID)
		c.Accepted = d.Text == Yes
		out = append(out, Change{BookChange: c, Text: f.ChangeText(r, c), Verdict: d.Text})
	}
	return out
}

// ChangeField is the field in which the verdict on a change is drafted.
func ChangeField(c crisis.BookChange) string { return fieldChange + c.ID }

// ChangeText says a change of the playbook in words.
func (f Words) ChangeText(r Room, c crisis.BookChange) string {
	step := ""
	if r.Plan != nil {
		def, _ := r.Plan.Step(c.Step)
		step = def.Title
	}
	key := "retex.change-" + c.What
	if c.What == change.Note && c.Step == "" {
		key = "retex.change-answer"
	}
	from, to := c.From, c.To
	if c.What == change.Due {
		from, to = f.span(from), f.span(to)
	}
	return f.Texts.T(key, map[string]any{"Step": step, "From": from, "To": to})
}

// span writes a length of time as a person reads it, and leaves another text.
func (f Words) span(text string) string {
	if d, ok := playbook.ParseDuration(text); ok {
		return f.Span(d)
	}
	return text
}

// Revised is the playbook with the changes that were accepted: its text and the
// version that it would be. A change that does not fit gives an error.
func (r Room) Revised(changes []Change) (text, version string, err error) {
	var list []crisis.BookChange
	for _, c := range changes {
		list = append(list, c.BookChange)
	}
	version = change.Next(r.Run.Book.Version)
	text, err = change.Revise(r.Book, version, list)
	return text, version, err
}

// Accepted counts the changes that were accepted, and those that nobody has
// decided on.
func Accepted(changes []Change) (yes, open int) {
	for _, c := range changes {
		switch c.Verdict {
		case Yes:
			yes++
		case No:
		default:
			open++
		}
	}
	return yes, open
}

// Review makes the retrospective that would be published.
func (f Words) Review(r Room) crisis.Review {
	a := crisis.Review{Answers: map[string]string{}}
	for _, field := range f.Fields(r) {
		text := strings.TrimSpace(field.Text)
		switch {
		case text == "":
		case field.ID == FieldText:
			a.Text = text
		default:
			a.Answers[field.Label] = text
		}
	}
	changes := f.Changes(r)
	for _, c := range changes {
		a.Changes = append(a.Changes, c.BookChange)
	}
	if yes, _ := Accepted(changes); yes > 0 {
		a.NewVersion = change.Next(r.Run.Book.Version)
	} else {
		d, _ := crisis.DraftOf(r.Drafts, FieldRefused)
		a.Refused = strings.TrimSpace(d.Text)
	}
	return a
}

// CanPublish says whether the retrospective may be published as it stands;
// the domain is asked first, so that a screen never offers what it refuses.
func (f Words) CanPublish(r Room, now time.Time) vm.Verdict {
	if !r.Open() {
		return vm.Cannot("retex.not-open")
	}
	changes := f.Changes(r)
	if _, open := Accepted(changes); open > 0 && !r.Short() {
		return vm.Cannot("retex.undecided")
	}
	a := f.Review(r)
	return r.Try(a, now)
}

// Try asks the domain for an act in the run.
func (r Room) Try(a crisis.Act, now time.Time) vm.Verdict {
	if r.Run == nil || r.Plan == nil {
		return vm.Cannot("crisis.no-run")
	}
	_, err := crisis.Decide(r.Plan, r.Run, crisis.Order{ID: "?", Run: r.Run.ID, Base: r.Run.Seq, At: now, Act: a}, r.Me, now)
	if err != nil {
		f := fault.Of(err)
		return vm.Verdict{Key: f.Key, Args: f.Args}
	}
	return vm.Can()
}
