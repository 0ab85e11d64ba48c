package email

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// How long a server may be silent.
const (
	dialTimeout   = 20 * time.Second
	answerTimeout = 2 * time.Minute  // while it owes an answer
	quietTimeout  = 10 * time.Minute // while nothing is asked; IDLE is renewed before
)

// dial connects to a server, with TLS where its setting says so from the start.
func (s *Session) dial(ctx context.Context, e endpoint) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	raw, err := d.DialContext(ctx, "tcp", e.address())
	if err != nil {
		return nil, unreachable(e, err)
	}
	if e.security != securityTLS {
		return raw, nil
	}
	conn := tls.Client(raw, s.set.tls(e, s.env.Now))
	handshake, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := conn.HandshakeContext(handshake); err != nil {
		_ = raw.Close()
		return nil, unreachable(e, err)
	}
	return conn, nil
}

// watched is a connection that never waits for ever: the IMAP library takes
// its read deadline away while it waits for the server to speak, and a
// half-open connection would then hang until the system notices.
type watched struct {
	net.Conn
	mu    sync.Mutex
	busy  bool
	quiet time.Duration // how long silence is fine while nothing is asked
}

// SetReadDeadline puts our own in the place of none.
func (w *watched) SetReadDeadline(t time.Time) error {
	if t.IsZero() {
		t = w.patience()
	}
	return w.Conn.SetReadDeadline(t)
}

func (w *watched) patience() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy {
		return time.Now().Add(answerTimeout)
	}
	return time.Now().Add(w.quiet)
}

// ask begins a call: until the returned function, silence is short. A context
// that ends closes the connection, which is the only way to end a command.
func (w *watched) ask(ctx context.Context) (answered func()) {
	w.set(true)
	stop := context.AfterFunc(ctx, func() { _ = w.Close() })
	return func() {
		stop()
		w.set(false)
	}
}

func (w *watched) set(busy bool) {
	w.mu.Lock()
	w.busy = busy
	w.mu.Unlock()
	_ = w.Conn.SetReadDeadline(w.patience())
}
