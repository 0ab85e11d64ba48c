package engine

import (
	"context"
	"log/slog"

	"vigie/crisis"
	"vigie/store"
)

// sealLogs signs the heads of the runs, now and every crisis.SealEvery. What
// fails is tried again the next time: the chain is whole without it.
func sealLogs(ctx context.Context, w *store.Workspace, log *slog.Logger) error {
	for {
		if err := w.SealRuns(ctx); err != nil && ctx.Err() == nil {
			log.Error("the logs of the runs were not signed", "err", err)
		}
		if !pause(ctx, crisis.SealEvery, nil) {
			return ctx.Err()
		}
	}
}
