package setup

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// findings shows what a test found: what the place calls itself and its newest
// messages, so that a person sees whether it is the right one.
type findings struct {
	host FormHost
	rows *kit.Column
	box  *kit.Sheet
}

func newFindings(h FormHost) *findings {
	f := &findings{host: h, rows: kit.NewColumn(2)}
	f.box = kit.NewBox(f.rows)
	return f
}

// set shows what was found, or hides the box where that is nothing.
func (f *findings) set(r StageResult) {
	setVisible(f.box, r.Handle != "" || len(r.Newest) > 0)
	rows := []fyne.CanvasObject{}
	if r.Name != "" {
		rows = append(rows, kit.NewLine(r.Name, kit.Strong(), kit.Ink))
	}
	if r.Handle != "" {
		rows = append(rows, kit.NewLine(r.Handle, kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute))
	}
	formats := vm.NewFormats(f.host.Texts(), nil)
	for _, m := range r.Newest {
		rows = append(rows, kit.NewLine(formats.Day(m.SentAt, f.host.Now())+" · "+wordsOf(m), kit.Body(), kit.Ink))
	}
	f.rows.Set(rows...)
	f.box.Refresh()
}

// wordsOf is what a message is known by: its subject, or how it begins.
func wordsOf(m inbox.Message) string {
	if m.Subject != "" {
		return m.Subject
	}
	line, _, _ := strings.Cut(strings.TrimSpace(m.Text), "\n")
	return line
}

// waiting says that the browser is waited for, and gives the address of its
// page to whoever has to open it by hand.
type waiting struct {
	texts *locale.Texts
	words *kit.Paragraph
	page  *kit.Entry
	copy  *kit.LinkButton
	box   *kit.Column
}

func newWaiting(t *locale.Texts) *waiting {
	w := &waiting{texts: t, words: kit.NewParagraph("", kit.Body(), kit.Ink), page: kit.NewEntry("")}
	w.page.SetLabel(t.T("account.sign-in-page", nil))
	w.copy = kit.NewLinkButton(t.T("account.sign-in-copy", nil), func() { fyne.CurrentApp().Clipboard().SetContent(w.page.Text()) })
	w.box = kit.NewColumn(8, w.words, w.page, kit.NewActs().Left(w.copy))
	return w
}

// set says where a sign-in stands.
func (w *waiting) set(a *attempt) {
	setVisible(w.box, a.signing)
	key := "account.sign-in-begins"
	switch {
	case a.closed != nil:
		key = "account.sign-in-no-browser"
	case a.page != "":
		key = "account.sign-in-waits"
	}
	w.words.Set(w.texts.T(key, map[string]any{"Instance": a.lead()}), kit.Ink)
	setVisible(w.page, a.closed != nil)
	setVisible(w.copy, a.page != "")
	if w.page.Text() != a.page {
		w.page.SetText(a.page)
	}
}
