package inbox

import "time"

// Kind is what a message is to the person who wrote it.
type Kind string

// The kinds of message.
const (
	Mention Kind = "mention"
	Comment Kind = "comment"
	Direct  Kind = "direct"
	Email   Kind = "email"
	Review  Kind = "review"
	Clip    Kind = "clip" // recorded by hand: a call, a page, a screenshot
)

// Direction says who wrote.
type Direction string

// The directions.
const (
	Inbound  Direction = "in"
	Outbound Direction = "out"
)

// Class tells what people write from what programs write.
type Class string

// The classes. Only Person opens a case for somebody to work on.
const (
	Person     Class = ""
	Bounce     Class = "bounce"
	AutoReply  Class = "auto_reply"
	Newsletter Class = "newsletter"
)

// Visibility is who can read a message on its network.
type Visibility string

// The visibilities.
const (
	Public    Visibility = "public"
	Unlisted  Visibility = "unlisted"
	Followers Visibility = "followers"
	Private   Visibility = "private"
)

// Author is who wrote a message, as the network named them at that time.
type Author struct {
	Handle    string `json:"handle"` // mail address, @name@host …; the key of an identity
	Name      string `json:"name,omitempty"`
	Followers *int64 `json:"followers,omitempty"` // nil is unknown, never zero
	URL       string `json:"url,omitempty"`
}

// Attachment is a file that came with a message. Its bytes stay in the raw
// mail or the blob store until a person asks for them.
type Attachment struct {
	Index    int    `json:"index"` // how the connector finds it again in the raw message
	Name     string `json:"name"`  // safe for a file system
	Type     string `json:"type"`  // media type as declared
	Size     int64  `json:"size"`  // bytes after decoding
	Inline   bool   `json:"inline,omitempty"`
	Blob     string `json:"blob,omitempty"` // sha-256 in hex when its bytes are stored on their own
	URL      string `json:"url,omitempty"`  // where the network keeps it; fetched only on purpose
	MediaAlt string `json:"alt,omitempty"`
}

// Link is a link in a message's text with where it truly leads.
type Link struct {
	Text       string `json:"text"`
	Target     string `json:"target"`
	Suspicious bool   `json:"suspicious,omitempty"` // the text names another place than the target
	Start      int    `json:"start"`                // byte offsets in Text
	End        int    `json:"end"`
}

// Message is one mail, post, comment, review or recorded call.
type Message struct {
	ID           MessageID        `json:"id"`
	Conversation ConversationID   `json:"conversation"`
	Origin       ConversationID   `json:"origin"` // where it first lived; merge and split move it, undo brings it back
	Account      AccountID        `json:"account"`
	Native       string           `json:"native"` // the network's own id; unique within the account
	Kind         Kind             `json:"kind"`
	Direction    Direction        `json:"direction"`
	Class        Class            `json:"class,omitempty"`
	Author       Author           `json:"author"`
	Contact      ContactID        `json:"contact,omitempty"`
	Recipients   []string         `json:"recipients,omitempty"` // To and Cc
	Subject      string           `json:"subject,omitempty"`
	Text         string           `json:"text"`             // what is new in it, readable
	Quoted       string           `json:"quoted,omitempty"` // what it repeats of others; folded
	Signature    string           `json:"signature,omitempty"`
	Links        []Link           `json:"links,omitempty"`
	Language     string           `json:"language,omitempty"`
	Visibility   Visibility       `json:"visibility,omitempty"`
	Permalink    string           `json:"permalink,omitempty"`
	Rating       *int             `json:"rating,omitempty"`  // stars of a review, 1 to 5
	Metrics      map[string]int64 `json:"metrics,omitempty"` // likes, shares … as counted by the network
	Attachments  []Attachment     `json:"attachments,omitempty"`
	SentAt       time.Time        `json:"sent_at"`            // by the author's clock, clamped to the arrival
	ReceivedAt   time.Time        `json:"received_at"`        // by ours
	Pending      bool             `json:"pending,omitempty"`  // only the header is here; the body is on its way
	Revision     int              `json:"revision,omitempty"` // grows when the author edits; the old text is kept
	Removed      bool             `json:"removed,omitempty"`  // gone on the network; kept here

	// Root is the network's own id of the conversation; mail has none.
	Root string `json:"root,omitempty"`
	// Parent is the Native of what it answers, where the network says so.
	Parent string `json:"parent,omitempty"`
	// MailID and the references place a mail in its conversation.
	MailID     string   `json:"mail_id,omitempty"`
	InReplyTo  string   `json:"in_reply_to,omitempty"`
	References []string `json:"references,omitempty"`
	// BaseSubject is the subject without "Re:" and the like; Answers is set
	// when it had such a mark.
	BaseSubject string `json:"base_subject,omitempty"`
	Answers     bool   `json:"answers,omitempty"`
	ReplyTo     string `json:"reply_to,omitempty"` // where an answer should go when it is not the author
	// SentBy is the member who wrote an outbound message here; empty when it
	// was written in the network's own app.
	SentBy string `json:"sent_by,omitempty"`
	// Echo is a print of how the network shows a message that was written here,
	// which need not be as it was written: only another print is an edit.
	Echo string `json:"echo,omitempty"`
	// Recorded says of a Clip who wrote it down, and where it was said.
	Recorded *Recorded `json:"recorded,omitempty"`
	// Failure is what a bounce says.
	Failure *Failure `json:"failure,omitempty"`
}

// Failure is the report of a mail that did not arrive.
type Failure struct {
	Recipient  string `json:"recipient"`
	Code       string `json:"code,omitempty"` // enhanced status code, RFC 3463
	Reason     string `json:"reason,omitempty"`
	Permanent  bool   `json:"permanent"`
	OriginalID string `json:"original_id,omitempty"` // Message-ID of what came back
}
