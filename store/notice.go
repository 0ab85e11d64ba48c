package store

import (
	"slices"
	"sync"

	"vigie/inbox"
)

// notices hands changes to who subscribed. Each has a goroutine of its own and
// one waiting notice into which later ones are joined, so that a slow listener
// never holds up a writer and never falls behind without bound.
type notices struct {
	mu        sync.Mutex
	listeners []*listener
	closed    bool
}

type listener struct {
	mu      sync.Mutex
	waiting *inbox.Notice
	wake    chan struct{}
	stop    chan struct{}
	once    sync.Once
}

// mostNamed is how many conversations a notice names; beyond, it says "any".
const mostNamed = 200

func newNotices() *notices { return &notices{} }

// Subscribe has f called after each change, outside any lock; notices that
// wait may be joined. cancel ends it, and may be called twice.
func (w *Workspace) Subscribe(f func(inbox.Notice)) (cancel func()) {
	return w.notices.subscribe(f)
}

func (n *notices) subscribe(f func(inbox.Notice)) (cancel func()) {
	l := &listener{wake: make(chan struct{}, 1), stop: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return func() {}
	}
	n.listeners = append(n.listeners, l)
	go l.run(f)
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.listeners = slices.DeleteFunc(n.listeners, func(x *listener) bool { return x == l })
		l.end()
	}
}

func (l *listener) end() { l.once.Do(func() { close(l.stop) }) }

func (l *listener) run(f func(inbox.Notice)) {
	for {
		select {
		case <-l.stop:
			return
		case <-l.wake:
		}
		l.mu.Lock()
		n := l.waiting
		l.waiting = nil
		l.mu.Unlock()
		if n != nil {
			f(*n)
		}
	}
}

func (n *notices) publish(news inbox.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, l := range n.listeners {
		l.post(news)
	}
}

func (l *listener) post(news inbox.Notice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = &news
	} else {
		joined := join(*l.waiting, news)
		l.waiting = &joined
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (n *notices) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	for _, l := range n.listeners {
		l.end()
	}
	n.listeners = nil
}

func join(a, b inbox.Notice) inbox.Notice {
	out := inbox.Notice{
		Conversations: union(a.Conversations, b.Conversations),
		Accounts:      union(a.Accounts, b.Accounts),
		Outbox:        a.Outbox || b.Outbox,
		Team:          a.Team || b.Team,
		All:           a.All || b.All,
		Arrived:       a.Arrived + b.Arrived,
		Tell:          append(slices.Clone(a.Tell), b.Tell...),
	}
	if out.All || len(out.Conversations) > mostNamed {
		out.All, out.Conversations = true, nil
	}
	return out
}

func union[T comparable](a, b []T) []T {
	seen := make(map[T]bool, len(a)+len(b))
	var out []T
	for _, v := range slices.Concat(a, b) {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
