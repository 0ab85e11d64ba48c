// Package letter turns the raw bytes of one mail into what Vigie shows and
// decides with, and writes the mails that Vigie sends.
//
// Reading is tolerant: whatever can be understood of a broken mail is given,
// and what was wrong is named in Problems. It is bounded in depth, parts and
// text, so that no mail can hold up the box it lies in, and it never panics.
// Nothing is fetched from anywhere. All functions may be used by several
// goroutines at once.
package letter

import (
	"fmt"
	"time"
)

// Class says what kind of sender wrote a letter, because only what a person
// wrote may open a conversation with a customer.
type Class uint8

const (
	// Person is everything that is not surely one of the others, mail from
	// discussion lists and shared addresses (Google Groups) included.
	Person Class = iota
	// Bounce is a report that a mail was not, not yet or partly delivered.
	Bounce
	// Complaint is a feedback report (ARF, RFC 5965): somebody called our mail spam.
	Complaint
	// AutoReply is an answer that a machine gave for somebody: absence notes,
	// read receipts, acknowledgements.
	AutoReply
	// Newsletter is mail sent to many, with no place for an answer.
	Newsletter
	// Automated is mail a machine wrote of itself (Auto-Submitted:
	// auto-generated). It may hold what a person typed into a web form, so it
	// is not an AutoReply; but nothing may ever answer it by itself.
	Automated
)

// String gives the class as a lower-case word for logs and exports.
func (c Class) String() string {
	names := [...]string{"person", "bounce", "complaint", "auto-reply", "newsletter", "automated"}
	if int(c) < len(names) {
		return names[c]
	}
	return "unknown"
}

// Header is what can be known of a mail before its body is fetched.
type Header struct {
	MessageID  string   // without angle brackets, empty if absent; senders do repeat them
	InReplyTo  string   // without angle brackets
	References []string // oldest first, at most 100, without brackets or repetitions

	Date    time.Time // zero if absent or unreadable
	From    Address   // the first author
	ReplyTo []Address
	To      []Address
	Cc      []Address
	Subject string // decoded, one line

	Class     Class // of the headers alone; Letter.Class may know better
	List      List
	Automatic Automatic

	fingerprint string
}

// Address is one mailbox. Name is decoded and may be empty. Addr has its domain
// in lower case and may be empty or odd where the mail is.
type Address struct{ Name, Addr string }

// List holds what a mailing list says of itself.
type List struct {
	ID          string // the identifier between the angle brackets
	Unsubscribe string // the first https or mailto target, for a person to open
	OneClick    bool   // RFC 8058: the target accepts a POST
	Post        bool   // answers to the list are welcome: a discussion list
}

// Automatic holds what a mail says about not being written by hand.
type Automatic struct {
	AutoSubmitted string // value of Auto-Submitted without parameters, lower case
	Precedence    string // lower case
	NullSender    bool   // Return-Path is <>: never to be answered by a machine
}

// Letter is one mail, read. Text, Quoted and Signature together hold all that
// the mail says; offsets in links are bytes.
type Letter struct {
	Header

	Text           string // what is new: shown open
	Links          []Link // in Text, by place
	Quoted         string // what was answered to: shown folded
	QuotedLinks    []Link
	Signature      string // signature, footer, legal notice: shown folded
	SignatureLinks []Link

	HTML           bool // the mail has an HTML part
	RemoteImages   int  // images that would be fetched from elsewhere, pixels not counted
	TrackingPixels int  // invisible remote images, dropped from the text
	Attachments    []Attachment
	Problems       []Problem // what was wrong or guessed, at most 50

	Class  Class
	Bounce *Failure  // set for Bounce
	Abuse  *Feedback // set for Complaint

	fingerprint string
}

// Link is a place that a passage points to. Start and End are the byte offsets
// of the words that are to be clickable. Target is where it truly leads, with
// its host in ASCII where it could be mistaken for another. A picture that is
// a link gives two of them on the same words.
type Link struct {
	Text, Target string
	Start, End   int
	Suspicious   bool // the words name another host, or the target hides its own
	Image        bool // the place of a picture: Target is cid:… or remote, and not fetched
}

// Attachment describes one part that is not shown as text. Its content is
// decoded only by ContentOf.
type Attachment struct {
	Index       int    // to be given to ContentOf
	Name        string // safe as a file name on every system, never empty
	ContentType string // lower case, without parameters
	ContentID   string // without angle brackets
	Size        int    // bytes once decoded; an estimate where the encoding is broken
	Inline      bool   // shown within the text by the sender
}

// Invitation tells whether the attachment is a calendar invitation or answer.
func (a Attachment) Invitation() bool {
	return a.ContentType == "text/calendar" || a.ContentType == "application/ics"
}

// Problem names something that was wrong with a mail and what was done.
type Problem struct {
	Kind   ProblemKind
	Detail string // a charset name, a boundary…; at most 100 bytes
}

// ProblemKind is one of the Problem… constants; they are stored, so they stay.
type ProblemKind string

// The kinds of problems.
const (
	ProblemCharset   ProblemKind = "charset"   // unknown or wrong: the bytes were guessed
	ProblemEncoding  ProblemKind = "encoding"  // broken base64, quoted-printable…
	ProblemStructure ProblemKind = "structure" // boundaries missing, headers malformed
	ProblemLimit     ProblemKind = "limit"     // too deep, too many, too long: the rest is kept raw
)

// PoisonError says that reading a mail hit a defect of Vigie itself. The mail
// belongs into quarantine; the letter that came with it holds what was read.
type PoisonError struct {
	Stage string // what was being read
	Cause string
}

// Error names the stage and the cause, never text of the mail.
func (e *PoisonError) Error() string { return fmt.Sprintf("read %s: %s", e.Stage, e.Cause) }

// EmptyError says that there was nothing to read.
type EmptyError struct{}

// Error says so.
func (EmptyError) Error() string { return "the mail is empty" }
