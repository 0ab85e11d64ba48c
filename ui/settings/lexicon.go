package settings

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
)

// Words reads and changes the words that the house taught about tones.
type Words interface {
	// TaughtWords lists them, the latest first.
	TaughtWords(ctx context.Context) ([]TaughtWord, error)
	// TeachWord keeps what a word says; without a tone it is taken back.
	TeachWord(ctx context.Context, w TaughtWord) error
}

// TaughtWord is a word, or a phrase of up to three, and what it says here.
type TaughtWord struct {
	Language string // "fr" or "en"
	Word     string
	Tone     string // "positive", "neutral" or "negative"; "" is not decided yet
	Points   int    // of the corrections that named it
	By       string // name of who taught it last
	At       time.Time
}

// lexicon is the page of the words that people taught.
type lexicon struct {
	s     *Screen
	list  []TaughtWord
	rows  shelf
	teach *kit.Button
}

func newLexicon(s *Screen) *lexicon { return &lexicon{s: s} }

func (p *lexicon) load(ctx context.Context) (func() bool, error) {
	list, err := p.s.desk.TaughtWords(ctx)
	return func() bool { p.list = list; return true }, err
}

func (p *lexicon) minds(n inbox.Notice) bool { return n.Team || len(n.Conversations) > 0 }

// mostTaught is how many words are listed: the latest.
const mostTaught = 200

func (p *lexicon) draw() fyne.CanvasObject {
	t := p.s.t
	if p.teach == nil {
		p.teach = kit.NewButton(kit.Primary, t("settings.word-teach"), p.ask)
	}
	head := newHeader(t("settings.words-title"), t("settings.words-text"), p.teach)
	if len(p.list) == 0 {
		return kit.NewColumn(16, head, newHollow(kit.NewEmpty(icon.Smile, t("settings.words-empty"), t("settings.words-empty-text"), nil)))
	}
	var lines []*line
	for _, w := range p.list[:min(len(p.list), mostTaught)] {
		lines = append(lines, p.line(w))
	}
	columns := []column{{title: t("settings.col-word"), share: 3}, {title: t("settings.col-tone"), share: 2}, {title: t("settings.col-language"), share: 2, spare: true}, {title: t("settings.col-taught"), share: 3}}
	out := []fyne.CanvasObject{head, newTable(columns, lines...)}
	if n := len(p.list) - mostTaught; n > 0 {
		out = append(out, kit.NewParagraph(p.s.host.Texts().N("settings.words-more", n, nil), kit.Body(), kit.Mute))
	}
	return kit.NewColumn(14, out...)
}

func (p *lexicon) line(w TaughtWord) *line {
	t := p.s.t
	tone := kit.ChipSpec{Text: t("settings.word-undecided")}
	if w.Tone != "" {
		tone = kit.ChipSpec{Text: t("tone." + w.Tone), Tone: toneOf(w.Tone)}
	}
	taught := cell{title: w.By}
	if !w.At.IsZero() {
		taught.text = p.s.formats().Moment(w.At, p.s.host.Now())
	}
	cells := []cell{
		{title: p.s.host.Texts().T("settings.word-quoted", map[string]any{"Word": w.Word}), text: p.s.host.Texts().N("settings.word-points", w.Points, nil)},
		{chip: tone}, {text: t("settings.language-" + w.Language)}, taught,
	}
	return p.rows.line(w.Language+" "+w.Word, w.Tone+taught.title+taught.text+cells[0].text, cells, func() *line {
		return newLine(nil, cells, kit.NewButton(kit.Secondary, t("settings.word-forget"), func() { p.forget(w) }))
	})
}

func toneOf(name string) kit.Tone {
	switch name {
	case "positive":
		return kit.Good
	case "negative":
		return kit.Alarm
	}
	return kit.Plain
}

func (p *lexicon) forget(w TaughtWord) {
	w.Tone = ""
	p.s.do(func(ctx context.Context) error { return p.s.desk.TeachWord(ctx, w) }, func() {
		p.s.host.Toast(p.s.host.Texts().T("settings.word-forgotten", map[string]any{"Word": w.Word}))
	})
}

// ask opens the form of a word to teach.
func (p *lexicon) ask() {
	t := p.s.t
	w := TaughtWord{Language: p.s.host.Texts().Language(), Tone: "negative"}
	word := kit.NewEntry(t("settings.word-ghost"))
	var tones []kit.Option
	for _, name := range []string{"negative", "neutral", "positive"} {
		tones = append(tones, kit.Option{ID: name, Text: t("tone." + name)})
	}
	languages := []kit.Option{{ID: "fr", Text: t("settings.language-fr")}, {ID: "en", Text: t("settings.language-en")}}
	body := kit.NewColumn(12,
		kit.NewFormRow(t("settings.col-word"), word).Help(t("settings.word-help")),
		kit.NewFormRow(t("settings.col-tone"), kit.NewChoiceChips(tones, w.Tone, func(id string) { w.Tone = id })),
		kit.NewFormRow(t("settings.col-language"), kit.NewChoiceChips(languages, w.Language, func(id string) { w.Language = id })),
	)
	p.s.form(t("settings.word-teach"), body, word, func() bool {
		if w.Word = strings.TrimSpace(word.Text()); w.Word == "" {
			word.SetError(t("settings.required"))
			return false
		}
		return true
	}, func(ctx context.Context) error { return p.s.desk.TeachWord(ctx, w) })
}
