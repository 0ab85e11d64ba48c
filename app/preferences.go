package app

import (
	"path/filepath"
	"sync"

	"vigie/ui/settings"
)

const preferencesName = "preferences.json"

// preferences keeps what a person wants of the window on this computer. It is
// safe for concurrent use.
type preferences struct {
	path string

	mu  sync.Mutex
	now settings.Preferences
}

// openPreferences reads them; a damaged file gives the defaults with the error,
// so that the window opens all the same.
func openPreferences(dir string) (*preferences, error) {
	p := &preferences{path: filepath.Join(dir, preferencesName)}
	err := readJSON(p.path, &p.now)
	if err != nil {
		p.now = settings.Preferences{}
	}
	return p, err
}

func (p *preferences) get() settings.Preferences {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *preferences) put(v settings.Preferences) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := writeJSON(p.path, v); err != nil {
		return err
	}
	p.now = v
	return nil
}
