//go:build race

package app

import (
	"sync"

	"vigie/inbox/channel/secret"
)

// keptCheaply keeps the secrets of a desk in memory: with the race detector a
// passphrase takes minutes to unlock what takes a second without, on purpose.
// Without the detector the same stories run on the protected file.
func keptCheaply() func(dir string) secret.Store {
	var mu sync.Mutex
	kept := map[string]secret.Store{}
	return func(dir string) secret.Store {
		mu.Lock()
		defer mu.Unlock()
		if kept[dir] == nil {
			kept[dir] = &secret.InMemory{}
		}
		return kept[dir]
	}
}
