package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/channel/secret"
	"vigie/inbox/collect"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/server/sample"
	"vigie/store"
)

// house is an open workspace with everything that works in it.
type house struct {
	store    *store.Workspace
	secrets  secret.Store
	engine   *engine.Engine
	brand    string
	path     string
	sample   bool  // everything in it is invented, and its networks are played
	exercise stage // of an exercise: nothing leaves it; else nil
	crew     *crew // of a team's desktop, whose server collects and sends; else nil

	stop    context.CancelFunc
	stopped chan error

	mu       sync.Mutex
	me       team.MemberID
	readings map[inbox.AccountID]progress
}

type progress = collect.Progress

// isHouse reports whether a directory holds a workspace, or a team's replica.
func isHouse(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, seatName)); err == nil {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "vigie.db"))
	return err == nil
}

// openStore opens the workspace's files; nothing works in it yet.
func openStore(ctx context.Context, dir string, log *slog.Logger) (*store.Workspace, error) {
	return store.Open(ctx, dir, store.Options{Now: time.Now, Log: log})
}

// enter takes up work in an open workspace. ok is false when nobody works there
// yet: then the first run goes on with it.
func enter(ctx context.Context, w *store.Workspace, dir string, ask secret.Passphrase, log *slog.Logger) (h *house, ok bool, err error) {
	me, err := firstMember(ctx, w)
	if err != nil || me == "" {
		return nil, false, err
	}
	brand, err := w.Setting(ctx, store.SettingBrand)
	if err != nil {
		return nil, false, err
	}
	if brand == "" { // made by the headless program
		brand = filepath.Base(dir)
	}
	h = &house{store: w, brand: brand, path: dir, me: me, sample: sample.IsSample(dir), readings: map[inbox.AccountID]progress{}}
	o := engine.Options{Workspace: w, Log: log, Progress: h.progress}
	if h.sample {
		h.secrets, o.Connector = &secret.InMemory{}, played
	} else if h.secrets, err = secret.Open(ctx, dir, ask); err != nil {
		return nil, false, fmt.Errorf("open the secrets: %w", err)
	}
	o.Secrets = h.secrets
	h.engine = engine.New(o)
	h.run(log, h.engine.Run)
	return h, true, nil
}

// played gives the pretend network of a channel, for the sample.
func played(ch inbox.Channel) (channel.Connector, bool) { return content.NewConnector(ch), true }

// firstMember is who sat here last, or else the first who still works here;
// empty when nobody does.
func firstMember(ctx context.Context, w *store.Workspace) (team.MemberID, error) {
	saved, err := w.Setting(ctx, store.SettingMember)
	if err != nil {
		return "", err
	}
	roster, err := w.Roster(ctx)
	if err != nil {
		return "", err
	}
	if m, ok := roster.Member(team.MemberID(saved)); ok && !m.Retired {
		return m.ID, nil
	}
	for _, m := range roster.Members {
		if !m.Retired {
			return m.ID, nil
		}
	}
	return "", nil
}

// run does the work of the house until it is closed.
func (h *house) run(log *slog.Logger, work func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	h.stop, h.stopped = stop, make(chan error, 1)
	go func() {
		err := work(ctx)
		if err != nil {
			log.Error("the work of the workspace stopped", "error", err)
		}
		h.stopped <- err
	}()
}

// close ends all work and closes the files.
func (h *house) close() error {
	h.stop()
	err := <-h.stopped
	switch {
	case h.crew != nil:
		return errors.Join(err, h.crew.close())
	case h.exercise != nil:
		return errors.Join(err, h.exercise.Close())
	}
	return errors.Join(err, h.store.Close())
}

func (h *house) progress(p collect.Progress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.Finished {
		delete(h.readings, p.Account)
		return
	}
	h.readings[p.Account] = p
}

func (h *house) reading() map[inbox.AccountID]collect.Progress {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make(map[inbox.AccountID]collect.Progress, len(h.readings))
	for k, v := range h.readings {
		out[k] = v
	}
	return out
}

func (h *house) member() team.MemberID {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.me
}

// sit makes a member the one at this computer.
func (h *house) sit(ctx context.Context, id team.MemberID) error {
	if h.crew != nil {
		return fault.New(fault.Forbidden, "fault.team-own-seat")
	}
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return err
	}
	m, ok := roster.Member(id)
	if !ok || m.Retired {
		return fault.New(fault.NotFound, "fault.member-gone")
	}
	if err := h.store.PutSetting(ctx, store.SettingMember, string(id)); err != nil {
		return err
	}
	h.mu.Lock()
	h.me = id
	h.mu.Unlock()
	return nil
}
