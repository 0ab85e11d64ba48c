package app

import (
	"context"
	"encoding/json"
	"image"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/store"
	"vigie/ui/crisisroom"
	"vigie/ui/vm"
)

// stands waits until the copy has a step of the run as it is said.
func (p *pane) stands(step string, as crisis.StepState) {
	p.t.Helper()
	p.until(step+" is "+string(as), func() bool {
		r := crisisIn(p.t, p.copied)
		return r.Run != nil && r.Run.Steps[step] != nil && r.Run.Steps[step].State == as
	})
}

// choose goes to an open step of the board by keys: to the first, and down.
func (p *pane) choose(step string) {
	p.t.Helper()
	p.still()
	board := crisisroom.Formats{Formats: vm.NewFormats(locale.New("en"), nil)}.Board(crisisIn(p.t, p.copied), time.Now())
	at := slices.IndexFunc(board[0].Lines, func(l crisisroom.StepLine) bool { return l.ID == step })
	if at < 0 {
		p.t.Fatalf("%s is not open", step)
	}
	p.key("Home")
	for range at {
		p.key("j")
	}
	p.still()
}

// does gives an act that a dialog asks for, once the dialog that is open is the
// one about it: the window may have followed late. fill types what it asks.
func (p *pane) does(step, key, about string, fill func()) {
	p.t.Helper()
	p.until("a dialog about "+step+about, func() bool {
		if step != "" {
			p.choose(step)
		}
		p.opens(key)
		fill()
		if p.soon(func() bool { return strings.Contains(p.asked(), step) && strings.Contains(p.asked(), about) }) {
			return true
		}
		p.key("ctrl+a", "BackSpace", "Escape")
		return false
	})
	p.key("ctrl+Return")
}

// types is what does fills in with one text.
func (p *pane) types(words string) func() {
	return func() {
		p.t.Helper()
		p.text(words)
	}
}

// asked says what the dialog that is open is about, as the window keeps it.
func (p *pane) asked() string {
	var typed crisisroom.Typed
	look(p.t, p.copied, func(ctx context.Context, w *store.Workspace) bool {
		text, err := w.Setting(ctx, settingTyped+string(p.who))
		return err == nil && json.Unmarshal([]byte(text), &typed) == nil
	})
	if typed.Open == nil {
		return ""
	}
	return typed.Open.Step + " " + typed.Open.Key
}

// calls begins a step that asks nothing and waits for others.
func (p *pane) calls(step string) {
	p.t.Helper()
	waits := func() bool { return crisisIn(p.t, p.copied).Run.Steps[step].State == crisis.Awaiting }
	p.until(step+" waits", func() bool {
		p.choose(step)
		p.key("e")
		if p.soon(waits) {
			return true
		}
		p.key("Escape")
		return false
	})
}

// says adds a line to the log and gives how the window shows it.
func (p *pane) says(note string) sight {
	p.t.Helper()
	p.still()
	was := p.side()
	p.does("", "n", "/note", p.types(note))
	p.until("the copy has "+note, func() bool { return noted(crisisIn(p.t, p.copied), note) == 1 })
	p.until("the window shows "+note, func() bool { return p.side().firstOther(was) >= 0 && p.asked() == "" })
	p.still()
	now := p.side()
	y := now.firstOther(was)
	return now.strip(y-2, y+lineHeight)
}

// lineHeight is the height of a line of the log, with a part of what was noted.
const lineHeight = 34

// side is the pane with the cell and the log, without its bar.
func (p *pane) side() sight { return p.sight(image.Rect(968, 90, 1272, 1060)) }

