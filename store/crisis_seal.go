package store

import (
	"context"
	"crypto/ed25519"
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
	run, plan, err := runAndPlan(x, id)
	if err != nil || !run.Unsealed() || x.w.copied() {
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
	seed, err := x.secret(sealSetting, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
