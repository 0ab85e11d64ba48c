package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/ui"
)

// asker carries the question for the secrets' passphrase to the window, which
// may open later than the store that asks. It is safe for concurrent use.
type asker struct {
	ready chan struct{} // closed when the window can be asked
	ended chan struct{}
	once  sync.Once

	mu    sync.Mutex
	dir   string
	ask   func(ctx context.Context, a ui.Asking) (string, error)
	asked bool // an answer was given before: to be asked again means that it was wrong
}

func newAsker(dir string) *asker {
	return &asker{dir: dir, ready: make(chan struct{}), ended: make(chan struct{})}
}

// through says whom to ask. It is called once.
func (a *asker) through(ask func(ctx context.Context, a ui.Asking) (string, error)) {
	a.mu.Lock()
	a.ask = ask
	a.mu.Unlock()
	close(a.ready)
}

// passphrase is a secret.Passphrase: it waits for the window and the person.
func (a *asker) passphrase(ctx context.Context) (string, error) {
	select {
	case <-a.ready:
	case <-a.ended:
		return "", fault.New(fault.Auth, "fault.passphrase-needed")
	case <-ctx.Done():
		return "", ctx.Err()
	}
	a.mu.Lock()
	_, err := os.Stat(filepath.Join(a.dir, secret.FileName))
	fresh := os.IsNotExist(err)
	ask, wrong := a.ask, a.asked && !fresh
	a.mu.Unlock()
	words, err := ask(ctx, ui.Asking{Fresh: fresh, Wrong: wrong})
	if err != nil {
		return "", err
	}
	a.mu.Lock()
	a.asked = true
	a.mu.Unlock()
	return words, nil
}

// move says whose secrets are asked for from now on.
func (a *asker) move(dir string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dir != dir {
		a.dir, a.asked = dir, false
	}
}

// close ends all waiting for a window that does not come any more.
func (a *asker) close() { a.once.Do(func() { close(a.ended) }) }

// secretsIn opens the secrets of a directory.
func (d *desk) secretsIn(ctx context.Context, dir string) (secret.Store, error) {
	if d.keeping != nil {
		return d.keeping(dir), nil
	}
	kept, err := secret.Open(ctx, dir, d.asker.passphrase)
	if err != nil {
		return nil, fmt.Errorf("open the secrets: %w", err)
	}
	return kept, nil
}
