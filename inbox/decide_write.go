package inbox

import (
	"slices"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// addNote writes an internal note. Its mentions are those found in the text
// and those given, as far as the members exist.
func (d *decision) addNote(a AddNote) error {
	text := strings.TrimSpace(a.Text)
	if text == "" {
		return fault.New(fault.Invalid, "fault.text-empty")
	}
	if len(text) > d.Rules.MaxText {
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", d.Rules.MaxText)
	}
	mentions := a.Mentions
	for _, h := range Handles(text) {
		if m, ok := d.Roster.ByHandle(h); ok {
			mentions = appendNew(mentions, m.ID)
		}
	}
	d.out.Notes = []Note{{ID: string(d.cmd), Conversation: d.c.ID, Author: d.by.ID, Text: text, Mentions: mentions, At: d.at}}
	d.tell(mentions...)
	return nil
}

// Handles lists what follows an @ in a text, in lower case, each once: the
// candidates for mentions. An @ inside a word is a mail address, not a mention.
func Handles(text string) []string {
	var out []string
	for i, r := range text {
		if r != '@' || i > 0 && !strings.ContainsAny(text[i-1:i], " \t\n(,;:") {
			continue
		}
		rest := text[i+1:]
		end := strings.IndexFunc(rest, func(r rune) bool { return !isHandleRune(r) })
		if end < 0 {
			end = len(rest)
		}
		if h := strings.ToLower(strings.TrimRight(rest[:end], ".-_")); h != "" {
			out = appendNew(out, h)
		}
	}
	return out
}

func isHandleRune(r rune) bool {
	return r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'À' && r != '×' && r != '÷' && r <= 'ÿ'
}

// saveDraft keeps a draft. Only its author writes it.
func (d *decision) saveDraft(a SaveDraft) error {
	draft := a.Draft
	if draft.ID == "" {
		return fault.New(fault.Invalid, "fault.draft-gone")
	}
	if d.Draft.ID != "" && (d.Draft.Author != d.by.ID || d.Draft.Conversation != d.c.ID) {
		return fault.New(fault.Forbidden, "fault.draft-of-another", "Name", d.memberName(d.Draft.Author))
	}
	if a.Over == "" && d.Draft.Gone {
		return fault.New(fault.Conflict, "fault.draft-gone")
	}
	if a.Over != "" && d.Draft.ID != "" && (d.Draft.Gone || d.Draft.Print() != a.Over) {
		draft.ID = d.beside(draft, a.Over)
	}
	if len(draft.Text) > d.Rules.MaxText {
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", d.Rules.MaxText)
	}
	draft.Conversation, draft.Author, draft.SavedAt, draft.Gone = d.c.ID, d.by.ID, d.at, false
	d.out.Drafts = []Draft{draft}
	return nil
}

// beside is the draft in which a text is kept whose place another text has
// taken: the one that it was kept in before, or a new one.
func (d *decision) beside(draft Draft, over string) DraftID {
	for _, other := range d.Drafts {
		if other.Author == d.by.ID && other.Kind == draft.Kind && !other.Gone && other.Print() == over {
			return other.ID
		}
	}
	return DraftID(d.cmd)
}

func (d *decision) discardDraft() error {
	if d.Draft.ID == "" || d.Draft.Gone {
		return fault.New(fault.NotFound, "fault.draft-gone")
	}
	if d.Draft.Author != d.by.ID && !d.by.Profile.May(team.TakeOver) {
		return fault.New(fault.Forbidden, "fault.draft-of-another", "Name", d.memberName(d.Draft.Author))
	}
	gone := d.Draft
	gone.Gone = true
	d.out.Drafts = []Draft{gone}
	return nil
}

// reply releases a draft: the outbox entry exists before anything leaves, and
// waits out the undo delay.
func (d *decision) reply(a Reply) error {
	if err := d.replyable(a); err != nil {
		return err
	}
	entry := OutboxEntry{
		ID: OutboxID(d.cmd), Conversation: d.c.ID, Account: d.c.Account, Draft: d.Draft.ID, Author: d.by.ID, Kind: d.Draft.Kind,
		To: d.Draft.To, Cc: d.Draft.Cc, Subject: d.Draft.Subject, Text: d.Draft.Text, Attachments: d.Draft.Attachments,
		Key: string(d.cmd), State: Queued, QueuedAt: d.at, NotBefore: d.at.Add(d.Rules.UndoDelay),
	}
	d.address(&entry)
	if len(entry.To) == 0 {
		return fault.New(fault.Invalid, "fault.no-recipient")
	}
	gone := d.Draft
	gone.Gone = true
	d.out.Drafts, d.out.Outbox = []Draft{gone}, []OutboxEntry{entry}
	if d.Draft.Author != d.by.ID {
		d.fact("draft_by", d.memberName(d.Draft.Author))
		d.tell(d.Draft.Author)
	}
	return d.afterReply(a)
}

// replyable checks that the draft may leave now.
func (d *decision) replyable(a Reply) error {
	verdict := d.Account.Caps.ReplyVerdict(d.c.Kind, d.c.LastInboundAt, d.at)
	unread := Unread(d.Outbox, d.by.ID, a.Known)
	moved := d.c.Heard != a.Seen || len(unread) > 0
	switch {
	case d.c.MergedInto != "":
		return fault.New(fault.Conflict, "fault.conversation-merged")
	case d.Draft.ID == "" || d.Draft.Gone || d.Draft.Conversation != d.c.ID:
		return fault.New(fault.NotFound, "fault.draft-gone")
	case d.Draft.Kind == NoteDraft, d.Draft.Kind == OwnPost:
		return fault.New(fault.Invalid, "fault.note-cannot-be-sent")
	case strings.TrimSpace(d.Draft.Text) == "" && len(d.Draft.Attachments) == 0:
		return fault.New(fault.Invalid, "fault.text-empty")
	case d.Account.Paused || d.Account.Retired:
		return fault.New(fault.Unavailable, "fault.account-paused", "Account", d.Account.Name)
	case !verdict.Allowed:
		return fault.New(fault.Unsupported, verdict.Key, "Account", d.Account.Name)
	case d.tooLong():
		return fault.New(fault.Invalid, "fault.reply-too-long", "Max", d.Account.Caps.MaxLength)
	case d.tooHeavy():
		return fault.New(fault.Invalid, "fault.attachments-too-large", "Max", d.Account.Caps.MaxAttached>>20)
	case d.c.Heard != a.Seen && !a.Anyway:
		return fault.New(fault.Conflict, "fault.conversation-moved")
	case moved && !a.Anyway:
		return fault.New(fault.Conflict, "fault.reply-under-way", "Name", d.memberName(unread[0].Author))
	case moved && !d.by.Profile.May(team.TakeOver):
		return fault.New(fault.Forbidden, "fault.may-not-send-anyway")
	default:
		return nil
	}
}

func (d *decision) tooLong() bool {
	target, _ := d.target()
	caps := d.Account.Caps
	return caps.MaxLength > 0 && caps.ReplyLength(d.Account.Address, d.Draft, target) > caps.MaxLength
}

func (d *decision) tooHeavy() bool {
	var sum int64
	for _, f := range d.Draft.Attachments {
		sum += f.Size
	}
	return d.Account.Caps.MaxAttached > 0 && sum > d.Account.Caps.MaxAttached
}

// address fills in what the writer left to us: to whom, on which subject, in
// answer to what.
func (d *decision) address(e *OutboxEntry) {
	target, ok := d.target()
	if !ok {
		return
	}
	if len(e.To) == 0 {
		e.To = []string{answerTo(target)}
	}
	if e.Subject == "" && d.Account.Caps.Subject {
		e.Subject = "Re: " + firstOf(target.BaseSubject, target.Subject, d.c.Subject)
	}
	if target.MailID == "" {
		e.InReplyTo = target.Native
		return
	}
	e.InReplyTo = target.MailID
	e.References = append(slices.Clone(target.References), target.MailID)
}

// target is the message that a reply answers: the author's last one, or else
// the last of all.
func (d *decision) target() (Message, bool) {
	for _, m := range slices.Backward(d.Messages) {
		if m.Direction == Inbound && m.Class == Person {
			return m, true
		}
	}
	if n := len(d.Messages); n > 0 {
		return d.Messages[n-1], true
	}
	return Message{}, false
}

// AnswerTo is where an answer to a message goes.
func AnswerTo(m Message) string { return answerTo(m) }

func answerTo(m Message) string {
	if m.Direction == Outbound && len(m.Recipients) > 0 {
		return m.Recipients[0]
	}
	return firstOf(m.ReplyTo, m.Author.Handle)
}

func firstOf(candidates ...string) string {
	for _, s := range candidates {
		if s != "" {
			return s
		}
	}
	return ""
}

// afterReply moves the conversation on: nothing is owed any more, and it
// waits, ends, stays or sleeps as the writer chose.
func (d *decision) afterReply(a Reply) error {
	d.begin()
	if d.c.Assignee == "" {
		d.c.Assignee = d.by.ID
	}
	d.c.WaitingSince, d.c.DueAt, d.c.SnoozedUntil = time.Time{}, time.Time{}, time.Time{}
	switch a.Then {
	case "", Waiting:
		d.c.Status = Waiting
	case Open:
		d.c.Status = Open
	case Snoozed:
		return d.snooze(Snooze{Until: a.Until})
	case Resolved:
		if d.c.HandedTo != "" {
			return fault.New(fault.Conflict, "fault.handover-waits", "Department", d.departmentName(d.c.HandedTo))
		}
		d.c.Status = Resolved
		d.closeHandover()
	default:
		return fault.New(fault.Invalid, "fault.status-invalid")
	}
	return nil
}
