// Package gate is the server's door: HTTPS, sign-in, tokens, limits, and the
// stream that says that something changed. It decides nothing about the work;
// the store does. docs/sync.md describes what is said.
package gate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// House is the workspace as the desktops see it. *store.Workspace is one.
type House interface {
	Push(context.Context, store.Caller, wire.Push) (wire.Pushed, error)
	Pull(context.Context, store.Caller, wire.Pull) (wire.Page, error)
	Bootstrap(ctx context.Context, c store.Caller, b wire.Bootstrap, emit func(wire.Chunk) error) error
	Fetch(context.Context, store.Caller, wire.Fetch) (wire.Fetched, error)
	Revision(context.Context) (int64, error)
	// Audience tells whom the changes after a revision, up to another, concern.
	Audience(ctx context.Context, after, to int64) (store.Audience, error)
	Hello(context.Context) (wire.Hello, error)
	// Sees reports whether the caller sees a thing: "conversation", "message"
	// or "blob" by its id. What is not there is not seen.
	Sees(ctx context.Context, c store.Caller, kind, id string) (bool, error)
	// SeenConversations is Sees of many conversations at once.
	SeenConversations(ctx context.Context, c store.Caller, ids []string) (map[string]bool, error)
	Rows(ctx context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error)
	Raw(context.Context, inbox.MessageID) ([]byte, error)
	Blob(ctx context.Context, sha256hex string) (io.ReadCloser, error)
	PutBlob(ctx context.Context, r io.Reader) (sha256hex string, size int64, err error)
}

// Register knows who may come in. *store.Workspace is one.
type Register interface {
	Roster(context.Context) (team.Roster, error)
	Seat(ctx context.Context, device string) (store.Seat, error)
	SeenDevice(ctx context.Context, device string) error
	Devices(context.Context, team.MemberID) ([]store.Device, error)
	RevokeDevice(ctx context.Context, device string, by team.MemberID) error
	PutEnrolment(context.Context, store.Enrolment, team.MemberID) error
	Enrol(ctx context.Context, id, secret string, a store.Admission) (store.Seat, error)
	Admit(context.Context, store.Admission) (store.Seat, error)
	Renew(context.Context, store.Renewal) (salt string, err error)
	PasswordOf(ctx context.Context, handle string) (team.Member, string, error)
	PutPassword(ctx context.Context, m team.MemberID, hashed string, by team.MemberID) error
	MemberOf(context.Context, store.Outsider) (team.Member, error)
	SigningKeys(context.Context) ([]store.SigningKey, error)
	FirstSigningKey(context.Context, store.SigningKey) error
	Uploaded(ctx context.Context, device, sha256 string) (int64, bool, error)
	PutUpload(ctx context.Context, device, sha256 string, size int64) error
	Hangs(ctx context.Context, sha256, on, id string) (bool, error)
	UploadedSince(ctx context.Context, device string, since time.Time) (int64, error)
}

// Options are what a gate works with. House, Register and Spool must be set.
type Options struct {
	House    House
	Register Register
	Spool    string // directory for files that are being uploaded
	Version  string // of the program, for hello
	Server   string // host:port that invitations name
	Pin      string // SHA-256 of our public key, hexadecimal; "" is a certificate that systems trust
	OIDC     *OIDC  // nil: no outside provider
	Limits   Limits // zero fields are the defaults
	// Neighbours are the other servers; nil is that this one is alone.
	Neighbours Neighbours
	// Exercises are those of the team; nil is that this server keeps none.
	Exercises Exercises
	// Proxies are trusted to say whose request they pass on.
	Proxies []netip.Prefix
	Now     func() time.Time // nil is the computer's clock
	Random  io.Reader        // nil is the system's
	Log     *slog.Logger     // nil discards
}

// seenEvery is how often it is noted that a device is at work.
const seenEvery = time.Minute

// Gate serves the desktops of one workspace. Its methods are safe for
// concurrent use.
type Gate struct {
	o         Options
	exercise  Exercise // whose workspace is served; nil is the house
	keys      *keyring
	passwords *passwords
	limits    *limiter
	hub       *hub
	board     *board
	meter     *meter
	spool     *spool
	squeezer  *zstd.Encoder
	provider  *provider
	seen      *lately
	patterns  []string
	closing   chan struct{}
	once      sync.Once
	idle      sync.WaitGroup // streams and long polls
}

