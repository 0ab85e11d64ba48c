package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"vigie/crisis"
)

// sealSetting holds the seed of the key that signs the heads of the runs. It
// never leaves the server.
const sealSetting = deskPrefix + "seal"

// SealRuns signs the head of every run in which something happened since its
// last seal. Whoever runs the engine calls it every crisis.SealEvery; a desktop's
// copy seals nothing.
func (w *Workspace) SealRuns(ctx context.Context) error {
	if w.copied() {
		return nil
	}
	runs, err := all(w.glance(ctx), body[*crisis.Run], `SELECT body FROM crisis_run WHERE exercise = 0 ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read runs: %w", explain(err))
	}
	for _, r := range runs {
		if !r.Unsealed() {
			continue
		}
		if err := w.write(ctx, func(x *writing) error { return x.seal(r.ID) }); err != nil {
			return fmt.Errorf("seal run %s: %w", r.ID, err)
		}
	}
	return nil
}

// seal signs the head of a run as it is stored.
func (x *writing) seal(id crisis.RunID) error {
	run, err := storedRun(x, id)
	if err != nil || !run.Unsealed() || x.w.copied() {
		return err
	}
	plan, err := planOf(x, run.Book.Hash)
	if err != nil {
		return err
	}
	key, err := x.sealKey()
	if err != nil {
		return err
	}
	e, err := run.System(x.w.newID(x.now), run.SealWith(key), x.now)
	if err != nil {
		return err
	}
	return x.happen(plan, run, []crisis.Event{e})
}

func (x *writing) sealKey() (ed25519.PrivateKey, error) {
	had, err := maybe(x, plain[string], `SELECT value FROM setting WHERE name = ?`, sealSetting)
	if err != nil {
		return nil, fmt.Errorf("read the key of the seals: %w", err)
	}
	if had == "" {
		fresh := make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(fresh); err != nil {
			return nil, err
		}
		had = hex.EncodeToString(fresh)
		if err := x.set(sealSetting, had); err != nil {
			return nil, err
		}
	}
	seed, err := hex.DecodeString(had)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the key of the seals is damaged: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
