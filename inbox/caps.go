package inbox

import "time"

// Support says whether a network lets us do a thing.
type Support string

// The grades of support. The zero value is "no": what is not known to work is
// not offered.
const (
	No          Support = ""
	Yes         Support = "yes"
	Once        Support = "once"        // one answer, ever
	Upsert      Support = "upsert"      // one answer, which can be replaced
	OwnOnly     Support = "own_only"    // only on what we wrote ourselves
	Conditional Support = "conditional" // the network decides case by case
)

// Action is a thing that can be done to a message on its network.
type Action string

// The actions of the moderation vocabulary.
const (
	Like    Action = "like"
	Hide    Action = "hide"
	Delete  Action = "delete"
	Mute    Action = "mute"
	Block   Action = "block"
	Report  Action = "report"
	Unlike  Action = "unlike"
	Unmute  Action = "unmute"
	Unblock Action = "unblock"
	Junk    Action = "junk"    // mail: move to the junk mailbox
	Archive Action = "archive" // mail: move to the archive mailbox
)

// Unit is how a network counts the length of a text.
type Unit string

// The units.
const (
	Bytes     Unit = "bytes"
	Runes     Unit = "runes"
	UTF16     Unit = "utf16"
	Graphemes Unit = "graphemes"
)

// Caps is the capability sheet of an account: what its network, its granted
// rights and its type allow. The window greys out what is not in it and says
// why.
type Caps struct {
	Poll    bool              `json:"poll,omitempty"`
	Stream  bool              `json:"stream,omitempty"`
	History bool              `json:"history,omitempty"`
	Kinds   map[Kind]KindCaps `json:"kinds,omitempty"`

	// Post says whether a post of the house's own can be published, one that
	// answers nobody. It has the length of a reply, without a salutation.
	Post Support `json:"post,omitempty"`

	MaxLength int  `json:"max_length,omitempty"` // of a reply in Unit; 0 is no limit
	Unit      Unit `json:"unit,omitempty"`
	// PerURL is what each web address counts, however long; 0 is as written.
	PerURL int `json:"per_url,omitempty"`
	// ShortHandles counts a mention of somebody elsewhere without their domain.
	ShortHandles bool `json:"short_handles,omitempty"`
	// Salutes says that a reply begins with the handles of whom it answers and
	// carries the warning of what it answers, and that both count.
	Salutes bool `json:"salutes,omitempty"`

	// Window is how long after the author's last message a reply is allowed;
	// 0 is for ever.
	Window      time.Duration `json:"window,omitempty"`
	Attachments bool          `json:"attachments,omitempty"`
	MaxAttached int64         `json:"max_attached,omitempty"` // bytes of one reply's attachments; 0 is no limit known
	Subject     bool          `json:"subject,omitempty"`      // replies carry a subject
	FindSent    bool          `json:"find_sent,omitempty"`    // an unknown sending can be looked up
}

// KindCaps is what can be done with one kind of message.
type KindCaps struct {
	Reply   Support            `json:"reply,omitempty"`
	Private Support            `json:"private,omitempty"` // answer in private
	Actions map[Action]Support `json:"actions,omitempty"`
}

// Verdict is whether a reply may be written, and the translation key of the
// reason when not.
type Verdict struct {
	Allowed bool
	Key     string
	Until   time.Time // when the reply window closes; zero is never
}

// ReplyVerdict decides whether a conversation's last message can be answered
// on its network at the time now.
func (c Caps) ReplyVerdict(k Kind, lastInbound, now time.Time) Verdict {
	if s := c.Kinds[k].Reply; s == No {
		return Verdict{Key: "caps.reply-not-possible"}
	}
	if c.Window == 0 {
		return Verdict{Allowed: true}
	}
	until := lastInbound.Add(c.Window)
	if now.After(until) {
		return Verdict{Key: "caps.reply-window-closed", Until: until}
	}
	return Verdict{Allowed: true, Until: until}
}

// ActionVerdict decides whether an action is possible on a kind of message.
func (c Caps) ActionVerdict(k Kind, a Action) Verdict {
	if c.Kinds[k].Actions[a] == No {
		return Verdict{Key: "caps.action-not-possible"}
	}
	return Verdict{Allowed: true}
}
