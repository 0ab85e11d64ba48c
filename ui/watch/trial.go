package watch

import (
	"cmp"
	"context"
	"time"

	"fyne.io/fyne/v2"

	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

const (
	// pause is how long typing rests before a query is tried.
	pause = 350 * time.Millisecond
	// longest is how long a trial may take.
	longest = 3 * time.Second
	// shown is how many hits a trial shows.
	shown = 12
)

// trial runs a query that is not saved on what is stored, and shows what it
// finds.
type trial struct {
	s      *Screen
	column *kit.Column
	grown  func()
	wait   func()             // ends the pause
	stop   context.CancelFunc // ends the search
	turn   int
}

func newTrial(s *Screen, grown func()) *trial {
	return &trial{s: s, column: kit.NewColumn(8), grown: grown}
}

func (t *trial) show(objs ...fyne.CanvasObject) {
	t.column.Set(objs...)
	t.grown()
}

// clear ends what is running and shows nothing.
func (t *trial) clear() {
	t.end()
	t.show()
}

func (t *trial) end() {
	t.turn++
	if t.wait != nil {
		t.wait()
		t.wait = nil
	}
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

// mistaken shows what is wrong with a query, and the place in it.
func (t *trial) mistaken(query string, err error) {
	t.end()
	objs := []fyne.CanvasObject{kit.NewParagraph(t.s.host.Texts().Fault(err), kit.Body(), kit.Red)}
	if at, ok := mistakeAt(err); ok {
		objs = append(objs, pointed(query, at))
	}
	t.show(objs...)
}

// pointed writes a query with what follows a mistake in red.
func pointed(query string, at int) fyne.CanvasObject {
	runes := []rune(query)
	at = max(0, min(at, len(runes)))
	return kit.NewFlow(13, kit.Span{Text: string(runes[:at]), Role: kit.Mute}, kit.Span{Text: "→ " + string(runes[at:]), Weight: kit.Semi, Role: kit.Red})
}

// later tries a query when typing rests.
func (t *trial) later(w domain.Watch) {
	t.end()
	turn := t.turn
	t.wait = t.s.host.Scheduler().After(pause, func() { t.run(turn, w) })
}

func (t *trial) run(turn int, w domain.Watch) {
	sched := t.s.host.Scheduler()
	own, stop := context.WithTimeout(context.Background(), longest)
	t.stop = stop
	bar := kit.NewProgress(sched, t.s.t("watch.trying"), t.s.t("watch.stop"), stop)
	t.show(bar)
	bar.Start()
	sched.Go(func(ctx context.Context) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		defer context.AfterFunc(own, done)()
		defer stop()
		found, err := t.s.desk.TryWatch(ctx, w)
		sched.UI(func() {
			bar.Stop()
			if turn == t.turn {
				t.found(found, err)
			}
		})
	})
}

// found shows what a query finds: how much, when, and the newest.
func (t *trial) found(found domain.Trial, err error) {
	s := t.s
	if err != nil {
		t.show(kit.NewParagraph(s.host.Texts().Fault(err), kit.Body(), kit.Red))
		return
	}
	objs := []fyne.CanvasObject{kit.NewParagraph(s.words().trialText(found), kit.Strong(), kit.Ink)}
	if found.Hits > 0 {
		objs = append(objs, kit.NewBars(40, s.bars(found.Days)...))
	}
	for i, h := range found.First {
		if i == shown {
			break
		}
		objs = append(objs, kit.NewColumn(0, t.passage(h), kit.NewLine(t.about(h), kit.Small(), kit.Mute)))
	}
	t.show(objs...)
}

// about says who wrote a hit, where and when.
func (t *trial) about(h domain.Hit) string {
	s := t.s
	return cmp.Or(h.Author.Name, h.Author.Handle, s.t("watch.author-unknown")) + " · " + h.AccountName + " · " + s.words().Moment(h.At, s.host.Now())
}

// passage writes an excerpt with its words marked.
func (t *trial) passage(h domain.Hit) fyne.CanvasObject {
	text := []rune(cmp.Or(h.Excerpt, h.Subject))
	var spans []kit.Span
	from := 0
	for _, m := range hitMarks(h.Excerpt, h.Marks) {
		if m.From < from {
			continue
		}
		spans = append(spans, kit.Span{Text: string(text[from:m.From]), Role: kit.Ink}, kit.Span{Text: string(text[m.From:m.To]), Weight: kit.Bold, Role: kit.Accent})
		from = m.To
	}
	return kit.NewFlow(13, append(spans, kit.Span{Text: string(text[from:]), Role: kit.Ink})...)
}
