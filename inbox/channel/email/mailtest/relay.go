package mailtest

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"
)

// Relay stands between a client and a server and makes their connection fail
// on purpose. It understands nothing of TLS: faults inside a conversation need
// a plain one.
type Relay struct {
	Port int

	target   int
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]struct{}
	refuse   int
	held     chan struct{}
	fault    relayFault
	trap     []byte
	watched  []byte
	seen     time.Time
	accepted int
}

// longestTrap bounds the words of CutAt, which may come in two reads.
const longestTrap = 100

type relayFault int

const (
	none relayFault = iota
	loseAnswer
	loseRequest
)

// NewRelay starts a relay to a port; it ends with the test.
func NewRelay(t testing.TB, target int) *Relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a relay: %v", err)
	}
	r := &Relay{Port: l.Addr().(*net.TCPAddr).Port, target: target, listener: l, open: map[net.Conn]struct{}{}}
	go r.serve()
	t.Cleanup(r.Close)
	return r
}

func (r *Relay) serve() {
	for {
		c, err := r.listener.Accept()
		if err != nil {
			return
		}
		if !r.admit(c) {
			_ = c.Close()
			continue
		}
		go r.connect(c)
	}
}

func (r *Relay) admit(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accepted++
	if r.refuse > 0 {
		r.refuse--
		return false
	}
	r.open[c] = struct{}{}
	return true
}

func (r *Relay) connect(client net.Conn) {
	server, err := net.Dial("tcp", address(r.target))
	if err != nil {
		_ = client.Close()
		return
	}
	r.mu.Lock()
	r.open[server] = struct{}{}
	r.mu.Unlock()
	both := func() { _, _ = client.Close(), server.Close() }
	lost := make(chan struct{})
	go func() { defer both(); r.pump(server, client, lost, true) }()
	go func() { defer both(); r.pump(client, server, lost, false) }()
}

// pump copies one direction and carries out the faults.
func (r *Relay) pump(to, from net.Conn, lost chan struct{}, fromClient bool) {
	chunk := make([]byte, 64<<10)
	var tail, said []byte
	for {
		n, err := from.Read(chunk)
		r.wait()
		piece := chunk[:n]
		tail = append(tail[max(0, len(tail)-5):], piece...)
		said = append(said[max(0, len(said)-longestTrap):], piece...)
		if fromClient && bytes.HasSuffix(tail, []byte("\r\n.\r\n")) {
			switch r.takeFault() {
			case loseRequest:
				return
			case loseAnswer:
				close(lost)
			}
		}
		if !fromClient && (closed(lost) || r.trapped(piece, said)) {
			return // what the server said goes no further
		}
		if n > 0 {
			if _, werr := to.Write(piece); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func closed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (r *Relay) wait() {
	r.mu.Lock()
	held := r.held
	r.mu.Unlock()
	if held != nil {
		<-held
	}
}

func (r *Relay) takeFault() relayFault {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.fault
	r.fault = none
	return f
}

// Close ends the relay: its port is closed then.
func (r *Relay) Close() {
	_ = r.listener.Close()
	r.Cut()
}

// Cut closes every connection.
func (r *Relay) Cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.open {
		_ = c.Close()
	}
	clear(r.open)
}

// CutAndRefuse closes every connection and refuses the next n.
func (r *Relay) CutAndRefuse(n int) {
	r.mu.Lock()
	r.refuse = n
	r.mu.Unlock()
	r.Cut()
}

// Hold makes both sides silent until the returned function is called.
func (r *Relay) Hold() (resume func()) {
	gate := make(chan struct{})
	r.mu.Lock()
	r.held = gate
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		r.held = nil
		r.mu.Unlock()
		close(gate)
	}
}

// LoseAnswer lets the next mail through and loses the server's answer to it.
func (r *Relay) LoseAnswer() { r.setFault(loseAnswer) }

// LoseRequest loses the end of the next mail, so that the server drops it.
func (r *Relay) LoseRequest() { r.setFault(loseRequest) }

func (r *Relay) setFault(f relayFault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = f
}

// CutAt cuts a connection whenever the server says the words, as a server does
// that fails on one mail. They are at most longestTrap bytes; nil ends it.
func (r *Relay) CutAt(words []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trap = words
}

// trapped looks at what the server says now, and with a little of before.
func (r *Relay) trapped(piece, said []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen.IsZero() && len(r.watched) > 0 && bytes.Contains(piece, r.watched) {
		r.seen = time.Now()
	}
	return len(r.trap) > 0 && bytes.Contains(said, r.trap)
}

// Watch notes when the server next says the words.
func (r *Relay) Watch(words []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watched, r.seen = words, time.Time{}
}

// Seen is when the watched words first passed.
func (r *Relay) Seen() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen
}

// Accepted counts the connections that were tried.
func (r *Relay) Accepted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.accepted
}
