package app

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/server/exercise"
	"vigie/store"
	"vigie/store/wire"
)

// TestWindow_TwoRehearseTogetherWithTheNetworkCut has two members at two real
// windows live through one exercise of their team by keys, one of them cut off
// in the middle, until both are back at their work.
func TestWindow_TwoRehearseTogetherWithTheNetworkCut(t *testing.T) {
	program := binary(t)
	o := newOffice(t, buildServer(t))
	sam, cleo := o.sit(program, "sami", sami, 900), o.sit(program, "cleo", chief, 900)
	began := time.Now()
	cleo.moves("ctrl+shift+e")
	cleo.picture("two-exercise-0-offer")
	leads := cleo.goesIn(o, "ctrl+Return")
	sam.until("he is invited", func() bool { return sam.announced().State == wire.ExercisePrepared })
	sam.still()
	sam.picture("two-exercise-0-invited")
	plays := sam.goesIn(o, "ctrl+shift+j")
	if e := plays.announced(); e.Leader != string(chief) || e.State != wire.ExercisePrepared {
		t.Errorf("Sami takes part in %+v", e)
	}
	t.Logf("until both are in it: %v", time.Since(began).Round(time.Second))

	cleo.still()
	leads.lets()
	plays.answers("Nous regardons et revenons vers vous")
	ticksInTurn(leads, plays, staged(t, o))
	t.Logf("until the cut: %v", time.Since(began).Round(time.Second))

	sam.strand.turn(weather{hole: true})
	plays.does("faits", "e", "", plays.types("https://preuves.example/sami"))
	plays.stands("faits", crisis.Done)
	sam.picture("two-exercise-2-sami-in-the-hole")
	leads.does("", "n", "/note", leads.types("Ecrit au grand jour"))
	leads.until("the log has her note", func() bool { return noted(crisisIn(t, leads.copied), "Ecrit au grand jour") == 1 })
	if s := crisisIn(t, staged(t, o)).Run.Steps["faits"]; s.State == crisis.Done {
		t.Error("what Sami did came through the hole")
	}
	if noted(crisisIn(t, plays.copied), "Ecrit au grand jour") != 0 {
		t.Error("what Cléo wrote came through the hole")
	}
	sam.strand.turn(weather{})
	sam.until("both have the run of the server", func() bool {
		sam.key("F5")
		return sam.soon(func() bool { return sameRun(t, staged(t, o), plays.copied, leads.copied) })
	})
	sam.picture("two-exercise-3-sami")
	t.Logf("until the network is back: %v", time.Since(began).Round(time.Second))

	leads.ends()
	for _, p := range []*pane{plays, leads} {
		p.until("it is over for "+string(p.who), func() bool { return p.announced().State == wire.ExerciseOver })
	}
	nothingLeft(t, staged(t, o))
	sam.leaves(plays.copied)
	cleo.leaves(leads.copied)
	onlyTheDayIsKept(o, sam, cleo)
	sam.picture("two-exercise-4-sami-at-work")
	t.Logf("all: %v", time.Since(began).Round(time.Second))
	sam.quit()
	cleo.quit()
}

// staged is the workspace on the server of the one exercise that there is; ""
// while there is none.
func staged(t *testing.T, o *office) string {
	t.Helper()
	kept, err := exercise.List(filepath.Join(o.dir, "exercises"))
	if err != nil || len(kept) > 1 {
		t.Fatalf("%d exercises, %v", len(kept), err)
	}
	if len(kept) == 0 {
		return ""
	}
	return exercise.Dir(filepath.Join(o.dir, "exercises"), kept[0].ID)
}

// goesIn presses a key until the window is in the exercise, and marked so; what
// it gives looks at the copy of the exercise.
func (p *pane) goesIn(o *office, key string) *pane {
	p.t.Helper()
	p.until("the window is in the exercise", func() bool {
		p.key(key)
		return p.soon(func() bool { return p.tool("search", "--onlyvisible", "--name", "^EXERCISE") == nil })
	})
	p.still()
	if !p.framed() {
		p.t.Error("no frame is around the window")
	}
	in := *p
	id := strings.TrimPrefix(filepath.Base(staged(p.t, o)), "exercise-")
	in.copied = filepath.Join(filepath.Dir(filepath.Dir(p.copied)), exercisesName, "joined-"+id, "copy")
	return &in
}

// framed reports whether the frame of an exercise is around the window: marks
// on the left edge, as on an airmail letter, where else one colour is.
func (p *pane) framed() bool {
	g, colours := p.sight(image.Rect(0, 300, 1, 360)), map[string]bool{}
	for i := 0; i < len(g.Pix); i += 4 {
		colours[string(g.Pix[i:i+3])] = true
	}
	return len(colours) > 1
}

// announced is what a copy was told of the exercise.
func (p *pane) announced() (e wire.Exercise) {
	p.t.Helper()
	look(p.t, p.copied, func(ctx context.Context, w *store.Workspace) (ok bool) {
		var err error
		e, err = w.Announced(ctx)
		return err == nil
	})
	return e
}

// lets has the leader let the messages come, and pause them when one came.
func (p *pane) lets() {
	p.t.Helper()
	p.moves("ctrl+shift+e")
	p.until("it runs", func() bool {
		p.key("p")
		return p.soon(func() bool { return p.announced().State == wire.ExerciseRunning })
	})
	p.until("a message came", func() bool {
		p.key("n")
		return p.soon(func() bool { return p.messages() > 0 })
	})
	p.until("it is paused", func() bool { // so that the windows stand still
		p.key("p")
		return p.soon(func() bool { return p.announced().Paused })
	})
}

