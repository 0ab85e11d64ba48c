// Package wire holds what a server and its desktops say to each other: JSON
// over HTTPS, compressed with zstd or gzip. docs/sync.md is the specification;
// its examples are decoded by a test. A reader ignores fields and kinds that it
// does not know, so that versions N and N-1 work together.
package wire

import "encoding/json"

// Proto is the version of the protocol that this program speaks.
const Proto = 1

// Limits that both sides keep.
const (
	MostOrders = 200     // orders in a push
	MostRows   = 2000    // rows in a page of a pull
	MostPush   = 1 << 20 // bytes of a push, decompressed
	MostChunk  = 4 << 20 // bytes of a chunk of a file
	// MostFetched is how many conversations can be asked for at once.
	MostFetched = 50
	// MostKept is of how many conversations a bootstrap can ask whether their
	// words were erased.
	MostKept = 2000
)

// Order is one act of a person on its way to the authority.
type Order struct {
	ID   string `json:"id"`  // ULID, made where the act happened; its event bears the same
	Seq  int64  `json:"seq"` // 1, 2, 3 … of the device, without gaps
	Name string `json:"name"`
	V    int    `json:"v"` // version of the arguments' form
	// Conversation is what a conversation's act is on; "" for the others.
	Conversation string          `json:"conversation,omitempty"`
	Args         json.RawMessage `json:"args"`
	At           int64           `json:"at"` // the desktop's clock, milliseconds UTC: shown, never decided by
	// Until is set on what goes out in public: after this time by the server's
	// clock it is refused with "fault.reply-late", and a person decides again.
	Until int64 `json:"until,omitempty"`
}

// Answer is what became of an order.
type Answer struct {
	ID    string `json:"id"`
	Seq   int64  `json:"seq"`
	State State  `json:"state"`
	Rev   int64  `json:"rev,omitempty"` // the revision after it
	// Fault says why it was refused, and Current what stands instead, by
	// placeholder: who has it, since when.
	Fault *Fault `json:"fault,omitempty"`
}

// State is the outcome of an order.
type State string

// The outcomes. Each of them is stored and is final. Already is given for an
// order whose stored answer was dropped with age.
const (
	Done    State = "done"
	Refused State = "refused"
	Already State = "already"
)

// Fault is the error that a person will see, as fault.Error carries it.
type Fault struct {
	Kind string         `json:"kind"`
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// Hello is what a server says of itself to anybody.
type Hello struct {
	Server    string   `json:"server"` // version of the program
	ProtoMin  int      `json:"proto_min"`
	ProtoMax  int      `json:"proto_max"`
	Workspace string   `json:"workspace"`
	Brand     string   `json:"brand"`
	Epoch     string   `json:"epoch"` // changes when a backup was restored
	Now       int64    `json:"now"`   // the server's clock, milliseconds UTC
	Features  []string `json:"features,omitempty"`
}

// Push carries orders, in their order. The device is the one of the token.
type Push struct {
	Epoch  string  `json:"epoch"`
	Orders []Order `json:"orders"`
}

// Pushed answers a push. Next is the number that the server wants next; it is
// more than the last answered one when an order was not stored (a transient
// fault) and must be sent again.
type Pushed struct {
	Answers []Answer `json:"answers"`
	LastSeq int64    `json:"last_seq"`
	Rev     int64    `json:"rev"`
}

// Pull asks for what changed since a cursor.
type Pull struct {
	Cursor     int64  `json:"cursor"`
	Epoch      string `json:"epoch"`
	ScopeEpoch int64  `json:"scope_epoch"`
	Limit      int    `json:"limit,omitempty"`
	Schema     int    `json:"schema"`         // the version of the rows that the desktop can store
	Sums       bool   `json:"sums,omitempty"` // ask for checksums on the last page
	// Horizon is that of the bootstrap, for the checksums: what was left out
	// then is left out of them.
	Horizon int64 `json:"horizon,omitempty"`
	// Mid is that the cursor is in the middle of a chain of pages: what is shown
	// of a person's own orders may still be upon rows as they were before, so
	// that nothing is proved of an erasure yet.
	Mid bool `json:"mid,omitempty"`
}

// Page is a part of what changed, as of one moment. The cursor, the
// acknowledgements and the rebase happen only with the last one (More false).
type Page struct {
	To         int64 `json:"to"`
	More       bool  `json:"more,omitempty"`
	Puts       []Row `json:"puts,omitempty"`
	Gone       []Key `json:"gone,omitempty"`
	LastSeq    int64 `json:"last_seq"` // of the device, from the same moment
	Floor      int64 `json:"floor"`
	ScopeEpoch int64 `json:"scope_epoch"`
	// Sums are checksums of the rows that the member sees, by kind: the xor of
	// the first eight bytes of SHA-256 over "kind/id/rev", in hexadecimal.
	Sums map[string]string `json:"sums,omitempty"`
}

// Row is the current state of one thing.
type Row struct {
	Kind string          `json:"kind"`
	ID   string          `json:"id"`
	Rev  int64           `json:"rev"`
	Row  json.RawMessage `json:"row"` // the columns, named as in the schema
}

// Key names a thing that is not there any more, for the one who asks.
type Key struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Rev  int64  `json:"rev"`
	Op   Op     `json:"op"`
}

