package mastotest

import (
	"net/http"
	"strings"
	"time"
)

// Fault is what goes wrong with a call.
type Fault string

// The faults.
const (
	Unreachable Fault = "unreachable"  // any call: 503 of whatever stands before the instance
	RateLimit   Fault = "rate limit"   // any call: 429
	LoseAnswer  Fault = "lose answer"  // a status is published, the connection ends without a word
	LoseRequest Fault = "lose request" // the connection ends without a word and nothing is published
	BreakAfter  Fault = "break after"  // a status is published, and then 500 is said
)

// FailNext queues a fault for the next call that it can happen to.
func (s *Server) FailNext(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

// take consumes the first queued fault if it can happen here. The lock is
// held.
func (s *Server) take(possible ...Fault) Fault {
	if len(s.faults) == 0 {
		return ""
	}
	for _, f := range possible {
		if s.faults[0] == f {
			s.faults = s.faults[1:]
			return f
		}
	}
	return ""
}

// hangUp ends a connection without an answer.
func hangUp(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}

// Revoke makes the house's token worthless; Restore makes it good again.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// Restore makes the house's token good again.
func (s *Server) Restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[Token] = grant{houseName, s.options.Scopes}
}

// LoseIDs makes the ids that were given out mean nothing as places to read
// from, as on a server that was moved to other software, until somebody reads
// from the newest notification on.
func (s *Server) LoseIDs() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = true
}

// Pause makes every call hang until the returned function is called.
func (s *Server) Pause() (resume func()) {
	gate := make(chan struct{})
	s.mu.Lock()
	s.pause = gate
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		s.pause = nil
		s.mu.Unlock()
		close(gate)
	}
}

// Left sets how many calls the instance still allows, and until when.
func (s *Server) Left(calls int, resets time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left, s.resets = calls, resets
}

// Calls counts the calls whose method and path begin so.
func (s *Server) Calls(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// CutStreams ends every push; Freeze keeps them open and says nothing more,
// not even that it lives.
func (s *Server) CutStreams() { s.hub.cut() }

// Freeze makes the pushes that are open now half gone.
func (s *Server) Freeze() { s.hub.freeze() }

// Streams counts the pushes that are open.
func (s *Server) Streams() int { return s.hub.count() }