// messages is how many conversations a copy shows.
func (p *pane) messages() (n int) {
	look(p.t, p.copied, func(ctx context.Context, w *store.Workspace) bool {
		rows, err := w.Rows(ctx, inbox.View{}, inbox.Place{}, 50)
		n = len(rows)
		return err == nil
	})
	return n
}

// answers takes a message and answers it; nothing of it leaves.
func (p *pane) answers(words string) {
	p.t.Helper()
	p.until("a message came", func() bool { return p.messages() > 0 })
	p.still()
	p.until("a message is taken", func() bool {
		p.key("j", "t")
		return p.soon(func() bool { return p.mine() > 0 })
	})
	p.moves("r")
	p.text(words)
	p.until("the answer is released", func() bool {
		p.key("ctrl+Return")
		return p.soon(func() bool { return len(repliesIn(p.t, p.copied)) == 1 })
	})
}

// repliesIn are the replies that anybody released in a workspace.
func repliesIn(t *testing.T, dir string) (list []inbox.OutboxEntry) {
	t.Helper()
	look(t, dir, func(ctx context.Context, w *store.Workspace) (ok bool) {
		var err error
		list, err = w.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Sent, inbox.Failed, inbox.Unknown)
		return err == nil
	})
	return list
}

// ticksInTurn starts a run; the one who only takes part does its first step.
func ticksInTurn(leads, plays *pane, server string) {
	leads.t.Helper()
	leads.moves("ctrl+shift+x")
	leads.begins("accident", "Incendie", "Entrepot", "two-exercise-1-start")
	plays.stands("figer", crisis.Ready)
	plays.until("the answer is sent to nobody", func() bool { // a pause that the first step begins would hold it
		list := repliesIn(plays.t, server)
		return len(list) == 1 && list[0].State == inbox.Sent && strings.HasPrefix(list[0].Native, store.Rehearsed)
	})
	plays.moves("ctrl+shift+x")
	plays.does("figer", "e", "", plays.types("Silence"))
	leads.stands("faits", crisis.Ready)
	plays.stands("faits", crisis.Ready)
	leads.picture("two-exercise-1-cleo")
}

// sameRun reports whether copies have the run of the server, with its events.
func sameRun(t *testing.T, server string, copies ...string) bool {
	t.Helper()
	at := crisisIn(t, server)
	if at.Run == nil || at.Run.Steps["faits"].State != crisis.Done || noted(at, "Ecrit au grand jour") != 1 {
		return false
	}
	return !slices.ContainsFunc(copies, func(dir string) bool {
		r := crisisIn(t, dir)
		return r.Run == nil || r.Run.Head != at.Run.Head || len(r.Events) != len(at.Events)
	})
}

// ends has the leader end the exercise for all.
func (p *pane) ends() {
	p.t.Helper()
	p.moves("ctrl+shift+e")
	p.picture("two-exercise-3-cleo")
	p.opens("w")
	p.key("Return")
}

// nothingLeft says that the run of an exercise was one, and that nothing of it
// was published or sent.
func nothingLeft(t *testing.T, server string) {
	t.Helper()
	at := crisisIn(t, server)
	if broken := crisis.Verify(at.Events); broken != nil {
		t.Errorf("the chain of the log: %v", broken)
	}
	if !at.Run.Exercise || at.Run.State != crisis.StoodDown || len(at.Run.Publications) != 0 {
		t.Errorf("the run is %s, an exercise: %v, with %d publications", at.Run.State, at.Run.Exercise, len(at.Run.Publications))
	}
	for _, e := range repliesIn(t, server) {
		if !strings.HasPrefix(e.Native, store.Rehearsed) {
			t.Errorf("a reply left: %+v", e)
		}
	}
}

// leaves goes back to the house; the copy of the exercise that is over goes.
func (p *pane) leaves(copied string) {
	p.t.Helper()
	p.until("the window is in the house again", func() bool {
		p.key("ctrl+shift+e")
		p.still()
		p.key("q")
		return p.soon(func() bool {
			return p.tool("search", "--onlyvisible", "--name", "^EXERCISE") != nil && p.tool("search", "--onlyvisible", "--name", "Vigie$") == nil
		})
	})
	p.until("the copy is gone", func() bool { _, err := os.Stat(filepath.Dir(copied)); return os.IsNotExist(err) })
	p.still()
	if p.framed() {
		p.t.Error("the frame is still around the window")
	}
}

// onlyTheDayIsKept finds in the house, and in both copies of it, the day of the
// rehearsal, and no run, freeze or reply.
func onlyTheDayIsKept(o *office, panes ...*pane) {
	o.t.Helper()
	kept, err := exercise.List(filepath.Join(o.dir, "exercises"))
	if err != nil || len(kept) != 1 {
		o.t.Fatalf("%d exercises are kept, %v", len(kept), err)
	}
	row := "setting rehearsed." + kept[0].Book.ID
	for _, dir := range append([]string{o.dir}, panes[0].copied, panes[1].copied) {
		panes[0].until("the day of it is there", func() bool { return rowsIn(o.t, dir)[row] != "" })
		if at := crisisIn(o.t, dir); at.Run != nil {
			o.t.Errorf("a run is in %s", dir)
		}
		if n := len(repliesIn(o.t, dir)); n != 0 {
			o.t.Errorf("%d replies are in %s", n, dir)
		}
	}
}
