package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Together runs the named parts of a program until ctx ends, and returns when
// all have stopped. A part that fails ends the others, and is the error with
// its name; one that returns without an error only ends itself.
func Together(ctx context.Context, parts map[string]func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	failed := make(chan error, len(parts))
	for name, run := range parts {
		all.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
				stop()
			}
		})
	}
	all.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
