package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"vigie/inbox/fault"
)

func TestOf_GivesEveryErrorATextForAPerson(t *testing.T) {
	if fault.Of(nil) != nil || fault.KindOf(nil) != "" {
		t.Error("no error is no fault")
	}
	if f := fault.Of(io.EOF); f.Kind != fault.Internal || f.Key != "fault.internal" || !errors.Is(f, io.EOF) {
		t.Errorf("got %+v", f)
	}
	deep := fmt.Errorf("open: %w", fault.Wrap(io.EOF, fault.Corrupt, "fault.workspace-corrupt", "Path", "p"))
	if f := fault.Of(deep); f.Key != "fault.workspace-corrupt" || f.Args["Path"] != "p" || fault.KindOf(deep) != fault.Corrupt {
		t.Errorf("got %+v", f)
	}
}

func TestError_ComparesKindAndKey(t *testing.T) {
	err := fmt.Errorf("x: %w", fault.New(fault.Conflict, "fault.already-yours", "Name", "Léa"))
	if !errors.Is(err, fault.New(fault.Conflict, "fault.already-yours")) {
		t.Error("the same kind and key are not equal")
	}
	if errors.Is(err, fault.New(fault.Conflict, "fault.other")) {
		t.Error("another key is equal")
	}
	if got := fault.Wrap(io.EOF, fault.Busy, "k", "A", 1).Error(); got != "busy: k map[A:1]: EOF" {
		t.Errorf("got %q", got)
	}
}
