package mastodon

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"vigie/inbox/channel"
)

// pulse are the times of a stream.
type pulse struct {
	backstop time.Duration // how often a poll looks without being told
	ping     time.Duration // how often a websocket is tried for being alive
	pong     time.Duration // how long it may take to answer that
	silence  time.Duration // after which a stream of events is dead: an instance says something every 15 s
	retry    time.Duration // before a lost push is tried again, doubled each time
	retryMax time.Duration
}

func usualPulse() pulse {
	return pulse{
		backstop: 75 * time.Second, ping: 30 * time.Second, pong: 15 * time.Second, silence: time.Minute,
		retry: 3 * time.Second, retryMax: 5 * time.Minute,
	}
}

// push is a piece of news from a push.
type push struct {
	all  bool // look everywhere
	hint *hint
}

// Stream polls whenever the instance pushes, and from time to time besides. A
// push that cannot be had, or is lost, leaves the polls and is tried again:
// only what a poll says ends the stream.
func (s *Session) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	e := &ear{session: s, pulse: s.connector.pulse, news: make(chan push, 100)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		e.listen(ctx)
	}()
	err := s.follow(ctx, cur, e, emit)
	cancel()
	<-ended
	return err
}

func (s *Session) follow(ctx context.Context, cur channel.Cursor, e *ear, emit func(channel.Batch) error) error {
	tick := time.NewTicker(e.pulse.backstop)
	defer tick.Stop()
	for {
		var w wanted
		select {
		case p := <-e.news:
			w.add(p)
		case <-tick.C:
			w.again = true
		case <-ctx.Done():
			return ctx.Err()
		}
		e.drain(&w)
		for more := true; more; {
			b, err := s.poll(ctx, cur, usualLimit, w)
			if err != nil {
				return err
			}
			if len(b.Events) > 0 {
				if err := emit(b); err != nil {
					return fmt.Errorf("store streamed messages: %w", err)
				}
			}
			cur, more, w.hints = b.Next, b.More, nil
		}
	}
}

func (w *wanted) add(p push) {
	w.again = w.again || p.all
	if p.hint != nil {
		w.hints = append(w.hints, *p.hint)
	}
}

// ear listens to the pushes of an instance.
type ear struct {
	session *Session
	pulse   pulse
	news    chan push
	missed  atomic.Bool // more came than was taken
}

// drain takes what has come meanwhile, so that one poll serves it all.
func (e *ear) drain(w *wanted) {
	for {
		select {
		case p := <-e.news:
			w.add(p)
		default:
			if e.missed.Swap(false) {
				w.again = true
			}
			return
		}
	}
}

func (e *ear) tell(p push) {
	select {
	case e.news <- p:
	default:
		e.missed.Store(true)
	}
}

// listen keeps a push alive until ctx ends.
func (e *ear) listen(ctx context.Context) {
	wait := e.pulse.retry
	for ctx.Err() == nil {
		began := time.Now()
		err := e.websocket(ctx)
		if noSocket(err) {
			err = e.events(ctx)
		}
		if time.Since(began) > e.pulse.silence {
			wait = e.pulse.retry
		}
		if ctx.Err() != nil {
			return
		}
		e.session.env.Log.Info("a push ended", "account", e.session.account.ID, "again_in", wait, "cause", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		wait = min(2*wait, e.pulse.retryMax)
	}
}

// entered says that the push has begun: what came before it is polled once.
func (e *ear) entered() { e.tell(push{all: true}) }

// heard takes one event. Of the home timeline only what the account wrote
// itself, in another program, is news.
func (e *ear) heard(event string, payload []byte) {
	switch event {
	case "notification":
		var n notification
		if err := json.Unmarshal(payload, &n); err != nil || n.Type == "mention" { // likes and boosts come in floods
			e.tell(push{})
		}
	case "conversation", "notifications_merged":
		e.tell(push{all: true})
	case "update":
		if st, err := readStatus(payload); err == nil && e.session.me.is(st.Author) {
			e.tell(push{})
		}
	case "delete":
		if native := idText(payload); native != "" {
			e.tell(push{hint: &hint{native: native}})
		}
	case "status.update":
		if st, err := readStatus(payload); err == nil {
			if e.session.toUs(st) || e.session.me.answersUs(st) {
				e.tell(push{hint: &hint{raw: payload}})
			}
		}
	}
}

// idText reads the id that a deletion carries, bare or as JSON.
func idText(payload []byte) string {
	var i id
	if err := json.Unmarshal(payload, &i); err == nil {
		return string(i)
	}
	if len(payload) < 100 {
		return string(compact(payload))
	}
	return ""
}
