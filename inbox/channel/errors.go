package channel

import (
	"errors"
	"fmt"
	"time"

	"vigie/inbox/fault"
)

// Reason is why a call to a network failed; it decides what happens next.
type Reason string

// The reasons.
const (
	AuthExpired Reason = "auth_expired" // sign in again
	AuthRevoked Reason = "auth_revoked" // the network refuses us: a person must act
	Scope       Reason = "missing_scope"
	RateLimited Reason = "rate_limited" // wait for RetryAfter
	Forbidden   Reason = "forbidden"
	Gone        Reason = "gone"        // what is asked for is no longer there
	Invalid     Reason = "invalid"     // the network refuses the content
	Ambiguous   Reason = "ambiguous"   // perhaps sent, no answer
	Temporary   Reason = "temporary"   // try again later
	CursorLost  Reason = "cursor_lost" // read again from the start, without duplicates
	Unsupported Reason = "unsupported"
)

// Error is how every connector fails. Use errors.As, or Is with a reason.
type Error struct {
	Reason     Reason
	RetryAfter time.Duration // of RateLimited
	Field      string        // of Invalid: the setting or part at fault
	Detail     string        // what the network answered, shortened; never a secret
	// Key is the translation key of what a person reads where the reason's own
	// says too little; empty is that of the reason.
	Key   string
	Cause error
}

// Fail makes an error of a reason and its cause.
func Fail(r Reason, detail string, cause error) *Error {
	return &Error{Reason: r, Detail: detail, Cause: cause}
}

// Error is for the log.
func (e *Error) Error() string {
	s := string(e.Reason)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Cause != nil {
		s += fmt.Sprintf(": %v", e.Cause)
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// ReasonOf gives the reason of the first channel error in the chain; any other
// error is Temporary, nil is "".
func ReasonOf(err error) Reason {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Reason
	default:
		return Temporary
	}
}

// FaultOf turns a channel error into what a person reads. The keys are
// "fault.channel-<reason>" with dashes.
func FaultOf(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	var e *Error
	if !errors.As(err, &e) {
		return fault.Wrap(err, fault.Unavailable, "fault.channel-temporary")
	}
	kind, key := kindAndKey(e.Reason)
	if e.Key != "" {
		key = e.Key
	}
	return fault.Wrap(err, kind, key, "Detail", e.Detail, "Field", e.Field)
}

func kindAndKey(r Reason) (fault.Kind, string) {
	switch r {
	case AuthExpired:
		return fault.Auth, "fault.channel-auth-expired"
	case AuthRevoked:
		return fault.Auth, "fault.channel-auth-revoked"
	case Scope:
		return fault.Auth, "fault.channel-missing-scope"
	case RateLimited:
		return fault.Unavailable, "fault.channel-rate-limited"
	case Forbidden:
		return fault.Forbidden, "fault.channel-forbidden"
	case Gone:
		return fault.NotFound, "fault.channel-gone"
	case Invalid:
		return fault.Invalid, "fault.channel-invalid"
	case Ambiguous:
		return fault.Unavailable, "fault.channel-ambiguous"
	case CursorLost:
		return fault.Unavailable, "fault.channel-cursor-lost"
	case Unsupported:
		return fault.Unsupported, "fault.channel-unsupported"
	default:
		return fault.Unavailable, "fault.channel-temporary"
	}
}
