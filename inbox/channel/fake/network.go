// Package fake is a network that lives in memory, with a connector for it that
// keeps the whole contract. Tests of what stands above the connectors use it
// to say what customers write and what goes wrong, without a server.
package fake

import (
	"strconv"
	"sync"
	"time"

	"vigie/inbox"
)

// Channel is the kind of the accounts that live on a fake network.
const Channel inbox.Channel = "fake"

// MaxLength is the longest reply that the network takes, in runes.
const MaxLength = 2000

// Options shape a network. The zero value is a network of direct messages.
type Options struct {
	// Kind of every message; the zero value is Direct.
	Kind inbox.Kind
	// HeadersFirst makes a first reading bring the headers before the bodies.
	HeadersFirst bool
	// Now is the network's clock; nil is the wall's.
	Now func() time.Time
}

// Network is where customers write to the house. It is safe for concurrent
// use.
type Network struct {
	options Options

	mu         sync.Mutex
	posts      map[string]*Post
	log        []change // what happened, in order; the cursor counts it
	delivered  []Delivery
	moderated  map[string][]inbox.Action
	faults     []Fault
	refused    bool
	generation int // grows when cursors are lost
	next       int
	watchers   map[chan struct{}]struct{}
	pause      chan struct{} // not nil: the next poll waits for it
}

// Post is a message as the network keeps it. Its JSON is the raw payload.
type Post struct {
	ID     string      `json:"id"`
	From   string      `json:"from"`
	Name   string      `json:"name,omitempty"`
	Text   string      `json:"text"`
	Parent string      `json:"parent,omitempty"`
	Root   string      `json:"root,omitempty"`
	Key    string      `json:"key,omitempty"` // the sender's own key, given back as it was
	At     time.Time   `json:"at"`
	Edits  int         `json:"edits,omitempty"`
	Files  []inboxFile `json:"files,omitempty"`
	// Broken makes the connector unable to read it.
	Broken bool `json:"broken,omitempty"`
}

type inboxFile struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"`
}

// Delivery is something the house sent, as its customer got it.
type Delivery struct {
	ID, Parent, Key, Text string
	Files                 int
}

type change struct {
	id   string
	gone bool
}

// House is the handle of the account on the network.
const House = "@house"

// New makes an empty network.
func New(o Options) *Network {
	if o.Kind == "" {
		o.Kind = inbox.Direct
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Network{
		options: o, posts: map[string]*Post{}, moderated: map[string][]inbox.Action{},
		watchers: map[chan struct{}]struct{}{}, generation: 1,
	}
}

// Account is the house's account on the network, ready to be opened.
func (n *Network) Account(id inbox.AccountID) inbox.Account {
	return inbox.Account{
		ID: id, Channel: Channel, Name: "Fake", Address: House,
		Settings: map[string]string{}, Caps: sheet(n.options.Kind), AddedAt: n.options.Now(),
	}
}

// Write makes a customer write p and gives its id. A parent that exists makes
// it part of the same conversation; From falls back to "@customer", At to now.
func (n *Network) Write(p Post) string {
	if p.From == "" {
		p.From, p.Name = "@customer", "Camille Client"
	}
	return n.put(p)
}

// WriteInApp makes the house itself write in the network's own app.
func (n *Network) WriteInApp(parent, text string) string {
	return n.put(Post{From: House, Text: text, Parent: parent})
}

// Attach is Write with one file.
func (n *Network) Attach(p Post, name, mediaType string, bytes []byte) string {
	p.Files = append(p.Files, inboxFile{Name: name, Type: mediaType, Data: bytes})
	return n.Write(p)
}

func (n *Network) put(p Post) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next++
	p.ID = strconv.Itoa(n.next)
	if p.At.IsZero() {
		p.At = n.options.Now()
	}
	p.Root = p.ID
	if parent := n.posts[p.Parent]; parent != nil {
		p.Root = parent.Root
	}
	n.posts[p.ID] = &p
	n.happened(change{id: p.ID})
	return p.ID
}

// Edit changes the text of a message; an unknown id changes nothing.
func (n *Network) Edit(id, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if p := n.posts[id]; p != nil {
		p.Text = text
		p.Edits++
		n.happened(change{id: id})
	}
}

// Delete takes a message away.
func (n *Network) Delete(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.posts[id] != nil {
		delete(n.posts, id)
		n.happened(change{id: id, gone: true})
	}
}

// Deliveries gives what the house sent that reached its customers, in order.
func (n *Network) Deliveries() []Delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]Delivery(nil), n.delivered...)
}

// Moderated gives what was done to a message.
func (n *Network) Moderated(id string) []inbox.Action {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]inbox.Action(nil), n.moderated[id]...)
}

// happened notes a change and wakes the streams. The lock is held.
func (n *Network) happened(c change) {
	n.log = append(n.log, c)
	for w := range n.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

func (n *Network) watch() (news chan struct{}, stop func()) {
	news = make(chan struct{}, 1)
	n.mu.Lock()
	n.watchers[news] = struct{}{}
	n.mu.Unlock()
	return news, func() {
		n.mu.Lock()
		delete(n.watchers, news)
		n.mu.Unlock()
	}
}