// TestWindow_TwoRunOnePlaybookWithTheNetworkCut has two members at two real
// windows of one server live through one crisis, one of them cut off half-way.
func TestWindow_TwoRunOnePlaybookWithTheNetworkCut(t *testing.T) {
	program := binary(t)
	o := newOffice(t, buildServer(t))
	sam, cleo := o.sit(program, "sami", sami, 1100), o.sit(program, "cleo", chief, 1100)
	began := time.Now()
	inTurn(sam, cleo)
	t.Logf("until the cut: %v", time.Since(began).Round(time.Second))

	sam.strand.turn(weather{hole: true})
	sam.does("redaction", "e", "", sam.types("16:30"))
	sam.stands("redaction", crisis.Done)
	for _, step := range []string{"reprendre", "plateforme"} { // Cléo does one of them and leaves the other out
		sam.does(step, "e", "", sam.types("https://preuves.example/sami"))
		sam.stands(step, crisis.Done)
	}
	dark := sam.says("Ecrit dans le noir")
	sam.picture("two-crisis-2-sami-in-the-hole")

	cleo.calls("prevenir")
	cleo.does("reprendre", "e", "", cleo.types("https://preuves.example/cleo"))
	cleo.stands("reprendre", crisis.Done)
	cleo.does("plateforme", "s", "/skip", cleo.types("Personne ne repond"))
	cleo.stands("plateforme", crisis.Skipped)
	bright := cleo.says("Ecrit au grand jour")
	cleo.picture("two-crisis-2-cleo")
	if noted(crisisIn(t, o.dir), "Ecrit dans le noir") != 0 || cleo.side().shows(dark) {
		t.Error("what Sami wrote came through the hole")
	}
	if noted(crisisIn(t, sam.copied), "Ecrit au grand jour") != 0 || sam.side().shows(bright) {
		t.Error("what Cléo wrote came through the hole")
	}
	t.Logf("until the network is back: %v", time.Since(began).Round(time.Second))

	sam.strand.turn(weather{})
	sam.key("F5")
	sam.until("both copies have what the server has", func() bool {
		server := rowsIn(t, o.dir)
		return noted(crisisIn(t, o.dir), "Ecrit dans le noir") == 1 && maps.Equal(server, rowsIn(t, sam.copied)) && maps.Equal(server, rowsIn(t, cleo.copied))
	})
	nothingIsLost(t, o.dir, sam.copied, cleo.copied)
	sam.until("both windows show the same log", func() bool { return sam.side().shows(cleo.side().strip(600, 860)) })
	for what, line := range map[string]sight{"Sami's": dark, "Cléo's": bright} {
		if !sam.side().shows(line) || !cleo.side().shows(line) {
			t.Errorf("%s note does not stand in both windows", what)
		}
	}
	sam.picture("two-crisis-3-sami")
	cleo.picture("two-crisis-3-cleo")
	t.Logf("all: %v", time.Since(began).Round(time.Second))
	sam.quit()
	cleo.quit()
}

// begins starts a playbook from the crisis room, with the two texts it asks for.
func (p *pane) begins(book, first, second, picture string) {
	p.t.Helper()
	p.opens("b")
	p.text(book)
	p.still()
	p.moves("Return")
	p.picture(picture)
	p.text(first)
	p.key("Tab")
	p.text(second)
	p.key("ctrl+Return")
}

// inTurn starts a run and does its first steps alternately.
func inTurn(sam, cleo *pane) {
	cleo.t.Helper()
	cleo.moves("ctrl+shift+x")
	sam.moves("ctrl+shift+x")
	cleo.begins("hijacked", "Instagram", "le site", "two-crisis-0-start")
	sam.stands("figer", crisis.Ready)
	sam.still()
	sam.until("Sami claimed the first step", func() bool {
		sam.key("c")
		return sam.soon(func() bool { return crisisIn(sam.t, sam.copied).Run.Steps["figer"].ClaimedBy == sami })
	})
	sam.does("figer", "e", "", sam.types("Compte pirate"))
	cleo.stands("preuves", crisis.Ready)
	cleo.does("preuves", "e", "", cleo.types("https://preuves.example/captures"))
	sam.stands("gravite", crisis.Ready)
	sam.does("gravite", "e", "", func() { sam.key("Right", "Right", "Right") })
	for _, p := range []*pane{sam, cleo} {
		p.stands("reprendre", crisis.Ready)
		p.stands("redaction", crisis.Ready)
	}
	sam.picture("two-crisis-1-sami")
	cleo.picture("two-crisis-1-cleo")
}
