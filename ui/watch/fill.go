package watch

import (
	"context"

	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// filling is a watch that looks through what is stored.
type filling struct {
	bar  *kit.Progress
	stop context.CancelFunc
}

// goOnFilling takes up what was left unfinished, as after a restart.
func (s *Screen) goOnFilling() {
	for _, w := range s.standings {
		if w.Filling && s.filling[w.ID] == nil && !s.halted[w.ID] {
			s.fill(w.ID)
		}
	}
}

// fill looks through what is stored, in the background; it can be stopped, and
// goes on where it stood.
func (s *Screen) fill(id domain.ID) {
	sched := s.host.Scheduler()
	own, stop := context.WithCancel(context.Background())
	f := &filling{stop: stop}
	f.bar = kit.NewProgress(sched, s.t("watch.filling"), s.t("watch.stop"), stop)
	s.filling[id] = f
	delete(s.halted, id)
	sched.Go(func(ctx context.Context) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		defer context.AfterFunc(own, done)()
		err := s.desk.FillWatch(ctx, id, func(done, total int) {
			sched.UI(func() {
				f.bar.Set(float32(done)/float32(max(1, total)), s.host.Texts().T("watch.filling-progress", map[string]any{"Done": done, "Total": total}))
			})
		})
		sched.UI(func() { s.filled(id, own.Err() != nil, err) })
	})
}

// filled shows what was found; a fill that a person stopped stays stopped until
// the screen is opened again.
func (s *Screen) filled(id domain.ID, stopped bool, err error) {
	delete(s.filling, id)
	if err != nil && !stopped {
		s.host.Fault(err)
	}
	s.halted[id] = err != nil
	s.reload()
}
