package vm_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// window is a scheduler with one goroutine for the window and others for work,
// as in the running program.
type window struct {
	queue chan func()
	work  atomic.Int64
}

func (w *window) UI(f func()) { w.queue <- f }

func (w *window) Go(f func(context.Context)) {
	w.work.Add(1)
	go func() {
		f(context.Background())
		w.work.Add(-1)
	}()
}

// rest waits until no work is under way.
func (w *window) rest() {
	for w.work.Load() > 0 {
		runtime.Gosched()
	}
}

func (w *window) After(d time.Duration, f func()) func() {
	t := time.AfterFunc(d/20, func() { w.UI(f) })
	return func() { t.Stop() }
}

// do runs f on the window's goroutine and waits.
func (w *window) do(f func()) {
	done := make(chan struct{})
	w.UI(func() { f(); close(done) })
	<-done
}

func TestTriage_WorksWithManyGoroutines(t *testing.T) {
	desk, w := desktest.Office(), &window{queue: make(chan func(), 10_000)}
	desk.Crowd(600)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case f := <-w.queue:
				f()
			case <-stop:
				return
			}
		}
	}()
	var tri *vm.Triage
	w.do(func() { tri = vm.NewTriage(desk, w, formats("en")); tri.Start() })
	for ready := false; !ready; { // nobody types before the house is read: the composer is not shown
		w.rest()
		w.do(func() { ready = tri.Ready() })
	}
	for i := range 300 {
		w.do(func() {
			tri.List.Look(i, i+8)
			tri.List.Move(1)
			tri.Composer.SetText(fmt.Sprintf("text %d", i))
			switch i % 7 {
			case 0:
				tri.Act(inbox.Claim{})
			case 1:
				tri.Act(inbox.Prioritise{Priority: inbox.High})
			case 2:
				tri.Undo()
			case 3:
				tri.Search("question")
			case 4:
				tri.Go("inbox")
			}
		})
		if i%10 == 0 {
			desk.Arrive(inbox.Message{ID: inbox.MessageID(fmt.Sprint("n", i)), Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Text: "x", Author: inbox.Author{Handle: "a@b.example"}}, "julien")
		}
	}
	var err error
	w.rest()
	w.do(func() { err = tri.Close() })
	if err != nil {
		t.Error(err)
	}
	w.rest()
}

// TestDrafts_KeepEveryLastTextWhateverComesBetween types in several
// conversations while saves are under way and others act: at the end the desk
// has the last text of each.
func TestDrafts_KeepEveryLastTextWhateverComesBetween(t *testing.T) {
	desk, w := desktest.Office(), &window{queue: make(chan func(), 10_000)}
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case f := <-w.queue:
				f()
			case <-stop:
				return
			}
		}
	}()
	var tri *vm.Triage
	w.do(func() { tri = vm.NewTriage(desk, w, formats("en")); tri.Start() })
	on := []inbox.ConversationID{"julien", "tom", "press", "sonia"}
	last := map[inbox.ConversationID]string{}
	for i := range 200 {
		id := on[i%len(on)]
		w.do(func() { tri.List.Select(id) })
		for ready := false; !ready; { // a person types when it is there
			w.do(func() { d, ok := tri.Opened.Detail(); ready = ok && d.Conversation.ID == id && tri.Ready() })
		}
		last[id] = fmt.Sprintf("text %d of %s", i, id)
		w.do(func() { tri.Composer.SetText(last[id]) })
	}
	var err error
	w.do(func() { err = tri.Close() })
	w.rest()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range last {
		var texts []string
		for _, d := range desk.Drafts(id) {
			texts = append(texts, d.Text)
		}
		if len(texts) != 1 || texts[0] != want {
			t.Errorf("%s has %q, want %q", id, texts, want)
		}
	}
}
