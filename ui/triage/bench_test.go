//go:build linux

package triage

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm/desktest"
)

// vast answers like a store with 200,000 conversations would, at once.
type vast struct{ *desktest.Desk }

const vastRows = 200_000

func (vast) Total(context.Context, inbox.View) (int, bool) { return vastRows, true }

func (vast) Counts(context.Context) (map[inbox.Counter]int, error) {
	return map[inbox.Counter]int{inbox.CountInbox: vastRows}, nil
}

func (vast) Tags(context.Context) (map[string]int, error) { return nil, nil }

func (v vast) Rows(_ context.Context, view inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	from := int64(0)
	if after.Key != 0 {
		from = after.Key/1000 - base() + 1
	}
	var out []inbox.Row
	for i := from; i < min(vastRows, from+int64(limit)); i++ {
		at := time.Unix(base()+i, 0)
		out = append(out, inbox.Row{ContactName: fmt.Sprintf("Person %d", i), Conversation: inbox.Conversation{
			ID: inbox.ConversationID(fmt.Sprintf("c-%06d", i)), LastAt: at, DueAt: at, Status: inbox.New, Channel: inbox.ChannelEmail,
			Subject: fmt.Sprintf("Question %d", i), Snippet: "When will my order arrive? I have been waiting since last week.",
		}})
	}
	return out, nil
}

func (v vast) Detail(ctx context.Context, _ inbox.ConversationID, most int) (inbox.Detail, error) {
	return v.Desk.Detail(ctx, "claire", most)
}

func (v vast) Do(ctx context.Context, on inbox.ConversationID, act inbox.Act) (inbox.Event, error) {
	return inbox.Event{ID: "e", Conversation: on}, nil
}

func base() int64 { return desktest.Morning().Unix() }

func vastStage(b *testing.B) (*Screen, fyne.Window, *kit.Inline) {
	b.Helper()
	a := test.NewTempApp(b)
	a.Settings().SetTheme(kit.NewTheme(kit.Light))
	sched, w := kit.NewInline(b.Context()), test.NewTempWindow(b, nil)
	s := New(Env{Desk: vast{desktest.Office()}, Sched: sched, Texts: locale.New("en"), Zone: time.UTC, Window: w})
	w.SetContent(kit.NewRoot(sched, s.Content(), kit.Hooks{}))
	w.Resize(fyne.NewSize(1440, 800))
	sched.Advance(time.Second)
	if s.triage.List.Len() != vastRows {
		b.Fatalf("the list has %d rows", s.triage.List.Len())
	}
	return s, w, sched
}

// steps runs f many times and reports the 50th and 99th percentile of its time
// and the longest, in ms: what a person feels is the worst step, not the mean.
// The same of the thread's own CPU time is what it would take on a machine that
// does nothing else.
func steps(b *testing.B, f func()) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f()
	var took, spent []time.Duration
	for b.Loop() {
		began, busy := time.Now(), threadTime(b)
		f()
		took, spent = append(took, time.Since(began)), append(spent, threadTime(b)-busy)
	}
	for unit, list := range map[string][]time.Duration{"ms": took, "cpu-ms": spent} {
		slices.Sort(list)
		for name, at := range map[string]int{"p50-": len(list) / 2, "p99-": len(list) * 99 / 100, "max-": len(list) - 1} {
			b.ReportMetric(float64(list[at].Microseconds())/1000, name+unit)
		}
	}
}

// threadTime is the CPU time of this thread so far.
func threadTime(b *testing.B) time.Duration {
	const ofThread = 1 // RUSAGE_THREAD
	var use syscall.Rusage
	if err := syscall.Getrusage(ofThread, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func BenchmarkScroll200000Rows(b *testing.B) {
	s, _, sched := vastStage(b)
	y := float32(0)
	steps(b, func() {
		y += 40
		s.list.list.ScrollToOffset(y)
		sched.Advance(20 * time.Millisecond)
	})
}

func BenchmarkJumpTo200000thRow(b *testing.B) {
	s, _, sched := vastStage(b)
	began := time.Now()
	s.list.list.ScrollToBottom()
	sched.Advance(20 * time.Millisecond)
	first := time.Since(began)
	top := false
	steps(b, func() {
		if top = !top; top {
			s.list.list.ScrollToTop()
		} else {
			s.list.list.ScrollToBottom()
		}
		sched.Advance(20 * time.Millisecond)
	})
	b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
}

func BenchmarkActToPainted(b *testing.B) {
	s, w, sched := vastStage(b)
	s.triage.List.SelectAt(0)
	steps(b, func() {
		s.triage.Act(inbox.Resolve{})
		sched.Advance(100 * time.Millisecond)
	})
	_ = w.Canvas().Capture()
}

func BenchmarkMoveToNext(b *testing.B) {
	s, _, sched := vastStage(b)
	s.triage.List.SelectAt(0)
	steps(b, func() {
		s.triage.List.Move(1)
		sched.Advance(100 * time.Millisecond)
	})
}

func BenchmarkKeyInComposer(b *testing.B) {
	s, w, sched := vastStage(b)
	s.triage.List.SelectAt(0)
	sched.Advance(time.Second)
	w.Canvas().Focus(s.talk.composer.entry.Focusable())
	n := 0
	steps(b, func() {
		if n++; n%400 == 0 {
			s.talk.composer.entry.SetText("")
		}
		w.Canvas().Focused().TypedRune('a')
	})
}

func BenchmarkMinuteTick(b *testing.B) {
	s, _, _ := vastStage(b)
	s.triage.List.SelectAt(0)
	steps(b, func() {
		s.refresh()
		s.list.refresh()
	})
}