// Op says why a thing is gone.
type Op string

// Put is in the change log only. Leave: it is there, and this member does not
// see it any more. Erase: its bytes must be gone from the disk before the
// cursor passes.
const (
	OpPut   Op = "put"
	OpDel   Op = "del"
	OpLeave Op = "leave"
	OpErase Op = "erase"
)

// Words is the kind of a key that has no row: the words of the conversation of
// its id were erased. It is told to everybody, because orders on a conversation
// may be kept where it is out of sight.
const Words = "words"

// Bootstrap asks for everything that the member sees, newest first.
type Bootstrap struct {
	Horizon int64  `json:"horizon"` // closed conversations last heard of before it are left out, milliseconds UTC
	Token   string `json:"token,omitempty"`
	// Packed asks for packs instead of puts.
	Packed bool `json:"packed,omitempty"`
	// Kept are conversations of which its outbox keeps words, at most MostKept:
	// it cannot know which of them were erased while it was away.
	Kept []string `json:"kept,omitempty"`
}

// Chunk is one line of the answer to Bootstrap (NDJSON inside zstd). The first
// holds the house and the newest conversations: the inbox is usable with it.
// Token continues after it. The last one has Done and the revision to pull from.
type Chunk struct {
	Puts  []Row  `json:"puts,omitempty"`
	Packs []Pack `json:"packs,omitempty"` // in place of Puts, for who asked so
	Token string `json:"token,omitempty"`
	Done  bool   `json:"done,omitempty"`
	From  int64  `json:"from,omitempty"`
	Total int64  `json:"total,omitempty"` // messages that will come, for the progress bar
	// Epoch and ScopeEpoch come with From: what the pulls begin with.
	Epoch      string `json:"epoch,omitempty"`
	ScopeEpoch int64  `json:"scope_epoch,omitempty"`
	// Words come with From too: those of the kept conversations that were erased.
	Words []string `json:"words,omitempty"`
}

// Pack is rows of one kind with the names of their columns said once: half of
// what travels would be names. A row is its revision and then the values; its id
// is in the columns of its key. What is not there is null.
type Pack struct {
	Kind    string   `json:"kind"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

// Fetch asks for conversations with all that hangs on them: older ones that a
// bootstrap left out.
type Fetch struct {
	Conversations []string `json:"conversations"` // at most MostFetched
}

// Fetched answers it. What is not there, or not for the member, is missing.
type Fetched struct {
	Puts []Row `json:"puts"`
}

// Poke is the one thing that the stream says: the revision. It carries nothing
// else, so that a lost one costs only time.
type Poke struct {
	Rev int64 `json:"rev"`
	// Present lists who looks at and who writes in which conversation; it is
	// sent when it changes, and not stored anywhere; an empty list is nobody.
	Present []Presence `json:"present,omitzero"`
}

// Presence is one member in one conversation.
type Presence struct {
	Member       string `json:"member"`
	Conversation string `json:"conversation"`
	Writing      bool   `json:"writing,omitempty"`
}

// Problem is the body of every refusal: what a person will read, and a code for
// the program.
type Problem struct {
	Code  string `json:"code"`           // gap, forked, resync, upgrade, revoked, …
	Want  int64  `json:"want,omitempty"` // of gap: the next number; of forked: the one that was used
	Fault *Fault `json:"fault,omitempty"`
}

// Error makes a problem an error, for both sides.
func (p *Problem) Error() string {
	if p.Fault != nil {
		return "wire: " + p.Code + " (" + p.Fault.Key + ")"
	}
	return "wire: " + p.Code
}

// The codes of problems, with the status that HTTP gives them.
const (
	CodeGap     = "gap"     // 409: orders are missing before this one; Want is the next
	CodeForked  = "forked"  // 422: this number was used for another order: a copied device
	CodeResync  = "resync"  // 410: the cursor is too old or of another epoch
	CodeUpgrade = "upgrade" // 426: pull needs a newer program; push is still accepted
	CodeRevoked = "revoked" // 401: wipe the cache; the outbox stays for a person to look at
	CodeSignIn  = "sign-in" // 401: a new token is needed
	CodeSlow    = "slow"    // 429 or 503, with Retry-After
	CodeInvalid = "invalid" // 400
	CodeNotSeen = "hidden"  // 404: not there, or not for this member
)
