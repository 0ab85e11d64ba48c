package channeltest

import (
	"context"
	"errors"
	"sync"
	"time"

	"vigie/inbox/channel"
)

func streamCases() []Case {
	return []Case{
		{"what arrives between the poll and the stream is not missed", streamsTheGap},
		{"news is streamed as it arrives, with its cursor", streamsNews},
		{"a failing store ends the stream", endsStreamOnStoreFault},
		{"a cancelled stream ends at once", endsStreamWhenCancelled},
	}
}

// live is a stream that runs.
type live struct {
	cancel context.CancelFunc
	ended  chan error
	mu     sync.Mutex
	shelf  *shelf
	wrong  []string
	cursor channel.Cursor
}

func (p *play) stream(refuse error) *live {
	p.t.Helper()
	streamer, ok := p.session.(channel.Streamer)
	if !ok || !p.session.Caps().Stream {
		p.t.Skipf("the session does not stream")
	}
	ctx, cancel := context.WithCancel(p.t.Context())
	l := &live{cancel: cancel, ended: make(chan error, 1), shelf: p.shelf, cursor: p.cursor}
	go func() {
		l.ended <- streamer.Stream(ctx, p.cursor, func(b channel.Batch) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			if refuse != nil {
				return refuse
			}
			l.wrong = append(l.wrong, l.shelf.put(b)...)
			l.cursor = b.Next
			return nil
		})
	}()
	p.t.Cleanup(cancel)
	return l
}

// has tells whether a marker arrived complete.
func (l *live) has(marker string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.shelf.with(marker)
	return len(found) == 1 && !found[0].Message.Pending
}

// stop ends the stream and gives what it returned.
func (l *live) stop(p *play) error {
	p.t.Helper()
	l.cancel()
	return l.wait(p)
}

func (l *live) wait(p *play) error {
	p.t.Helper()
	select {
	case err := <-l.ended:
		for _, w := range l.wrong {
			p.t.Errorf("%s", w)
		}
		p.cursor = l.cursor
		return err
	case <-time.After(3 * p.h.Patience):
		p.t.Fatalf("the stream does not end")
		return nil
	}
}

func streamsTheGap(t T, h Harness) {
	p := begin(t, h)
	p.postMany(2)
	p.drain()
	_, gap := p.post()
	l := p.stream(nil)
	p.eventually("the message from between poll and stream", func() bool { return l.has(gap) })
	if err := l.stop(p); !errors.Is(err, context.Canceled) {
		t.Errorf("stream: %v, want %v", err, context.Canceled)
	}
}

func streamsNews(t T, h Harness) {
	p := begin(t, h)
	p.drain()
	l := p.stream(nil)
	var markers []string
	for range 3 {
		_, m := p.post()
		markers = append(markers, m)
		p.eventually("a streamed message", func() bool { return l.has(m) })
	}
	if err := l.stop(p); !errors.Is(err, context.Canceled) {
		t.Errorf("stream: %v, want %v", err, context.Canceled)
	}
	upserts := p.shelf.upserts
	p.reopen()
	p.drain()
	for _, m := range markers {
		p.sees(m)
	}
	if p.shelf.upserts != upserts {
		t.Errorf("the stream's last cursor made %d messages come again", p.shelf.upserts-upserts)
	}
}

func endsStreamOnStoreFault(t T, h Harness) {
	p := begin(t, h)
	p.drain()
	full := errors.New("the disk is full")
	l := p.stream(full)
	_, marker := p.post()
	if err := l.wait(p); !errors.Is(err, full) {
		t.Errorf("stream: %v, want the store's %v", err, full)
	}
	p.reopen()
	p.drain()
	p.sees(marker)
}

func endsStreamWhenCancelled(t T, h Harness) {
	p := begin(t, h)
	p.drain()
	l := p.stream(nil)
	_, marker := p.post()
	p.eventually("a streamed message", func() bool { return l.has(marker) })
	if err := l.stop(p); !errors.Is(err, context.Canceled) {
		t.Errorf("stream: %v, want %v", err, context.Canceled)
	}
}
