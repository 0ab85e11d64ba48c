package app

import (
	"context"
	"errors"
	"io"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui"
	"vigie/ui/kit"
	"vigie/ui/triage"
	"vigie/ui/vm"
)

// mainScreen fits the triage screen into the window.
type mainScreen struct {
	*triage.Screen
	desk *desk
	host ui.Host
}

func newMainScreen(h ui.Host, d *desk, state any) *mainScreen {
	m := &mainScreen{desk: d, host: h}
	m.Screen = triage.New(triage.Env{
		Desk: triageDesk{d}, Sched: h.Scheduler(), Texts: h.Texts(), Window: h.Fyne(), Toast: func(t kit.Toast) { h.Root().Toast(t) },
		OpenLink: m.openLink, PickFile: m.pickFile, SaveFile: h.SaveFile,
		AddAccount:  func() { h.GoTo("settings/accounts") },
		OpenAccount: func(string) { h.GoTo("settings/accounts") },
		Changed:     m.remember,
		Searching:   h.Searching,
		Mark:        exerciseMark(h, d),
	})
	h.Commands().Add(m.Screen.Commands()...)
	s, ok := state.(triage.State)
	if !ok {
		s = m.remembered()
	}
	m.Restore(s)
	return m
}

// remembered is what the preferences keep of the screen from the last time.
func (m *mainScreen) remembered() triage.State {
	p := m.host.Preferences()
	s := triage.State{View: "inbox", Details: p.Panes["details"] < 0}
	for _, name := range paneNames() {
		if w := p.Panes[name]; w != 0 {
			s.Widths = append(s.Widths, max(w, -w))
		}
	}
	if len(s.Widths) != len(paneNames()) {
		s.Widths = nil
	}
	return s
}

// paneNames are the panes of the main screen from left to right, as the
// preferences name them.
func paneNames() []string { return []string{"navigation", "list", "conversation", "details"} }

// remember keeps the widths of the panes.
func (m *mainScreen) remember() {
	p, s := m.host.Preferences(), m.Screen.State()
	panes := map[string]float32{}
	for i, name := range paneNames() {
		if i < len(s.Widths) {
			panes[name] = s.Widths[i]
		}
	}
	if s.Details {
		panes["details"] = -panes["details"]
	}
	p.Panes = panes
	m.host.Prefer(p)
}

// Shown takes up what the settings may have changed meanwhile.
func (m *mainScreen) Shown() { m.GoOn(vm.Then(m.host.Preferences().After)) }

// Hidden saves what was typed when another screen comes to sight.
func (m *mainScreen) Hidden() { m.Flush() }

// Changed does nothing: the screen listens to the desk by itself.
func (m *mainScreen) Changed(inbox.Notice) {}

// State is where the screen stands.
func (m *mainScreen) State() any { return m.Screen.State() }

// Close gives the work that saves what was typed.
func (m *mainScreen) Close() func(context.Context) error {
	texts := m.Screen.State().Texts
	if len(texts) == 0 {
		return nil
	}
	return func(ctx context.Context) error {
		var faults []error
		for _, t := range texts {
			_, err := triageDesk{m.desk}.DoAs(ctx, t.Author, t.Conversation, inbox.SaveDraft{Draft: t})
			faults = append(faults, err)
		}
		return errors.Join(faults...)
	}
}

// openLink hands a web address to the browser; nothing else is handed over.
func (m *mainScreen) openLink(address string) {
	if !webAddress(address) {
		m.host.Fault(fault.New(fault.Forbidden, "fault.link-not-web"))
		return
	}
	m.host.Scheduler().Go(func(context.Context) {
		if err := m.desk.system.show(address); err != nil {
			m.host.Scheduler().UI(func() { m.host.Fault(err) })
		}
	})
}

// pickFile lets a person choose a file to send.
func (m *mainScreen) pickFile(chosen func(name string, content io.ReadCloser)) {
	dialog.ShowFileOpen(func(r fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			m.host.Fault(fault.Wrap(err, fault.Invalid, "fault.file-not-read"))
		case r != nil:
			chosen(r.URI().Name(), r)
		}
	}, m.host.Fyne())
}

// Places lists the views of the navigation for the palette.
func (m *mainScreen) Places() []ui.PaletteEntry {
	var out []ui.PaletteEntry
	group := m.host.Texts().T("view.views", nil)
	for _, v := range m.Views() {
		if v.Heading {
			group = v.Text
			continue
		}
		e := ui.PaletteEntry{Group: group, Text: v.Text, Run: func() { m.ShowView(v.ID) }}
		if v.Count > 0 {
			e.Hint = strconv.Itoa(v.Count)
		}
		out = append(out, e)
	}
	return out
}

var _ interface {
	ui.Screen
	ui.Finder
} = (*mainScreen)(nil)

var _ vm.Desk = triageDesk{}
