package setup

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/ui/kit"
)

// JoinHost is what the form for joining a team needs of the window around it.
type JoinHost interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
}

// joinStage is where the form stands.
type joinStage int

const (
	asksInvitation joinStage = iota
	showsServer
	joins
)

// JoinForm makes this computer one of a team's: the invitation, then the server
// as it shows itself, then the first copy. Nothing is said to a server before a
// person could see whose it is.
type JoinForm struct {
	host JoinHost
	desk Teams
	done func()
	// OnHeight hears that the form needs another height.
	OnHeight func()
	leave    func() // what the button for going back does; nil is Back

	stage   joinStage
	looking bool
	found   FoundTeam
	stop    context.CancelFunc

	body                       *kit.Column
	typed                      *kit.Entry
	computer, handle, password *kit.Entry
	compared                   *kit.Check
	problem                    *kit.Paragraph
	bar                        *kit.Progress
	look, join, browser, back  *kit.Button
}

// leastPassword is how many characters a password has at least; the server
// asks for the same.
const leastPassword = 10

// NewJoinForm makes the form; typed is what stands in it at first. done is
// called when the team's inbox is open.
func NewJoinForm(h JoinHost, d Teams, typed string, done func()) *JoinForm {
	f := &JoinForm{host: h, desk: d, done: done, body: kit.NewColumn(14)}
	f.typed = kit.NewMultiEntry("vigie://", 3)
	f.typed.SetText(typed)
	f.computer, f.handle = kit.NewEntry(""), kit.NewEntry("")
	f.password = kit.NewPasswordEntry("", f.t("join.show-password"))
	f.compared = kit.NewCheck(f.t("join.compared"), false, func(bool) { f.offer() })
	f.problem = kit.NewParagraph("", kit.Body(), kit.Red)
	f.bar = kit.NewProgress(h.Scheduler(), "", "", nil)
	f.look = kit.NewButton(kit.Primary, f.t("join.look"), f.Go).WithKey("Ctrl ⏎")
	f.join = kit.NewButton(kit.Primary, f.t("join.join"), f.Go).WithKey("Ctrl ⏎")
	f.browser = kit.NewButton(kit.Secondary, f.t("join.browser"), f.inBrowser)
	f.back = kit.NewButton(kit.Secondary, f.t("join.back"), f.goBack).WithKey("Esc")
	f.typed.OnChanged = func(string) { f.fail(nil) }
	f.handle.OnSubmitted = func(string) { f.host.Canvas().Focus(f.password.Focusable()) }
	f.password.OnSubmitted = func(string) { f.Go() }
	f.computer.OnSubmitted = func(string) { f.Go() }
	f.draw()
	return f
}

func (f *JoinForm) t(key string) string { return f.host.Texts().T(key, nil) }

// Body is the form with its buttons.
func (f *JoinForm) Body() *kit.Column { return f.body }

// First is the field that is typed in first.
func (f *JoinForm) First() fyne.Focusable { return f.typed.Focusable() }

// Typed is what stands in the first field.
func (f *JoinForm) Typed() string { return f.typed.Text() }

// Busy reports whether the first copy is coming, which closing would break off.
func (f *JoinForm) Busy() bool { return f.stage == joins }

// Go does the next sensible thing.
func (f *JoinForm) Go() {
	switch {
	case f.looking || f.stage == joins:
	case f.stage == asksInvitation:
		f.lookUp()
	case f.found.Code == "" && f.handle.Text() == "" && f.found.Browser:
		f.inBrowser()
	default:
		f.byHand()
	}
}

// Back goes a step back, and breaks off what is going on. false is that there
// is no step before.
func (f *JoinForm) Back() bool {
	switch {
	case f.stop != nil:
		f.stop()
	case f.stage == asksInvitation:
		return false
	default:
		f.turn(asksInvitation)
	}
	return true
}

func (f *JoinForm) goBack() {
	if f.leave != nil {
		f.leave()
		return
	}
	f.Back()
}

// Leave says what the button for going back does where there is no step
// before.
func (f *JoinForm) Leave(do func()) {
	f.leave = func() {
		if !f.Back() {
			do()
		}
	}
}

func (f *JoinForm) turn(to joinStage) {
	f.stage = to
	f.draw()
}

