package store

import (
	"context"
	"io"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

var errSoon = fault.New(fault.Internal, "fault.internal")

// Do runs one command of a member in one transaction and gives its audit
// entry. Running the same command id again gives the same entry and changes
// nothing.
func (w *Workspace) Do(ctx context.Context, cmd inbox.Command, by team.MemberID) (inbox.Event, error) {
	return inbox.Event{}, errSoon
}

// DoSystem runs a command of the program itself: Expire and Wake.
func (w *Workspace) DoSystem(ctx context.Context, cmd inbox.Command) (inbox.Event, error) {
	return inbox.Event{}, errSoon
}

// DoAll runs many commands, each of its own fate.
func (w *Workspace) DoAll(ctx context.Context, cmds []inbox.Command, by team.MemberID, progress func(done, total int)) ([]Outcome, error) {
	return nil, errSoon
}

// Overdue lists the commands that the program owes at the time now.
func (w *Workspace) Overdue(ctx context.Context, now time.Time) ([]inbox.Command, error) {
	return nil, errSoon
}

// NextTimer is when Overdue will next have something; zero is never.
func (w *Workspace) NextTimer(ctx context.Context) (time.Time, error) { return time.Time{}, errSoon }

// Ingest stores a batch and its cursor in one transaction.
func (w *Workspace) Ingest(ctx context.Context, acc inbox.AccountID, b channel.Batch) (Ingested, error) {
	return Ingested{}, errSoon
}

// Import stores old messages that a person brings in.
func (w *Workspace) Import(ctx context.Context, acc inbox.AccountID, messages []channel.Upsert) (Ingested, error) {
	return Ingested{}, errSoon
}

// Rows gives a page of a view.
func (w *Workspace) Rows(ctx context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	return nil, errSoon
}

// Row gives one conversation as a line of a list.
func (w *Workspace) Row(ctx context.Context, id inbox.ConversationID) (inbox.Row, error) {
	return inbox.Row{}, errSoon
}

// Total is how many conversations a view has, where a counter knows it.
func (w *Workspace) Total(ctx context.Context, v inbox.View) (int, bool) { return 0, false }

// Counts gives every counter that is not zero.
func (w *Workspace) Counts(ctx context.Context) (map[inbox.Counter]int, error) { return nil, errSoon }

// Detail gives a conversation with its last max messages and all around it.
func (w *Workspace) Detail(ctx context.Context, id inbox.ConversationID, max int) (inbox.Detail, error) {
	return inbox.Detail{}, errSoon
}

// Message gives one message.
func (w *Workspace) Message(ctx context.Context, id inbox.MessageID) (inbox.Message, error) {
	return inbox.Message{}, errSoon
}

// Raw gives the network's own payload of a message.
func (w *Workspace) Raw(ctx context.Context, id inbox.MessageID) ([]byte, error) { return nil, errSoon }

// Quarantine lists the messages that could not be read, newest first.
func (w *Workspace) Quarantine(ctx context.Context) ([]inbox.Quarantined, error) { return nil, errSoon }

// QuarantinedRaw gives the bytes of a message that could not be read.
func (w *Workspace) QuarantinedRaw(ctx context.Context, id string) ([]byte, error) {
	return nil, errSoon
}

// ReleaseQuarantined stores the message that the bytes became at last.
func (w *Workspace) ReleaseQuarantined(ctx context.Context, id string, u channel.Upsert) (Ingested, error) {
	return Ingested{}, errSoon
}

// Drafts lists the drafts of a member that are not gone, newest first.
func (w *Workspace) Drafts(ctx context.Context, by team.MemberID) ([]inbox.Draft, error) {
	return nil, errSoon
}

// Events lists the audit entries since a time, oldest first, without Before.
func (w *Workspace) Events(ctx context.Context, since time.Time, limit int) ([]inbox.Event, error) {
	return nil, errSoon
}

// IndexPending indexes up to n messages for search and says how many it did.
func (w *Workspace) IndexPending(ctx context.Context, n int) (int, error) { return 0, errSoon }

// DueReplies lists the queued replies whose time has come, oldest first.
func (w *Workspace) DueReplies(ctx context.Context, now time.Time) ([]inbox.OutboxEntry, error) {
	return nil, errSoon
}

// NextReply is when DueReplies will next have something; zero is never.
func (w *Workspace) NextReply(ctx context.Context) (time.Time, error) { return time.Time{}, errSoon }

// Outgoing gives an entry with what it answers and its files.
func (w *Workspace) Outgoing(ctx context.Context, id inbox.OutboxID) (channel.Outgoing, error) {
	return channel.Outgoing{}, errSoon
}

// BeginSending marks an entry as being sent, before the network is touched.
func (w *Workspace) BeginSending(ctx context.Context, id inbox.OutboxID) (inbox.OutboxEntry, error) {
	return inbox.OutboxEntry{}, errSoon
}

// EndSending records how a sending ended.
func (w *Workspace) EndSending(ctx context.Context, id inbox.OutboxID, r SendResult) error {
	return errSoon
}

// Interrupted marks what was being sent when the program ended as unknown.
func (w *Workspace) Interrupted(ctx context.Context) ([]inbox.OutboxEntry, error) {
	return nil, errSoon
}

// Replies lists the outbox entries in any of the states, oldest first.
func (w *Workspace) Replies(ctx context.Context, states ...inbox.SendState) ([]inbox.OutboxEntry, error) {
	return nil, errSoon
}

// Roster gives every member and department.
func (w *Workspace) Roster(ctx context.Context) (team.Roster, error) { return team.Roster{}, errSoon }

// PutMember adds or changes a member.
func (w *Workspace) PutMember(ctx context.Context, m team.Member, by team.MemberID) error {
	return errSoon
}

// PutDepartment adds or changes a department.
func (w *Workspace) PutDepartment(ctx context.Context, d team.Department, by team.MemberID) error {
	return errSoon
}

// Accounts lists the accounts, oldest first, retired ones too.
func (w *Workspace) Accounts(ctx context.Context) ([]inbox.Account, error) { return nil, errSoon }

// PutAccount adds or changes an account.
func (w *Workspace) PutAccount(ctx context.Context, a inbox.Account, by team.MemberID) error {
	return errSoon
}

// AccountByName finds an account by its name, without regard to case.
func (w *Workspace) AccountByName(ctx context.Context, name string) (inbox.Account, error) {
	return inbox.Account{}, errSoon
}

// Cursor gives where an account was read to; nil begins.
func (w *Workspace) Cursor(ctx context.Context, acc inbox.AccountID) (channel.Cursor, error) {
	return nil, errSoon
}

// Health gives how the accounts fare.
func (w *Workspace) Health(ctx context.Context) ([]inbox.Health, error) { return nil, errSoon }

// PutHealth records how an account fares.
func (w *Workspace) PutHealth(ctx context.Context, h inbox.Health) error { return errSoon }

// Rules gives the house's settings.
func (w *Workspace) Rules(ctx context.Context) (inbox.Rules, error) { return inbox.Rules{}, errSoon }

// PutRules changes the house's settings.
func (w *Workspace) PutRules(ctx context.Context, r inbox.Rules, by team.MemberID) error {
	return errSoon
}

// Contact gives a contact.
func (w *Workspace) Contact(ctx context.Context, id inbox.ContactID) (inbox.Contact, error) {
	return inbox.Contact{}, errSoon
}

// PutContact changes what the house says of a contact.
func (w *Workspace) PutContact(ctx context.Context, c inbox.Contact, by team.MemberID) error {
	return errSoon
}

// Identities lists the handles of a contact.
func (w *Workspace) Identities(ctx context.Context, id inbox.ContactID) ([]inbox.Identity, error) {
	return nil, errSoon
}

// LinkIdentity says that a handle is another contact's.
func (w *Workspace) LinkIdentity(ctx context.Context, ch inbox.Channel, handle string, to inbox.ContactID, by team.MemberID) error {
	return errSoon
}

// UnlinkIdentity gives a handle back to the contact that it first made.
func (w *Workspace) UnlinkIdentity(ctx context.Context, ch inbox.Channel, handle string, by team.MemberID) error {
	return errSoon
}

// Tags gives every tag in use with the number of conversations that have it.
func (w *Workspace) Tags(ctx context.Context) (map[string]int, error) { return nil, errSoon }

// Setting gives a small value of the workspace; "" when there is none.
func (w *Workspace) Setting(ctx context.Context, name string) (string, error) { return "", errSoon }

// PutSetting keeps a small value of the workspace.
func (w *Workspace) PutSetting(ctx context.Context, name, value string) error { return errSoon }

// PutBlob keeps a file under the hash of its bytes.
func (w *Workspace) PutBlob(ctx context.Context, r io.Reader) (sha256hex string, size int64, err error) {
	return "", 0, errSoon
}

// Blob opens a kept file.
func (w *Workspace) Blob(ctx context.Context, sha256hex string) (io.ReadCloser, error) {
	return nil, errSoon
}

// Check examines the whole workspace.
func (w *Workspace) Check(ctx context.Context) (Report, error) { return Report{}, errSoon }

// Export streams every record.
func (w *Workspace) Export(ctx context.Context, emit func(record any) error) error { return errSoon }
