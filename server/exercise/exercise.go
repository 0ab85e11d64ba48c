package exercise

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"vigie/inbox/fault"
	"vigie/store"
)

// Exercise is an exercise that is open: its workspace and its animator. Who opens
// it has an engine work in the workspace besides, which keeps the time and looks
// out. Its methods are safe for concurrent use; Run is called once.
type Exercise struct {
	dir    string
	store  *store.Workspace
	now    func() time.Time
	log    *slog.Logger
	posts  []post
	script script

	turn sync.Mutex // held by who has messages come, or ends it: one at a time

	mu    sync.Mutex
	meta  Meta
	noted time.Duration // the Elapsed that is written
	last  time.Time     // until when the story's time was counted; zero is not yet
	wake  chan struct{}
}

// Options are what an exercise that is opened works with. Now and Log may be
// nil.
type Options struct {
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// Open opens an exercise. One whose workspace does not say that it is one is
// refused: nothing would keep it from the networks.
func Open(ctx context.Context, dir string, o Options) (*Exercise, error) {
	m, err := Read(dir)
	if err != nil {
		return nil, err
	}
	s, err := readScript(m.Storm, m.Lang)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "exercise.no-storm")
	}
	posts, err := write(s, m)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w, err := store.Open(ctx, dir, store.Options{Now: o.Now, Random: o.Random, Log: o.Log})
	if err != nil {
		return nil, err
	}
	if id, err := w.Exercise(ctx); err != nil || id != m.ID {
		return nil, errors.Join(cmp.Or(err, error(fault.New(fault.Corrupt, "exercise.unreadable"))), w.Close())
	}
	return &Exercise{dir: dir, store: w, now: o.Now, log: o.Log, posts: posts, script: s, meta: m, noted: m.Elapsed, wake: make(chan struct{}, 1)}, nil
}

// Workspace is the exercise's own store.
func (e *Exercise) Workspace() *store.Workspace { return e.store }

// Close writes how far the story is and closes the workspace. Run has ended.
func (e *Exercise) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var err error
	if e.meta.Elapsed != e.noted {
		err = e.note(e.meta)
	}
	return errors.Join(err, e.store.Close())
}

// beatEvery is how often the animator looks whether something is to come.
const beatEvery = time.Second

// Run lets the time of the story go by until ctx ends. What fails once is tried
// again.
func (e *Exercise) Run(ctx context.Context) error {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		if err := e.Beat(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("the exercise did not go on", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-e.wake:
		}
	}
}

// Status is how far the exercise is.
func (e *Exercise) Status() Meta {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.meta
}

// change changes what is kept of the exercise.
func (e *Exercise) change(how func(*Meta) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	m := e.meta
	if m.Over() {
		return fault.New(fault.Conflict, "exercise.over")
	}
	if err := how(&m); err != nil {
		return err
	}
	if err := e.note(m); err != nil {
		return err
	}
	select {
	case e.wake <- struct{}{}:
	default:
	}
	return nil
}

// note writes how the exercise stands. It is called while mu is held.
func (e *Exercise) note(m Meta) error {
	if err := keep(e.dir, m); err != nil {
		return err
	}
	e.meta, e.noted = m, m.Elapsed
	return nil
}

// SetPace has the messages come at another pace, one of Paces.
func (e *Exercise) SetPace(pace int) error {
	return e.change(func(m *Meta) error {
		if !slices.Contains(Paces(), pace) {
			return fault.New(fault.Invalid, "exercise.pace")
		}
		m.Pace = pace
		return nil
	})
}

// Pause stops the messages, or lets them go on.
func (e *Exercise) Pause(on bool) error {
	return e.change(func(m *Meta) error {
		m.Paused = on
		return nil
	})
}
