package mastotest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// hub passes events on to the streams that are open.
type hub struct {
	mu     sync.Mutex
	open   map[*stream]bool
	closed bool
}

type stream struct {
	events chan pushed
	frozen chan struct{} // closed: nothing is said any more
	end    context.CancelFunc
}

type pushed struct{ stream, event, payload string }

func newHub() *hub { return &hub{open: map[*stream]bool{}} }

func (h *hub) join(end context.CancelFunc) *stream {
	s := &stream{events: make(chan pushed, 1000), frozen: make(chan struct{}), end: end}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[s] = true
	if h.closed {
		end()
	}
	return s
}

func (h *hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.open, s)
}

func (h *hub) send(name, event string, v any) {
	payload, isText := v.(string)
	if !isText {
		raw, err := json.Marshal(v)
		if err != nil {
			return
		}
		payload = string(raw)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.open {
		select {
		case s.events <- pushed{name, event, payload}:
		default:
		}
	}
}

func (h *hub) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.open {
		s.end()
	}
}

func (h *hub) closeAll() {
	h.cut()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
}

func (h *hub) freeze() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.open {
		close(s.frozen)
		delete(h.open, s)
	}
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open)
}

// streams checks who wants to listen.
func (s *Server) streams(w http.ResponseWriter, r *http.Request, missing bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	if missing {
		refuse(w, http.StatusNotFound, "Not found")
		return false
	}
	return s.allowed(w, r, "read:notifications")
}

func (s *Server) websocket(w http.ResponseWriter, r *http.Request) {
	if !s.streams(w, r, s.options.NoWebsocket) {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	st := s.hub.join(cancel)
	defer s.hub.leave(st)
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{OnPingReceived: func(context.Context, []byte) bool {
		select {
		case <-st.frozen:
			return false
		default:
			return true
		}
	}})
	if err != nil {
		return
	}
	defer func() { _ = conn.CloseNow() }()
	subscribed := map[string]bool{r.URL.Query().Get("stream"): true}
	var mu sync.Mutex
	go func() { // reading is also what answers pings
		defer cancel()
		for {
			_, raw, err := conn.Read(ctx)
			if err != nil {
				return
			}
			var m struct{ Type, Stream string }
			if json.Unmarshal(raw, &m) == nil && m.Type == "subscribe" {
				mu.Lock()
				subscribed[m.Stream] = true
				mu.Unlock()
			}
		}
	}()
	s.pump(ctx, st, s.options.Beat, func(p *pushed) error {
		if p == nil {
			return nil
		}
		mu.Lock()
		wanted := subscribed[p.stream]
		mu.Unlock()
		if !wanted {
			return nil
		}
		raw, err := json.Marshal(map[string]any{"stream": []string{p.stream}, "event": p.event, "payload": p.payload})
		if err != nil {
			return err
		}
		return conn.Write(ctx, websocket.MessageText, raw)
	})
}

func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if !s.streams(w, r, s.options.NoEvents) {
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	st := s.hub.join(cancel)
	defer s.hub.leave(st)
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	flush := func() error { return http.NewResponseController(w).Flush() }
	if flush() != nil {
		return
	}
	s.pump(ctx, st, s.options.Beat, func(p *pushed) error {
		if p == nil {
			_, _ = fmt.Fprint(w, ":thump\n")
			return flush()
		}
		if p.stream != "user" {
			return nil
		}
		_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", p.event, strings.ReplaceAll(p.payload, "\n", ""))
		return flush()
	})
}

// pump says what happens, and from time to time that it lives (nil).
func (s *Server) pump(ctx context.Context, st *stream, beat time.Duration, say func(*pushed) error) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-st.frozen:
			<-ctx.Done()
			return
		case p := <-st.events:
			err = say(&p)
		case <-tick.C:
			err = say(nil)
		}
		if err != nil {
			return
		}
	}
}
