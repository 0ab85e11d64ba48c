package ui

import (
	"context"
	"unicode/utf8"

	"vigie/inbox/fault"
	"vigie/ui/kit"
	"vigie/ui/setup"
)

// leastPassphrase is the least length of a new passphrase, in runes.
const leastPassphrase = 10

// Asking says which passphrase is asked for.
type Asking struct {
	Fresh bool // there is none yet: it is chosen now, and typed twice
	Wrong bool // the last one was wrong
}

// question is one passphrase that somebody waits for.
type question struct {
	asking  Asking
	waiting []chan string // closed without a word when the person declines
	dialog  *kit.Dialog
}

func (q *question) shown() bool { return q.dialog != nil && q.dialog.IsOpen() }

// AskPassphrase asks the person for the passphrase of the secrets and waits
// for it. It is safe from any goroutine but the UI's, which it would block.
func (w *Window) AskPassphrase(ctx context.Context, a Asking) (string, error) {
	select {
	case s, ok := <-w.Ask(ctx, a):
		if !ok {
			return "", fault.New(fault.Auth, "fault.passphrase-needed")
		}
		return s, nil
	case <-ctx.Done():
		return "", fault.Wrap(ctx.Err(), fault.Auth, "fault.passphrase-needed")
	}
}

// Ask asks for the passphrase and gives the channel on which it comes; it is
// closed without one when the person declines. It is safe from any goroutine.
// When the person declined once, what the programme does by itself only shows
// a banner and waits; what the person began (setup.ByPerson) asks again.
func (w *Window) Ask(ctx context.Context, a Asking) <-chan string {
	reply := make(chan string, 1)
	w.env.Sched.UI(func() { w.asked(a, reply, setup.IsByPerson(ctx)) })
	return reply
}

func (w *Window) asked(a Asking, reply chan string, byPerson bool) {
	first := w.asking == nil
	if first {
		w.asking = &question{}
	}
	w.asking.asking = a
	w.asking.waiting = append(w.asking.waiting, reply)
	if byPerson || first && !w.declined || a.Wrong {
		w.ask()
	}
	w.showBanners()
}

// ask opens the dialog of the question that waits.
func (w *Window) ask() {
	q := w.asking
	if q == nil || q.shown() {
		return
	}
	t := w.texts
	one, two := kit.NewPasswordEntry("", t.T("shell.show-typed", nil)), kit.NewPasswordEntry("", t.T("shell.show-typed", nil))
	why := "shell.passphrase-why"
	if q.asking.Fresh {
		why = "shell.passphrase-fresh"
	}
	body := kit.NewColumn(10, kit.NewParagraph(t.T(why, nil), kit.Body(), kit.Mute), kit.NewFormRow(t.T("shell.passphrase", nil), one))
	if q.asking.Fresh {
		body.Set(append(body.Objects(), kit.NewFormRow(t.T("shell.passphrase-again", nil), two))...)
	}
	if q.asking.Wrong {
		one.SetError(t.T("fault.passphrase-wrong", nil))
	}
	answered := false
	q.dialog = kit.NewDialog(kit.DialogSpec{
		Title: t.T("shell.passphrase-title", nil), Width: 520, Body: body, First: one.Focusable(),
		Primary: t.T("shell.passphrase-act", nil), PrimaryKey: "⏎", Cancel: t.T("shell.later", nil),
		Act:    func() bool { answered = w.answer(q, one, two); return answered },
		Closed: func() { w.closedQuestion(answered) },
	})
	submit := func(string) {
		if w.answer(q, one, two) {
			answered = true
			q.dialog.Close()
		}
	}
	one.OnSubmitted, two.OnSubmitted = submit, submit
	q.dialog.Open(w.Canvas())
}

// answer gives the passphrase to all who wait, unless it cannot be right.
func (w *Window) answer(q *question, one, two *kit.Entry) bool {
	t := w.texts
	one.SetError("")
	two.SetError("")
	switch {
	case q.asking.Fresh && utf8.RuneCountInString(one.Text()) < leastPassphrase:
		one.SetError(t.T("shell.passphrase-short", map[string]any{"N": leastPassphrase}))
	case one.Text() == "":
		one.SetError(t.T("shell.passphrase-empty", nil))
	case q.asking.Fresh && one.Text() != two.Text():
		two.SetError(t.T("shell.passphrase-differs", nil))
	default:
		for _, c := range q.waiting {
			c <- one.Text()
		}
		q.waiting = nil
		return true
	}
	q.dialog.Fit()
	return false
}

func (w *Window) closedQuestion(answered bool) {
	q := w.asking
	w.declined = !answered
	if q != nil {
		for _, c := range q.waiting {
			close(c)
		}
	}
	w.asking = nil
	w.showBanners()
}
