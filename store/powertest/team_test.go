//go:build linux && amd64

package powertest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

const (
	cleo    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	sami    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
	device  = "01HZZZZZZZZZZZZZZZZZZZZD01"
)

func TestMain(m *testing.M) {
	if err := disk.install(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// crew is a server's workspace and one desktop of it, each in its directory.
type crew struct {
	t      *testing.T
	dir    string
	house  *store.Workspace
	desk   *replica.Replica
	mails  int
	acted  []inbox.CommandID // what the person was told is kept, in its order
	files  []string          // of each act: the attachment that it names, or ""
	pushed []wire.Pushed     // what the desktop was told is kept
}

func (c *crew) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *crew) server() string  { return filepath.Join(c.dir, "house") }
func (c *crew) desktop() string { return filepath.Join(c.dir, "desk") }

func openHouse(dir string) (*store.Workspace, error) {
	return store.Open(context.Background(), dir, store.Options{Disk: onNames{}})
}

func openDesk(dir string, s replica.Server) (*replica.Replica, error) {
	return replica.Open(context.Background(), dir, replica.Options{
		Server: s, Member: sami, Chance: func() float64 { return 0 }, Disk: onNames{},
	})
}

// furnish makes the server's people.
func (c *crew) furnish() {
	c.t.Helper()
	ctx := context.Background()
	w := c.house
	c.must(w.PutMember(ctx, team.Member{ID: cleo, Name: "Cléo", Handle: "cleo", Profile: team.Coordinator, Departments: []team.DepartmentID{support}}, ""))
	c.must(w.PutMember(ctx, team.Member{ID: sami, Name: "Sami", Handle: "sami", Profile: team.Senior, Departments: []team.DepartmentID{support}}, cleo))
	c.must(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client"}, cleo))
	c.must(w.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Address: "hello@maison.example", Department: string(support), AddedAt: time.Now(),
		Caps: inbox.Caps{Subject: true, Attachments: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}},
	}, cleo))
	_, err := w.Admit(ctx, store.Admission{
		Device: store.Device{ID: device, Member: sami, Name: "desk", Key: device}, Token: device, Until: time.Now().Add(time.Hour), Way: "test",
	})
	c.must(err)
}

// mail has somebody write; when it returns the network was told.
func (c *crew) mail() inbox.ConversationID {
	c.t.Helper()
	at, native := time.Now(), fmt.Sprintf("m%d", c.mails)
	m := inbox.Message{
		Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: native + "@client.example", Name: native},
		Recipients: []string{"hello@maison.example"}, Subject: native, BaseSubject: native, Text: "Bonjour, où est mon colis ?",
		SentAt: at, ReceivedAt: at, MailID: native + "@mail.example",
	}
	out, err := c.house.Ingest(context.Background(), mailbox, channel.Batch{
		Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte(native)}}, Next: channel.Cursor(fmt.Sprint(c.mails + 1)),
	})
	c.must(err)
	c.mails++
	disk.mark(markMail)
	return out.Conversations[0]
}

// act has the person do something; when it returns they were told.
func (c *crew) act(on inbox.ConversationID, act inbox.Act) {
	c.t.Helper()
	id := inbox.CommandID(ulid.Make().String())
	_, err := c.desk.Workspace().Do(context.Background(), inbox.Command{ID: id, Conversation: on, Act: act}, sami)
	c.must(err)
	c.acted = append(c.acted, id)
	file := ""
	if s, ok := act.(inbox.SaveDraft); ok {
		file = s.Draft.Attachments[0].Blob
	}
	c.files = append(c.files, file)
	disk.mark(markAct)
}

// draft writes a reply with a file.
func (c *crew) draft(i int) inbox.Draft {
	c.t.Helper()
	content := strings.Repeat(fmt.Sprintf("bon de retour %d\n", i), 100)
	sha, n, err := c.desk.Workspace().PutBlob(context.Background(), strings.NewReader(content))
	c.must(err)
	return inbox.Draft{
		ID: inbox.DraftID(ulid.Make().String()), Kind: inbox.PublicReply, Text: fmt.Sprintf("brouillon %d", i),
		Attachments: []inbox.Attachment{{Name: "bon.txt", Type: "text/plain", Size: n, Blob: sha}},
	}
}

func (c *crew) settle() {
	c.t.Helper()
	c.must(c.desk.Settle(context.Background()))
}

// What somebody was told is kept.
const (
	markMail = "a mail is in"
	markAct  = "an act is kept"
	markPush = "a push is answered"
)

// live is a while of work, from the making of both sides.
func (c *crew) live(rounds int) {
	c.t.Helper()
	var err error
	c.house, err = openHouse(c.server())
	c.must(err)
	c.furnish()
	first := c.mail()
	c.desk, err = openDesk(c.desktop(), &line{w: c.house, c: c})
	c.must(err)
	c.settle()
	for i := range rounds {
		c.act(first, inbox.AddNote{Text: fmt.Sprintf("note %d", i)})
		c.act(first, inbox.SaveDraft{Draft: c.draft(i)})
		c.mail()
		if i%4 == 3 {
			c.settle()
		}
		if i%16 == 9 { // the program ends and is started again
			c.must(c.desk.Close())
			c.desk, err = openDesk(c.desktop(), &line{w: c.house, c: c})
			c.must(err)
		}
	}
	c.settle()
	c.must(errors.Join(c.desk.Close(), c.house.Close()))
}

// line is the way between them; nil c is for looking after the fact.
type line struct {
	w *store.Workspace
	c *crew
}

func (l *line) by() store.Caller { return store.Caller{Device: device, Member: sami} }

func (l *line) Hello(ctx context.Context) (wire.Hello, error) { return l.w.Hello(ctx) }
func (l *line) Push(ctx context.Context, p wire.Push) (wire.Pushed, error) {
	out, err := l.w.Push(ctx, l.by(), p)
	if err == nil && l.c != nil {
		l.c.pushed = append(l.c.pushed, out)
		disk.mark(markPush)
	}
	return out, err
}
func (l *line) Pull(ctx context.Context, p wire.Pull) (wire.Page, error) {
	return l.w.Pull(ctx, l.by(), p)
}
func (l *line) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	return l.w.Bootstrap(ctx, l.by(), b, take)
}
func (l *line) Fetch(ctx context.Context, f wire.Fetch) (wire.Fetched, error) {
	return l.w.Fetch(ctx, l.by(), f)
}
func (l *line) Wait(context.Context, int64, func(wire.Poke)) error { return errNobody }
func (l *line) Upload(ctx context.Context, _ string, open func() (replica.File, error)) error {
	f, err := open()
	if err != nil {
		return err
	}
	sha, n, err := l.w.PutBlob(ctx, f)
	if err == nil {
		err = l.w.PutUpload(ctx, device, sha, n)
	}
	return errors.Join(err, f.Close())
}

var errNobody = errors.New("nobody waits here")