// New makes a gate. Run must run for its streams to tell of changes.
func New(ctx context.Context, o Options) (*Gate, error) {
	if o.House == nil || o.Register == nil || o.Spool == "" {
		return nil, errors.New("gate: house, register and spool must be given")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.orDefault()
	hello, err := o.House.Hello(ctx)
	if err != nil {
		return nil, err
	}
	g := &Gate{o: o, closing: make(chan struct{}), meter: newMeter(), seen: newLately(seenEvery, o.Now)}
	g.keys = newKeyring(o.Register, hello.Workspace, o.Now, o.Random)
	if err := g.keys.load(ctx); err != nil {
		return nil, err
	}
	if g.passwords, err = newPasswords(o.Limits.Hashes, o.Random); err != nil {
		return nil, err
	}
	if g.spool, err = openSpool(o.Spool, o.Now); err != nil {
		return nil, err
	}
	if g.squeezer, err = zstd.NewWriter(nil, squeezed(runtime.GOMAXPROCS(0))...); err != nil {
		return nil, fmt.Errorf("make a compressor: %w", err)
	}
	g.limits = newLimiter(o.Limits, o.Now)
	g.hub, g.board = newHub(o), newBoard(o.Log)
	if o.OIDC != nil {
		g.provider = &provider{o: *o.OIDC}
	}
	return g, nil
}

// Run tells the streams of changes until ctx ends.
func (g *Gate) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { g.hub.run(ctx) })
	all.Go(func() { g.spool.sweep(ctx) })
	all.Wait()
}

// Changed has the streams look at once, instead of at their next look.
func (g *Gate) Changed() { g.hub.hurry() }

// Close ends the streams and long polls and waits for them: http.Server's
// Shutdown would wait for them for ever. What comes later is refused.
func (g *Gate) Close() {
	g.once.Do(func() { close(g.closing) })
	g.hub.ringAll()
	g.idle.Wait()
}

// Patterns lists the endpoints, as method and path.
func (g *Gate) Patterns() []string { return g.patterns }

// Handler gives the endpoints. It is called once.
func (g *Gate) Handler() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f answering) {
		g.patterns = append(g.patterns, pattern)
		mux.Handle(pattern, g.endpoint(pattern, f))
	}
	open := func(pattern string, f answering) { handle(pattern, g.anybody(f)) }
	signed := func(pattern string, c class, f calling) { handle(pattern, g.signed(c, f)) }
	open("GET /healthz", g.healthz)
	open("GET /v1/hello", g.hello)
	g.work(signed)
	if g.exercise != nil {
		signed("GET /v1/exercise", working, g.exerciseStatus)
		signed("POST /v1/exercise", working, g.exerciseAct)
	} else {
		g.people(open, signed)
		mux.HandleFunc(ExercisePath("{id}")+"/", g.aside)
	}
	mux.Handle("/", g.endpoint("other", g.anybody(func(http.ResponseWriter, *http.Request) error {
		return &wire.Problem{Code: wire.CodeNotSeen}
	})))
	return mux
}

// work is what the copy of a workspace lives by.
func (g *Gate) work(signed func(string, class, calling)) {
	signed("POST /v1/push", working, g.push)
	signed("POST /v1/pull", working, g.pull)
	signed("POST /v1/bootstrap", heavy, g.bootstrap)
	signed("GET /v1/stream", waiting, g.stream)
	signed("GET /v1/poll", waiting, g.poll)
	signed("POST /v1/presence", working, g.presence)
	signed("GET /v1/blobs/{sha256}", working, g.getBlob) // HEAD as well
	signed("PUT /v1/blobs/{sha256}", working, g.putBlob)
	signed("GET /v1/messages/{id}/raw", working, g.raw)
	signed("POST /v1/search", searching, g.search)
	signed("POST /v1/fetch", searching, g.fetch)
}

// people is what the house alone has: who comes in, and the exercises of its
// team.
func (g *Gate) people(open func(string, answering), signed func(string, class, calling)) {
	open("POST /v1/enroll", g.signIn)
	open("POST /v1/token", g.renew)
	open("POST /v1/oidc", g.oidcStart)
	signed("POST /v1/invitations", working, g.invite)
	signed("GET /v1/devices", working, g.devices)
	signed("DELETE /v1/devices/{id}", working, g.revoke)
	signed("POST /v1/password", working, g.password)
	signed("POST /v1/exercises", working, g.startExercise)
	signed("GET /v1/exercises", working, g.listExercises)
	signed("DELETE /v1/exercises/{id}", working, g.deleteExercise)
}
