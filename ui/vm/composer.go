package vm

import (
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Composer is where a person writes: a public reply, a private one, or an
// internal note, to the open conversation.
type Composer struct {
	drafts  *Drafts
	formats Formats
	me      team.Member
	detail  inbox.Detail
	kind    inbox.DraftKind
	verdict inbox.Verdict
	sending bool
	err     error // why the last sending was refused
	// OnChanged hears that something other than the typed text changed.
	OnChanged func()
	onTyped   func() // hears each change that a person makes
	// named gives a colleague's name; nil gives none.
	named func(team.MemberID) string
}

// NewComposer makes a composer of replies that is open on nothing.
func NewComposer(d *Drafts, f Formats) *Composer {
	c := &Composer{drafts: d, formats: f, kind: inbox.PublicReply}
	d.OnState = c.changed
	return c
}

func (c *Composer) changed() {
	if c.OnChanged != nil {
		c.OnChanged()
	}
}

// Open turns to a conversation, or to a newer value of the same. v is whether it
// can be answered. What was typed stays with the conversation that it was typed
// for.
func (c *Composer) Open(d inbox.Detail, me team.Member, v inbox.Verdict) {
	if c.detail.Conversation.ID != d.Conversation.ID {
		c.drafts.Flush()
		c.err = nil
	}
	c.detail, c.me, c.verdict = d, me, v
	for _, kind := range []inbox.DraftKind{inbox.PublicReply, inbox.PrivateReply, inbox.NoteDraft} {
		c.adopt(kind)
	}
	c.changed()
}

// Await turns to a conversation that is still being read. What is typed from now
// on is for it, never for the one before.
func (c *Composer) Await(id inbox.ConversationID, me team.Member) {
	if c.detail.Conversation.ID == id {
		return
	}
	c.drafts.Flush()
	c.detail, c.me, c.verdict, c.err = inbox.Detail{Conversation: inbox.Conversation{ID: id}}, me, inbox.Verdict{Allowed: true}, nil
	c.changed()
}

func (c *Composer) adopt(kind inbox.DraftKind) {
	k := c.key(kind)
	own := slices.DeleteFunc(slices.Clone(c.detail.Drafts), func(d inbox.Draft) bool { return d.Author != c.me.ID || d.Kind != kind || d.Gone })
	slices.SortFunc(own, func(a, b inbox.Draft) int { return a.SavedAt.Compare(b.SavedAt) })
	if len(own) == 0 {
		c.drafts.gone(k)
	}
	for _, d := range own {
		c.drafts.adopt(k, d)
	}
	if b := c.drafts.at(k); b.empty() || b.draft.Seen == 0 {
		c.see(b) // written before it was there, or not at all: all that is shown is seen
	}
}

func (c *Composer) key(kind inbox.DraftKind) bufferKey {
	return bufferKey{c.detail.Conversation.ID, c.me.ID, kind}
}

// On is the conversation that is written to; "" is none.
func (c *Composer) On() inbox.ConversationID { return c.detail.Conversation.ID }

func (c *Composer) buffer() *buffer { return c.drafts.at(c.key(c.kind)) }

// Draft is what is written now.
func (c *Composer) Draft() inbox.Draft { return c.buffer().draft }

// Kind is what is being written.
func (c *Composer) Kind() inbox.DraftKind { return c.kind }

// Turn changes to another kind of text; what was typed stays with its kind.
func (c *Composer) Turn(k inbox.DraftKind) {
	if k != c.kind {
		c.kind, c.err = k, nil
		c.drafts.Flush()
		c.changed()
	}
}

// Tab says whether a kind of text can be written here, and if not why.
func (c *Composer) Tab(k inbox.DraftKind) Verdict {
	caps := c.detail.Account.Caps.Kinds[c.detail.Conversation.Kind]
	switch {
	case k == inbox.NoteDraft:
		return c.may(team.Note)
	case k == inbox.PrivateReply && caps.Private == inbox.No:
		return Cannot("triage.no-direct-message")
	case !c.verdict.Allowed:
		return Cannot(c.verdict.Key)
	default:
		return c.may(team.Draft)
	}
}

func (c *Composer) may(r team.Right) Verdict {
	if c.me.Profile.May(r) {
		return Can()
	}
	return Verdict{Key: "fault.profile-may-not", Args: map[string]any{"Profile": c.formats.ProfileText(c.me.Profile)}}
}

// SetText notes what stands in the entry.
func (c *Composer) SetText(s string) {
	if c.detail.Conversation.ID == "" {
		return
	}
	if b := c.buffer(); b.draft.Text != s {
		b.draft.Text = s
		c.edited(b)
	}
}

// SetSubject notes another subject; what it would be anyway is not kept.
func (c *Composer) SetSubject(s string) {
	if s == c.Subject() {
		return
	}
	b := c.buffer()
	b.draft.Subject = s
	c.edited(b)
}

// SetTo and SetCc note the recipients as they were typed.
func (c *Composer) SetTo(typed string) { c.setPeople(&c.buffer().draft.To, typed, c.To()) }

// SetCc notes who gets a copy.
func (c *Composer) SetCc(typed string) { c.setPeople(&c.buffer().draft.Cc, typed, c.Cc()) }

func (c *Composer) setPeople(list *[]string, typed, now string) {
	if typed == now {
		return
	}
	*list = Addresses(typed)
	c.edited(c.buffer())
}

func (c *Composer) edited(b *buffer) {
	c.drafts.edited(c.key(c.kind), b)
	if c.onTyped != nil {
		c.onTyped()
	}
}

// Addresses splits what was typed into recipients.
func Addresses(typed string) []string {
	var out []string
	for _, a := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if a = strings.TrimSpace(a); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// To is who the reply goes to: who was typed, or else who asked.
func (c *Composer) To() string {
	if to := c.Draft().To; len(to) > 0 {
		return strings.Join(to, ", ")
	}
	m, ok := c.answered()
	if !ok {
		return ""
	}
	return inbox.AnswerTo(m)
}

// Cc is who gets a copy.
func (c *Composer) Cc() string { return strings.Join(c.Draft().Cc, ", ") }

// Subject is the subject of the reply.
func (c *Composer) Subject() string {
	if s := c.Draft().Subject; s != "" {
		return s
	}
	m, _ := c.answered()
	for _, s := range []string{m.BaseSubject, m.Subject, c.detail.Conversation.Subject} {
		if s != "" {
			return "Re: " + s
		}
	}
	return ""
}

// answered is the message that a reply answers.
func (c *Composer) answered() (inbox.Message, bool) {
	ms := c.detail.Messages
	for _, m := range slices.Backward(ms) {
		if m.Direction == inbox.Inbound && m.Class == inbox.Person {
			return m, true
		}
	}
	if len(ms) == 0 {
		return inbox.Message{}, false
	}
	return ms[len(ms)-1], true
}

// HasAddresses reports whether recipients and subject are the writer's to
// choose.
func (c *Composer) HasAddresses() bool {
	return c.kind == inbox.PublicReply && c.detail.Account.Caps.Subject
}

// Attach adds a file that the desk keeps.
func (c *Composer) Attach(a inbox.Attachment) {
	b := c.buffer()
	a.Index = len(b.draft.Attachments)
	b.draft.Attachments = append(slices.Clone(b.draft.Attachments), a)
	c.edited(b)
	c.changed()
}

// Detach takes a file off the reply.
func (c *Composer) Detach(i int) {
	b := c.buffer()
	if i < 0 || i >= len(b.draft.Attachments) {
		return
	}
	b.draft.Attachments = slices.Delete(slices.Clone(b.draft.Attachments), i, i+1)
	c.edited(b)
	c.changed()
}

// Left is how much of the network's length is left, as the network counts what
// would be published; limited is false where there is no limit.
func (c *Composer) Left() (n int, limited bool) {
	caps := c.detail.Account.Caps
	if c.kind == inbox.NoteDraft || caps.MaxLength == 0 {
		return 0, false
	}
	target, _ := c.answered()
	return caps.MaxLength - caps.ReplyLength(c.detail.Account.Address, c.Draft(), target), true
}

// NoContact reports whether what is written would go to somebody who asked not
// to be written to.
func (c *Composer) NoContact() bool { return c.kind != inbox.NoteDraft && c.detail.Contact.NoContact }

// Unsaved is why what was typed could not be saved; nil when it was, or will be
// in a moment.
func (c *Composer) Unsaved() error { return c.buffer().err }

// Saved reports whether all that is written is kept.
func (c *Composer) Saved() bool {
	b := c.buffer()
	return b.stored && !b.dirty && !b.saving && !b.empty()
}
