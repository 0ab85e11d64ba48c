package crisisroom

import (
	"fyne.io/fyne/v2"

	"vigie/ui/kit"
)

// question is the one small dialog in which an act asks for what it needs.
// What is typed stays until the act was kept, also when the dialog is closed.
type question struct {
	s             *Screen
	key           string // of what is typed: the run, the step, the act
	title, sub    string
	primary       string
	danger        bool
	width         float32
	column        float32 // of the labels; 0 is the kit's own
	before, after []fyne.CanvasObject
	fields        []*asked
	// act is given the answers by field; it says whether the dialog may close.
	act func(v answers) bool

	dialog *kit.Dialog
}

type answers map[string]string

// asked is a field of a question.
type asked struct {
	id, label, hint, help string
	value                 string // where nothing was typed yet
	rows                  int    // more than 1 is a text of several lines
	need                  string // what is said when it is left empty
	options               []kit.Option
	// asks says whether the field is asked for now, by what others say; nil is
	// always. What is not asked for is not shown, and answers nothing.
	asks func() bool

	entry   *kit.Entry
	choice  *kit.ChoiceChips
	changed func(text string)
	row     *kit.FormRow
}

func (q *question) typedKey(f *asked) string { return q.key + "/" + f.id }

// open shows the question.
func (q *question) open() {
	objs := append([]fyne.CanvasObject{}, q.before...)
	for _, f := range q.fields {
		objs = append(objs, q.field(f))
	}
	kind := kit.Primary
	if q.danger {
		kind = kit.Danger
	}
	q.dialog = kit.NewDialog(kit.DialogSpec{
		Title: q.title, Subtitle: q.sub, Width: q.width, Body: kit.NewColumn(10, append(objs, q.after...)...), First: q.first(),
		Primary: q.primary, PrimaryKey: "Ctrl ⏎", PrimaryKind: kind, Cancel: q.s.t("crisisroom.cancel"),
		Act: q.run, Closed: q.closed,
	})
	q.showAsked()
	q.opened()
	q.dialog.Open(q.s.host.Canvas())
}

// first is where the keys go: to the first field that must be filled and is
// not, so that nobody types what is missing into what is there.
func (q *question) first() fyne.Focusable {
	for _, f := range q.fields {
		if f.entry != nil && f.need != "" && f.entry.Text() == "" {
			return f.entry.Focusable()
		}
	}
	switch {
	case len(q.fields) == 0:
		return nil
	case q.fields[0].choice != nil:
		return q.fields[0].choice
	default:
		return q.fields[0].entry.Focusable()
	}
}

func (q *question) field(f *asked) fyne.CanvasObject {
	value := f.value
	if typed, ok := q.s.typing.Texts[q.typedKey(f)]; ok {
		value = typed
	}
	keep := func(text string) {
		q.note(f, text)
		if f.changed != nil {
			f.changed(text)
		}
		if q.showAsked() {
			q.dialog.Fit()
		}
	}
	if f.options != nil {
		f.choice = kit.NewChoiceChips(f.options, value, keep)
		f.row = kit.NewFormRow(f.label, f.choice)
	} else {
		f.entry = kit.NewEntry(f.hint)
		if f.rows > 1 {
			f.entry = kit.NewMultiEntry(f.hint, f.rows)
		}
		f.entry.SetText(value)
		if f.rows <= 1 {
			f.entry.CaretToEnd()
		}
		f.entry.OnChanged = func(text string) { f.entry.SetError(""); keep(text) }
		f.row = kit.NewFormRow(f.label, f.entry)
	}
	if q.column > 0 {
		f.row.Column(q.column)
	}
	if f.help != "" {
		f.row.Help(f.help)
	}
	return f.row
}

// showAsked shows the fields that are asked for by now, and reports whether they
// are others than before.
func (q *question) showAsked() (others bool) {
	for _, f := range q.fields {
		if f.row == nil || f.row.Visible() == f.wanted() {
			continue
		}
		others = true
		if f.wanted() {
			f.row.Show()
		} else {
			f.row.Hide()
		}
	}
	return others
}

func (f *asked) wanted() bool { return f.asks == nil || f.asks() }

func (f *asked) answer() string {
	if !f.wanted() {
		return ""
	}
	if f.choice != nil {
		return f.choice.Selected()
	}
	return f.entry.Text()
}

// run gathers the answers and acts; the first field that is missing is shown.
func (q *question) run() bool {
	v := answers{}
	for _, f := range q.fields {
		v[f.id] = f.answer()
		if f.need == "" || !f.wanted() || v[f.id] != "" {
			continue
		}
		q.missing(f, f.need)
		return false
	}
	return q.act(v)
}

// missing says what a field lacks and leads there.
func (q *question) missing(f *asked, what string) {
	if f.entry == nil {
		q.s.host.Toast(what)
		return
	}
	f.entry.SetError(what)
	q.s.host.Canvas().Focus(f.entry.Focusable())
	q.dialog.Fit()
}

// kept forgets what was typed: it is in the log now.
func (q *question) kept() {
	for _, f := range q.fields {
		delete(q.s.typing.Texts, q.typedKey(f))
	}
	q.s.changed()
}
