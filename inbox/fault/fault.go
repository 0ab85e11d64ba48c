// Package fault is the error that a person sees: a kind that decides what the
// program does, a translation key that decides what the person reads, and the
// cause that goes to the log.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what class of trouble it is. A stored or transmitted kind is a
// contract: never renumber, never reuse.
type Kind string

// The kinds, from the caller's mistake to ours.
const (
	Invalid     Kind = "invalid"     // the input cannot be right; the person can correct it
	Forbidden   Kind = "forbidden"   // this member may not do this
	NotFound    Kind = "not_found"   // it does not exist, or no longer
	Conflict    Kind = "conflict"    // somebody else changed it meanwhile
	Unsupported Kind = "unsupported" // the channel cannot do this
	Unavailable Kind = "unavailable" // a network or a server does not answer; try again later
	Auth        Kind = "auth"        // sign-in was refused
	Full        Kind = "full"        // no space left to write
	ReadOnly    Kind = "read_only"   // the place cannot be written
	Corrupt     Kind = "corrupt"     // a file is damaged
	Busy        Kind = "busy"        // another program holds it
	Internal    Kind = "internal"    // our mistake
)

// Error is an error with a text for a person. Args fill the placeholders of
// the translation; they hold names and numbers, never message texts or secrets.
type Error struct {
	Kind  Kind
	Key   string
	Args  map[string]any
	Cause error
}

// New makes a fault without a cause. pairs are argument names and values in
// turn: New(Invalid, "fault.address", "Address", a).
func New(kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args(pairs)}
}

// Wrap makes a fault of an error; nil stays nil-able by the caller, so call it
// only with a cause.
func Wrap(cause error, kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args(pairs), Cause: cause}
}

func args(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

// Error is for the log: kind, key, arguments and cause.
func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Key
	if len(e.Args) > 0 {
		s += fmt.Sprintf(" %v", e.Args)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, fault.New(kind, key)) compare kind and key.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Key == e.Key
}

// KindOf gives the kind of the first fault in the chain, Internal for any
// other error and "" for nil.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	default:
		return Internal
	}
}

// Of gives the first fault in the chain, or an Internal one that wraps err, so
// that every error has a text for a person. nil gives nil.
func Of(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	default:
		return Wrap(err, Internal, "fault.internal")
	}
}
