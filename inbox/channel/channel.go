// Package channel is the contract between Vigie and the networks: what a
// connector must do, what it may do besides (found by type assertion), the
// errors it returns and the rules that it keeps. The suite in channeltest
// holds every connector to it.
//
// The rules:
//  1. A message is known by (account, Native). Reading the same place twice
//     yields the same Natives; delivery is at least once, storing makes it
//     visible exactly once.
//  2. The outbox entry with its Key exists before anything is sent. After an
//     Ambiguous error the sender calls FindSent, and never sends again by
//     itself.
//  3. A poll overlaps what was read before where the network's clocks or
//     orders are not to be trusted.
//  4. The raw payload is kept with the message.
//  5. A session respects the network's limits: it spaces its own calls and
//     returns RateLimited with the network's delay.
//  6. A push is a hint, a poll is the truth: after entering a stream the
//     session checks once more for what came in between.
//  7. Every address comes from the account's settings, so that tests need no
//     tricks with names.
//  8. What the house itself wrote comes back as an Outbound message and is
//     matched to the outbox by its Key or Native.
//  9. Ids of networks are strings, also when they look like numbers.
//  10. One poisonous message never stops an account: it is reported as Poison
//     with its bytes and the session goes on.
package channel

import (
	"context"
	"io"
	"log/slog"
	"time"

	"vigie/inbox"
)

// Connector opens sessions on one kind of network. It holds no state of its
// own and is safe for concurrent use.
type Connector interface {
	// Descriptor says what an account of this kind needs and can do at most.
	Descriptor() Descriptor
	// Open connects and signs in. The session belongs to one goroutine.
	Open(ctx context.Context, acc inbox.Account, env Env) (Session, error)
}

// Env is what a connector gets from outside.
type Env struct {
	Now     func() time.Time
	Random  io.Reader // cryptographic randomness
	Log     *slog.Logger
	Secrets Secrets
	Workers int // how many goroutines may parse at once; 0 is one for each core
}

// Secrets gives the secrets of accounts. They are read when a session opens
// and kept nowhere else.
type Secrets interface {
	// Secret gives the value of a secret field of an account; a missing one is
	// an AuthExpired fault.
	Secret(ctx context.Context, acc inbox.AccountID, field string) (string, error)
}

// Session is a signed-in connection of one account. Its other abilities are
// the optional interfaces below.
type Session interface {
	// Verify makes one cheap authenticated call and says who we are there.
	Verify(ctx context.Context) (Identity, error)
	// Caps is the connector's sheet cut down to what this account was granted.
	Caps() inbox.Caps
	Close() error
}

// Identity is who the account is on its network.
type Identity struct {
	Handle string
	Name   string
}

// Poller reads what is new. A batch with More set wants to be asked again at
// once with its Next.
type Poller interface {
	Poll(ctx context.Context, cur Cursor, limit int) (Batch, error)
}

// Streamer waits for news and emits batches until ctx ends or an error. emit
// returns when the batch and its cursor are stored; an error from it ends the
// stream.
type Streamer interface {
	Stream(ctx context.Context, cur Cursor, emit func(Batch) error) error
}

// Replier sends.
type Replier interface {
	// Reply sends once. An error other than Ambiguous promises that nothing
	// was sent.
	Reply(ctx context.Context, out Outgoing) (Receipt, error)
}

// Poster publishes a post of the house's own, which answers nobody. It keeps
// the rules of a Replier; the entry is of the kind OwnPost and has no Target. A
// Finder looks such posts up as well.
type Poster interface {
	Post(ctx context.Context, out Outgoing) (Receipt, error)
}

// Finder looks up whether an entry was sent. nil without an error means: it
// is certainly not there to be found; that does not prove that it was not
// sent, so a person decides.
type Finder interface {
	FindSent(ctx context.Context, out Outgoing) (*Receipt, error)
}

// Hurrier is a session that leaves its network alone for longer than the
// collector would. After Hurry the next Poll asks at once, because a person
// wants to know.
type Hurrier interface{ Hurry() }

// Metered is a session that knows how much of its network's allowance is
// spent. Nil is not known, or no allowance.
type Metered interface{ Quota() *inbox.Quota }

// Fetcher brings the raw payload of a message again, for an attachment whose
// bytes were not kept. It gets the message as it is kept, because some
// networks find one by more than its Native (mail by Message-ID and date).
type Fetcher interface {
	Fetch(ctx context.Context, m inbox.Message) ([]byte, error)
}

// Moderator acts on a message, or on its author, on the network.
type Moderator interface {
	// Moderate does it once. An action that is Repeatable may be done again
	// whatever came back; of any other an error that is not Ambiguous promises
	// that nothing was done.
	Moderate(ctx context.Context, m inbox.Message, act inbox.Action, why inbox.Why) error
}

