package paper

import (
	"fmt"
	"time"

	"vigie/crisis/playbook"
)

// Fonts are two weights of one family, as TrueType files with quadratic
// outlines: what the PDF library takes.
type Fonts struct {
	Regular []byte
	Bold    []byte
}

// Words gives the words around a playbook, in the playbook's own language.
type Words interface {
	T(key string, args map[string]any) string
}

// Playbook gives a playbook as a PDF of A4 pages that a team can work with by
// hand: who does what, with room for names and numbers; how grave it is; the
// steps in order, numbered, with boxes, deadlines and where each answer leads;
// the statements with their blanks; and a log to write in. The same playbook,
// words and time give the same bytes.
func Playbook(p playbook.Playbook, fonts Fonts, words Words, at time.Time) ([]byte, error) {
	s := newSheet(fonts, at)
	w := &writer{sheet: s, p: p, words: words, numbers: map[string]int{}}
	p.Walk(func(_ string, st *playbook.Step) { w.numbers[st.ID] = len(w.numbers) + 1 })
	s.footer(w.t("paper.foot", "Title", p.Title, "Version", p.Version), w.t("paper.page"))
	s.pdf.SetTitle(p.Title, true)
	w.head(at)
	w.severity()
	w.roles()
	w.steps()
	w.updates()
	w.variables()
	w.statements()
	w.retrospective()
	w.log()
	out, err := s.bytes()
	if err != nil {
		return nil, fmt.Errorf("print playbook %s: %w", p.ID, err)
	}
	return out, nil
}

// writer writes one playbook.
type writer struct {
	*sheet
	p       playbook.Playbook
	words   Words
	numbers map[string]int // of a step, its number on paper
}

// t gives a text; pairs are placeholders and their values in turn.
func (w *writer) t(key string, pairs ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return w.words.T(key, args)
}

func (w *writer) head(at time.Time) {
	w.put(block{{text: w.t("paper.kind"), size: small, grey: true}})
	w.put(block{{text: w.p.Title, bold: true, size: title}})
	about := w.t("paper.about", "ID", w.p.ID, "Version", w.p.Version, "Time", at.UTC().Format("2006-01-02 15:04 UTC"))
	if w.p.Owner != "" {
		about += " · " + w.t("paper.owner", "Name", w.p.Owner)
	}
	w.put(block{{text: about, size: small, grey: true}})
	w.gap(2)
	if w.p.Summary != "" {
		w.put(block{{text: w.p.Summary, size: normal}})
	}
	w.gap(3)
	w.frame([]string{w.t("paper.started"), w.t("paper.lead"), w.t("paper.place")})
}

// severity is the matrix: what each level is, and who is told.
func (w *writer) severity() {
	if len(w.p.Severity) == 0 {
		return
	}
	w.heading(w.t("paper.severity"))
	w.put(block{{text: w.t("paper.severity-rule"), size: small, grey: true}})
	t := table{widths: []float64{9, 34, 79, 52}, head: []string{"", w.t("paper.level"), w.t("paper.criteria"), w.t("paper.told")}}
	for _, s := range w.p.Severity {
		told := w.roleNames(s.Escalate)
		if s.Within > 0 {
			told = join(told, w.t("paper.within", "Duration", w.duration(s.Within)), " · ")
		}
		t.rows = append(t.rows, []cell{{box: true}, {text: s.Label, bold: true}, {text: s.Criteria}, {text: told}})
	}
	w.table(t)
}

// roles has room for the names and numbers of those who are there today.
func (w *writer) roles() {
	w.heading(w.t("paper.roles"))
	t := table{widths: []float64{58, 42, 40, 34}, head: []string{w.t("paper.role"), w.t("paper.backup"), w.t("paper.name"), w.t("paper.phone")}, least: 11}
	for _, r := range w.p.Roles {
		label := r.Label
		if r.Required {
			label += " *"
		}
		t.rows = append(t.rows, []cell{{text: label, bold: true, more: r.Dept}, {text: w.roleName(r.Backup)}, {}, {}})
	}
	w.table(t)
	w.put(block{{text: w.t("paper.required"), size: small, grey: true}})
}

// updates are the headings under which the lead tells the house where things
// stand.
func (w *writer) updates() {
	u := w.p.Updates
	if u.Every == 0 {
		return
	}
	w.heading(w.t("paper.updates"))
	text := w.t("paper.every", "Duration", w.duration(u.Every))
	if u.Role != "" {
		text += " · " + w.roleName(u.Role)
	}
	if len(u.To) > 0 {
		text += " → " + w.roleNames(u.To)
	}
	b := block{{text: text, size: normal}}
	for _, h := range split(u.Template, "/") {
		b = append(b, line{text: h, bold: true, size: normal, before: 1.5}, line{rule: 2, size: normal})
	}
	w.put(b)
}

// variables are the blanks of the statements, to be filled in once.
func (w *writer) variables() {
	if len(w.p.Variables) == 0 {
		return
	}
	w.heading(w.t("paper.variables"))
	t := table{widths: []float64{66, 108}, least: 8}
	for _, v := range w.p.Variables {
		value := ""
		for _, c := range v.Choices {
			value = join(value, "□ "+w.choice(v.ID, c), "\n")
		}
		if value == "" {
			value = v.Default
		}
		label := v.Label
		if v.Required {
			label += " *"
		}
		t.rows = append(t.rows, []cell{{text: label, bold: true}, {text: value}})
	}
	w.table(t)
}

func (w *writer) retrospective() {
	r := w.p.Retrospective
	if len(r.Questions) == 0 {
		return
	}
	w.heading(w.t("paper.retrospective"))
	about := ""
	if r.Due > 0 {
		about = w.t("paper.due", "Duration", w.duration(r.Due))
	}
	about = join(about, w.roleName(r.Owner), " · ")
	if r.Blameless {
		about = join(about, w.t("paper.blameless"), " · ")
	}
	if about != "" {
		w.put(block{{text: about, size: small, grey: true}})
	}
	for _, q := range r.Questions {
		w.put(block{{text: q, bold: true, size: normal, before: 1.5}, {rule: 2, size: normal}})
	}
}

// log is a page to write down what happens, as it happens.
func (w *writer) log() {
	w.page()
	w.heading(w.t("paper.log"))
	w.put(block{{text: w.t("paper.log-rule"), size: small, grey: true}})
	t := table{widths: []float64{20, 42, 112}, head: []string{w.t("paper.hour"), w.t("paper.who"), w.t("paper.what")}, least: 9.5}
	for range 22 {
		t.rows = append(t.rows, []cell{{}, {}, {}})
	}
	w.table(t)
}