// fail says what went wrong; nil clears it.
func (f *JoinForm) fail(err error) {
	text := ""
	if err != nil && !errors.Is(err, context.Canceled) {
		text = f.host.Texts().Fault(err)
	}
	if f.problem.Text() == text {
		return
	}
	f.problem.Set(text, kit.Red)
	f.draw()
}

// work runs what can be broken off.
func (f *JoinForm) work(do func(ctx context.Context) error, then func(error)) {
	inner, stop := context.WithCancel(context.Background())
	f.stop = stop
	f.host.Scheduler().Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, stop)()
		err := do(ByPerson(inner))
		f.host.Scheduler().UI(func() {
			stop()
			f.stop = nil
			then(err)
		})
	})
}

// lookUp asks the server of the invitation who it is.
func (f *JoinForm) lookUp() {
	typed := strings.TrimSpace(f.typed.Text())
	if typed == "" {
		f.typed.SetError(f.t("setup.required"))
		f.draw()
		return
	}
	f.typed.SetError("")
	f.looking = true
	f.fail(nil)
	f.draw()
	var found FoundTeam
	f.work(func(ctx context.Context) (err error) {
		found, err = f.desk.LookAtTeam(ctx, typed)
		return err
	}, func(err error) {
		f.looking = false
		if err != nil {
			f.fail(err)
			f.draw()
			return
		}
		if f.found.Server != found.Server {
			f.compared.SetChecked(false)
		}
		f.found = found
		if f.computer.Text() == "" {
			f.computer.SetText(found.Computer)
		}
		f.turn(showsServer)
		f.host.Canvas().Focus(f.field())
	})
}

// field is what is typed in next once the server is known.
func (f *JoinForm) field() fyne.Focusable {
	if f.found.Code == "" {
		return f.handle.Focusable()
	}
	return f.password.Focusable()
}

// byHand joins with the code, or with name and password.
func (f *JoinForm) byHand() {
	password := f.password.Text()
	f.handle.SetError("")
	f.password.SetError("")
	switch {
	case f.sure() != "":
		return
	case f.found.Code == "" && strings.TrimSpace(f.handle.Text()) == "":
		f.handle.SetError(f.t("setup.required"))
	case f.found.Code == "" && password == "":
		f.password.SetError(f.t("setup.required"))
	case f.found.Code != "" && password != "" && utf8.RuneCountInString(password) < leastPassword:
		f.password.SetError(f.host.Texts().T("join.password-short", map[string]any{"N": leastPassword}))
	default:
		j := Join{Team: f.found, Computer: f.computer.Text(), Password: password}
		if f.found.Code == "" {
			j.Handle = strings.TrimSpace(f.handle.Text())
		}
		f.begin(j)
		return
	}
	f.draw()
}

func (f *JoinForm) inBrowser() {
	if f.stage != showsServer || f.sure() != "" {
		return
	}
	f.begin(Join{Team: f.found, Computer: f.computer.Text(), InBrowser: true, Page: func(address string, opened error) {
		f.host.Scheduler().UI(func() {
			text := f.t("join.in-browser")
			if opened != nil {
				text = f.host.Texts().T("join.open-page", map[string]any{"Address": address})
			}
			f.bar.Set(-1, text)
		})
	}})
}

// begin joins, and shows how the first copy comes.
func (f *JoinForm) begin(j Join) {
	f.fail(nil)
	f.bar.Set(-1, f.t("join.signing-in"))
	f.bar.Start()
	f.turn(joins)
	tell := func(come, coming int) { f.host.Scheduler().UI(func() { f.came(come, coming) }) }
	f.work(func(ctx context.Context) error { return f.desk.JoinTeam(ctx, j, tell) }, func(err error) {
		f.bar.Stop()
		if err == nil {
			f.done()
			return
		}
		f.turn(showsServer)
		f.fail(err)
	})
}

func (f *JoinForm) came(come, coming int) {
	if coming == 0 {
		f.bar.Set(-1, f.t("join.waiting"))
		return
	}
	f.bar.Set(float32(come)/float32(coming), f.host.Texts().T("join.coming", map[string]any{"Done": come, "Total": coming}))
}

// sure says why one cannot join yet; "" when one can.
func (f *JoinForm) sure() string {
	if f.found.Known == Unknown && !f.compared.Checked() {
		return f.t("join.compare-first")
	}
	return ""
}
