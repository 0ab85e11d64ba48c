package collect

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"vigie/inbox/fault"
)

// guard calls a connector. Its panic becomes a fault of this account only:
// what a network sends must never stop the others.
func guard(log *slog.Logger, call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("a connector panicked", "panic", p, "stack", string(debug.Stack()))
			err = fault.Wrap(fmt.Errorf("panic: %v", p), fault.Internal, "fault.connector-panic")
		}
	}()
	return call()
}
