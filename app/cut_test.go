package app

import (
	"net"
	"sync"
	"testing"
	"time"
)

// weather is how a network treats what goes through.
type weather struct {
	delay   time.Duration // each piece comes so much later
	cut     int64         // connections are reset when so many bytes came from the server; 0 is never
	hole    bool          // nothing comes through, either way, and nobody is told
	oneWay  bool          // what the server says does not come through
	refused bool          // nobody answers
}

// strand is a network between one desktop and the server, with weather. What is
// held up by a hole goes on when it closes, as on a real network.
type strand struct {
	address string
	mu      sync.Mutex
	now     weather
	open    map[net.Conn]bool
	ended   bool
	cuts    int // connections that were reset
}

func newStrand(t *testing.T, to string) *strand {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &strand{address: ln.Addr().String(), open: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = ln.Close()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.ended = true
		for c := range w.open {
			_ = c.Close()
		}
	})
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go w.carry(in, to)
		}
	}()
	return w
}

// turn changes the weather, also for what is open.
func (w *strand) turn(to weather) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = to
}

func (w *strand) today() (weather, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now, w.ended
}

func (w *strand) resets() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cuts
}

// busy reports whether anything goes through.
func (w *strand) busy() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.open) > 0
}

func (w *strand) carry(in net.Conn, to string) {
	now, _ := w.today()
	out, err := net.Dial("tcp", to)
	if err != nil || now.refused {
		_ = in.Close()
		return
	}
	w.mu.Lock()
	w.open[in], w.open[out] = true, true
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { w.way(out, in, false) })
	both.Go(func() { w.way(in, out, true) })
	both.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, in)
	delete(w.open, out)
}

// way carries one direction of a connection.
func (w *strand) way(dst, src net.Conn, back bool) {
	defer func() { _, _ = dst.Close(), src.Close() }()
	piece, came := make([]byte, 2048), int64(0)
	for {
		n, err := src.Read(piece)
		if err != nil {
			return
		}
		now, ended := w.today()
		for ; !ended && (now.hole || back && now.oneWay); now, ended = w.today() {
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(now.delay)
		if came += int64(n); back && now.cut > 0 && came > now.cut {
			w.reset(dst, src)
			return
		}
		if _, err := dst.Write(piece[:n]); err != nil {
			return
		}
	}
}

// reset ends a connection as a router that forgot it does.
func (w *strand) reset(ends ...net.Conn) {
	w.mu.Lock()
	w.cuts++
	w.mu.Unlock()
	for _, c := range ends {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}
