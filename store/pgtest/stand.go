package pgtest

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// Stand is one server for a whole test program, started when a test first asks
// for a database. The zero value works; TestMain calls Close after m.Run.
type Stand struct {
	// Durable has the server write to disk as in earnest: to measure, not to
	// test.
	Durable bool

	mu       sync.Mutex
	server   *Server
	template string
	failed   error
}

// Server gives the server. Where PostgreSQL is not installed the test is
// skipped.
func (s *Stand) Server(t testing.TB) *Server {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil && s.failed == nil {
		s.server, s.failed = Start(context.Background(), s.Durable)
	}
	if errors.Is(s.failed, ErrAbsent) {
		t.Skip(s.failed)
	}
	if s.failed != nil {
		t.Fatal(s.failed)
	}
	return s.server
}

// URL gives the address of a fresh, empty database that is removed after the
// test.
func (s *Stand) URL(t testing.TB) string {
	t.Helper()
	server := s.Server(t)
	return s.fresh(t, server, "")
}

// Copy gives the address of a fresh copy of a database that prepare filled, the
// first time: migrating takes longer than copying. Prepare must close what it
// opens.
func (s *Stand) Copy(t testing.TB, prepare func(url string) error) string {
	t.Helper()
	server := s.Server(t)
	s.mu.Lock()
	if s.template == "" {
		name, err := server.Create(context.Background(), "")
		if err == nil {
			err = prepare(server.URL(name))
		}
		if err != nil {
			s.mu.Unlock()
			t.Fatal(err)
		}
		s.template = name
	}
	s.mu.Unlock()
	return s.fresh(t, server, s.template)
}

func (s *Stand) fresh(t testing.TB, server *Server, template string) string {
	t.Helper()
	name, err := server.Create(context.Background(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Drop(context.Background(), name); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return server.URL(name)
}

// Close stops the server, if there is one.
func (s *Stand) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return nil
	}
	server := s.server
	s.server = nil
	return server.Stop()
}
