package outbox

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// guard calls a connector; its panic is an error without a promise, so a reply
// that panicked counts as perhaps sent.
func guard(log *slog.Logger, call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("a connector panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("connector panic: %v", p)
		}
	}()
	return call()
}