// Opener brings the bytes of an attachment out of a kept raw payload. It is an
// ability of a Connector, not of a session: it works offline.
type Opener interface {
	Attachment(raw []byte, index int) ([]byte, error)
}

// Reader turns a kept raw payload into a message again, without a network:
// import and quarantine use it. It is an ability of a Connector.
type Reader interface {
	Read(acc inbox.Account, raw []byte, received time.Time) (Upsert, error)
}

// Prober tries an account step by step, for the form in which it is set up. It
// is an ability of a Connector.
type Prober interface {
	// Probe runs the stages in order and tells of each when it begins (Done
	// false) and when it has passed. The error is that of the first stage that
	// failed. Nothing is kept and nothing changes on the network.
	Probe(ctx context.Context, acc inbox.Account, env Env, tell func(Probed)) error
}

// Probed is news of one stage of a Probe.
type Probed struct {
	Stage Stage
	Done  bool
	Count int // of a passed StageMailbox: the messages in it
	// Found is what a passed stage learned of the account: its handle or the
	// address where it truly lies, and its name; empty where it learned nothing.
	Found Identity
	// Newest are the newest messages of a passed StageMailbox, newest first, for
	// a person to see whether it is the right place; nil where they would have
	// to be asked for.
	Newest []inbox.Message
}

// Permitter has a person sign in, in their own browser, for networks that give
// out a token and take no password. It is an ability of a Connector.
type Permitter interface {
	// Permit gives the address of the page that asks for permission to open
	// and waits until the person said yes or no there. An error of open ends
	// it. Nothing is kept: what was permitted is the caller's to store.
	Permit(ctx context.Context, acc inbox.Account, open func(address string) error) (Permission, error)
}

// Permission is what a Permit brought: who signed in, and what the account's
// form is to be filled with.
type Permission struct {
	Identity
	Settings map[string]string
	Secrets  map[string]string
}

// Stage is one step of trying an account.
type Stage string

// The stages.
const (
	StageReach   Stage = "reach"   // the incoming server answers
	StageSignIn  Stage = "sign-in" // it lets us in
	StageMailbox Stage = "mailbox" // the mailbox is there
	StageSend    Stage = "send"    // the outgoing server answers
	StageSendIn  Stage = "send-in" // it lets us in
)

// Cursor is where an account was read to: opaque, versioned JSON, stored in
// the same transaction as the batch that it follows. nil begins.
type Cursor []byte

// Batch is a piece of news with the cursor that follows it.
type Batch struct {
	Events []Event
	Next   Cursor
	More   bool
	// Done and Total count messages of a first reading, for progress; Total 0
	// is unknown.
	Done, Total int
}

// Event is one piece of news: Upsert, Removed or Poison.
type Event interface{ isEvent() }

// Upsert is a message that is new, complete at last, or edited.
type Upsert struct {
	// Message has no id, conversation or contact yet: the store gives them.
	Message inbox.Message
	// Raw is the network's own payload, kept as it came; nil while only the
	// header is here.
	Raw []byte
	// Replaces is the Native under which the header came before (Pending);
	// the row is completed in place, or dropped when Message.Native is known
	// already.
	Replaces string
	// Automatic junk marks and the like do not travel: what is Class is
	// decided by the connector.
}

// Removed says that a message is gone on its network. It stays in the store,
// marked. A Pending header that is removed is dropped.
type Removed struct{ Native string }

// Poison is a message that could not be read. It goes to the quarantine,
// where a person sees it and can try again.
type Poison struct {
	Native   string
	Replaces string // the Native under which the header came before
	Raw      []byte
	Cause    error
	At       time.Time
}

func (Upsert) isEvent()  {}
func (Removed) isEvent() {}
func (Poison) isEvent()  {}

// Outgoing is one entry of the outbox with what it answers and the bytes of
// its attachments.
type Outgoing struct {
	Entry inbox.OutboxEntry
	// From is the account's own name and address.
	From inbox.Author
	// Target is the message that is answered; nil when there is none.
	Target *inbox.Message
	Files  []File
	At     time.Time
}

// File is an attachment to send.
type File struct {
	Name string
	Type string
	Data []byte
}

// Receipt is the network's word that it was sent.
type Receipt struct {
	Native string
	MailID string
	At     time.Time
	Raw    []byte // what was sent, as it was sent
	Link   string // where people read it; empty where the network does not tell
	// Warning is a fault key when it was sent but something after it failed
	// (no copy in Sent, say).
	Warning string
}
