package rehearse

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/server/exercise"
	"vigie/server/gate"
	"vigie/store/wire"
)

// played is an exercise that is open: its story, its gate, and who is in it.
type played struct {
	host     *Host
	exercise *exercise.Exercise
	gate     *gate.Gate
	handler  http.Handler
	users    sync.WaitGroup // requests; they are counted while the host's mu is held
	stop     context.CancelFunc
	works    sync.WaitGroup

	telling sync.Mutex // one announcement after the other
}

// play opens an exercise and lets it go on, unless it is over.
func (h *Host) play(ctx context.Context, g *gate.Gate, id string) (*played, error) {
	dir := exercise.Dir(h.o.Root, id)
	e, err := exercise.Open(ctx, dir, exercise.Options{Now: h.o.Now, Random: h.o.Random, Log: h.o.Log})
	if err != nil {
		return nil, err
	}
	p := &played{host: h, exercise: e}
	w := e.Workspace()
	p.gate, err = g.Beside(gate.Annex{
		House: ownEpoch{w, e.Status().Epoch}, Register: register{h.o.House, w}, Spool: filepath.Join(dir, "uploads"), Exercise: p,
	})
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	p.handler = p.gate.Handler()
	work, stop := context.WithCancel(context.Background())
	unlink := w.Subscribe(func(inbox.Notice) { p.gate.Changed() })
	p.stop = func() { unlink(); stop() }
	p.works.Go(func() { p.gate.Run(work) })
	if !e.Status().Over() {
		p.works.Go(func() {
			eng := engine.New(engine.Options{Workspace: w, Now: h.o.Now, Log: h.o.Log})
			if err := engine.Together(work, map[string]func(context.Context) error{"engine": eng.Run, "story": e.Run}); err != nil {
				h.o.Log.Error("the exercise stopped", "exercise", id, "error", err)
			}
		})
	}
	return p, nil
}

// close ends who is in it, and its work. Nobody comes in any more.
func (p *played) close() error {
	p.gate.Close()
	p.users.Wait()
	p.stop()
	p.works.Wait()
	return p.exercise.Close()
}

func leads(m exercise.Meta, by team.Member) bool { return m.Leader != "" && m.Leader == by.ID }

// told is what everybody is told of an exercise.
func told(m exercise.Meta) wire.Exercise {
	e := wire.Exercise{
		ID: m.ID, Title: m.Title, Book: m.Book.Title, Leader: string(m.Leader), State: wire.ExerciseRunning, Paused: m.Paused, Made: ms(m.Made), Ended: ms(m.Ended),
	}
	switch {
	case m.Over():
		e.State = wire.ExerciseOver
	case m.Paused && m.First.IsZero():
		e.State = wire.ExercisePrepared
	}
	return e
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// tell announces how the exercise stands, in it and in the house.
func (p *played) tell(ctx context.Context) (wire.Exercise, error) {
	p.telling.Lock()
	defer p.telling.Unlock()
	e := told(p.exercise.Status())
	if err := p.exercise.Workspace().Announce(ctx, e); err != nil {
		return e, err
	}
	return e, p.host.o.House.Announce(ctx, e)
}

// Status says how the exercise stands. What is to come, and how much of it, is
// for who leads it.
func (p *played) Status(ctx context.Context, by team.Member, here []team.MemberID) (wire.ExerciseStatus, error) {
	r, err := p.exercise.Report(ctx)
	if err != nil {
		return wire.ExerciseStatus{}, err
	}
	m := p.exercise.Status()
	s := wire.ExerciseStatus{
		Exercise: told(m), First: ms(r.First), Rang: ms(r.Rang), Begun: ms(r.Begun), Ready: ms(r.Ready), Approved: ms(r.Approved), Spoke: ms(r.Spoke),
		Messages: r.Messages, Replies: r.Replies, Late: r.Late, Skipped: r.Skipped,
	}
	for _, id := range here {
		s.Here = append(s.Here, string(id))
	}
	if s.Members, err = p.joined(ctx); err != nil || !leads(m, by) {
		return s, err
	}
	s.Pace, s.Sent, s.All, s.Elapsed = m.Pace, m.Sent, m.All, m.Elapsed.Milliseconds()
	for _, c := range p.exercise.Coming(comingTold) {
		s.Coming = append(s.Coming, wire.ExerciseComing{In: c.In.Milliseconds(), Who: string(c.Who), On: string(c.On), Name: c.Name, Text: c.Text})
	}
	return s, nil
}

// comingTold is how many messages who leads it sees before they come.
const comingTold = 6

// joined lists who took part, the first first.
func (p *played) joined(ctx context.Context) ([]string, error) {
	devices, err := p.exercise.Workspace().Devices(ctx, "")
	var out []string
	seen := map[team.MemberID]bool{}
	for _, d := range devices {
		if !seen[d.Member] {
			seen[d.Member] = true
			out = append(out, string(d.Member))
		}
	}
	return out, err
}

// Act is what who leads the exercise does. Who manages the house may end it too:
// its leader may be away for good.
func (p *played) Act(ctx context.Context, by team.Member, a wire.ExerciseAct) error {
	m := p.exercise.Status()
	if !leads(m, by) && !(a.Do == wire.ExerciseEnd && by.Profile.May(team.Manage)) {
		return fault.New(fault.Forbidden, "exercise.not-leader")
	}
	var err error
	switch a.Do {
	case wire.ExercisePause:
		err = p.exercise.Pause(true)
	case wire.ExerciseGoOn:
		err = p.exercise.Pause(false)
	case wire.ExercisePace:
		err = p.exercise.SetPace(a.Pace)
	case wire.ExerciseNext:
		err = p.exercise.Next(ctx)
	case wire.ExerciseSay:
		err = p.exercise.Inject(ctx, exercise.Word{Who: exercise.Voice(a.Who), On: exercise.Place(a.On), Subject: a.Subject, Text: a.Text})
	case wire.ExerciseEnd:
		return p.end(context.WithoutCancel(ctx))
	default:
		err = fault.New(fault.Invalid, "fault.command-incomplete")
	}
	if err == nil {
		_, err = p.tell(ctx)
	}
	return err
}

// end ends the exercise for all.
func (p *played) end(ctx context.Context) error {
	if err := p.exercise.End(ctx, locale.New(p.exercise.Status().Lang).T("exercise.ended-reason", nil)); err != nil {
		return err
	}
	return p.wind(ctx)
}

// wind does what follows the end: the day of the rehearsal is noted in the house
// in its leader's name where the playbook was run, and everybody is told. All of
// it may be done again.
func (p *played) wind(ctx context.Context) error {
	r, err := p.exercise.Report(ctx)
	if err != nil {
		return err
	}
	m := p.exercise.Status()
	if r.Run != "" {
		if err := p.host.o.House.PutRehearsal(ctx, m.Book.ID, m.Ended, m.Leader); err != nil { // who left the house leaves no note
			p.host.o.Log.Warn("the rehearsal was not noted", "exercise", m.ID, "error", err)
		}
	}
	_, err = p.tell(ctx)
	return err
}
