package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// The exit codes; docs/vigied.md promises them.
const (
	ok          = 0
	internal    = 1
	usage       = 2
	invalid     = 3
	notFound    = 4
	auth        = 5
	unavailable = 6
	workspace   = 7 // in use, read-only, full or damaged
	partly      = 8
	refused     = 9 // the act is not allowed, not possible, or came too late
	interrupted = 130
)

const keyUsage = "fault.usage"

// fail says what went wrong and gives the exit code; nil is no trouble.
func (j *job) fail(err error) int {
	if err == nil {
		return ok
	}
	if errors.Is(err, context.Canceled) && j.ctx.Err() != nil {
		return interrupted
	}
	f := faultOf(err)
	j.log().Debug("failed", "err", err)
	j.warn(f, "")
	if f.Kind == fault.Internal && !j.json {
		fmt.Fprintf(j.errs, "vigied: %v\n", err)
	}
	return codeOf(f)
}

// warn says what went wrong, with a file or not.
func (j *job) warn(f *fault.Error, file string) {
	if j.json {
		trouble := map[string]any{"kind": f.Kind, "key": f.Key, "message": j.texts.Fault(f)}
		if file != "" {
			trouble["file"] = file
		}
		j.complain(map[string]any{"error": trouble})
		return
	}
	if file != "" {
		file += ": "
	}
	fmt.Fprintf(j.errs, "vigied: %s%s\n", file, j.texts.Fault(f))
}

// faultOf finds the fault in an error, also one of a network.
func faultOf(err error) *fault.Error {
	var f *fault.Error
	var c *channel.Error
	if !errors.As(err, &f) && errors.As(err, &c) {
		return channel.FaultOf(err)
	}
	return fault.Of(err)
}

func (j *job) complain(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		raw = []byte(`{"error":{"kind":"internal"}}`)
	}
	fmt.Fprintf(j.errs, "%s\n", raw)
}

func codeOf(f *fault.Error) int {
	if f.Key == keyUsage {
		return usage
	}
	switch f.Kind {
	case fault.Invalid:
		return invalid
	case fault.NotFound:
		return notFound
	case fault.Auth:
		return auth
	case fault.Unavailable:
		return unavailable
	case fault.Busy, fault.ReadOnly, fault.Full, fault.Corrupt:
		return workspace
	case fault.Conflict, fault.Forbidden, fault.Unsupported:
		return refused
	default:
		return internal
	}
}
