//go:build unix

package killtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
	"vigie/store/wire"
)

// deskRole is what a desktop process is told.
type deskRole struct {
	Dir, Server, Code string
	Point             string
	After             int
	Cell              cell
	Offline           bool // it ends when it has acted, and sends nothing
}

// cell is what a person does in a story: five acts with ids of their own.
type cell struct {
	Number  int
	IDs     [5]inbox.CommandID
	Draft   inbox.DraftID
	On      inbox.ConversationID // is written in and answered
	Taken   inbox.ConversationID // is claimed, and so is it by Cléo, who is first
	Large   bool                 // the file goes in several parts
	Seen    int
	Natives []string // of the mails that arrive meanwhile
}

const fileName = "bon.txt"

// toldByDesk is a line of what a desktop says.
type toldByDesk struct {
	Acted  int // the acts up to here are on its disk, as it told its person
	Synced bool
}

// drawer keeps the sign-in in a file.
type drawer string

func (d drawer) Load(context.Context) (string, error) {
	raw, err := os.ReadFile(string(d))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(raw), err
}

func (d drawer) Save(_ context.Context, text string) error {
	fresh := string(d) + ".new"
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, string(d))
}

func badgeFile(dir string) drawer { return drawer(filepath.Join(dir, "badge")) }

// run is a desktop without its window.
func (r deskRole) run() error {
	ctx := context.Background()
	t := newTrap(r.Point, r.After)
	t.watchFiles()
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		return err
	}
	remote := replica.Remote{Address: r.Server, Insecure: true}
	badge, err := replica.OpenBadge(ctx, remote, badgeFile(r.Dir))
	if err != nil {
		return err
	}
	if device, _ := badge.Device(); device == "" {
		if err := badge.SignIn(ctx, wire.SignIn{Way: wire.ByCode, Code: r.Code, Name: "desk"}); err != nil {
			return err
		}
	}
	remote.Token = badge.Token
	line := &cutter{HTTP: replica.Dial(remote), trap: t}
	t.doing("opening", true)
	d, err := replica.Open(ctx, r.Dir, replica.Options{Server: line, Member: sami, Chance: func() float64 { return 0 }, Hook: func(point string) error {
		switch point {
		case replica.AfterOutbox:
			if t.is("last act") {
				t.at(afterOutbox)
			}
		case replica.MidRefill:
			t.atNext(betweenChunks)
		case replica.BeforePage:
			t.doing("copy", false)
			t.doing("page", t.is("acting"))
		case replica.AfterPage:
			t.doing("page", false)
			if t.is("acting") {
				t.at(afterPage)
			}
		case replica.BeforeAnswers:
			t.at(beforeAnswers)
		}
		return nil
	}})
	if err != nil {
		return err
	}
	t.doing("opening", false)
	if err := r.act(ctx, d, t); err != nil {
		return err
	}
	if r.Offline {
		return d.Close()
	}
	return follow(ctx, d)
}

// act has the person do what is not in the outbox yet, once the copy has what
// they look at.
func (r deskRole) act(ctx context.Context, d *replica.Replica, t *trap) error {
	if r.Cell.Number == 0 {
		return nil
	}
	kept := map[string]bool{}
	entries, err := d.Entries(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		kept[e.Order.ID] = true
	}
	if !kept[string(r.Cell.IDs[0])] {
		if err := wait(ctx, d, r.Cell.On, r.Cell.Taken); err != nil {
			return err
		}
	}
	t.doing("acting", true)
	for i, id := range r.Cell.IDs {
		t.doing("last act", i == len(r.Cell.IDs)-1)
		if !kept[string(id)] {
			if err := r.Cell.do(ctx, d, i); err != nil {
				return fmt.Errorf("act %d: %w", i, err)
			}
		}
		if i == len(r.Cell.IDs)-1 {
			t.at(afterCopy)
		}
		if err := json.NewEncoder(os.Stdout).Encode(toldByDesk{Acted: i + 1}); err != nil {
			return err
		}
	}
	t.doing("last act", false)
	return nil
}

// wait waits until the copy has the conversations.
func wait(ctx context.Context, d *replica.Replica, on ...inbox.ConversationID) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		_ = d.Settle(ctx) // a server that is away comes back
		there := 0
		for _, c := range on {
			if _, err := d.Workspace().Row(ctx, c); err == nil {
				there++
			}
		}
		if there == len(on) {
			return nil
		}
	}
	return errors.New("the conversations did not come")
}

func (c cell) text(i int) string { return fmt.Sprintf("story %d, act %d", c.Number, i) }

// do is one act of the person.
func (c cell) do(ctx context.Context, d *replica.Replica, i int) error {
	w := d.Workspace()
	on, act := c.On, inbox.Act(inbox.AddNote{Text: c.text(i)})
	switch i {
	case 1:
		on, act = c.Taken, inbox.Claim{}
	case 2:
		sha, n, err := w.PutBlob(ctx, strings.NewReader(c.file()))
		if err != nil {
			return err
		}
		act = inbox.SaveDraft{Draft: inbox.Draft{
			ID: c.Draft, Kind: inbox.PublicReply, Text: c.text(i),
			Attachments: []inbox.Attachment{{Name: fileName, Type: "text/plain", Size: n, Blob: sha}},
		}}
	case 3:
		row, err := w.Row(ctx, c.On)
		if err != nil {
			return err
		}
		act = inbox.Reply{Draft: c.Draft, Seen: row.Heard}
	}
	_, err := w.Do(ctx, inbox.Command{ID: c.IDs[i], Conversation: on, Act: act}, sami)
	return err
}

// file is what hangs on the reply.
func (c cell) file() string {
	size := 3000
	if c.Large {
		size = 2_500_000
	}
	return filler(uint64(c.Number), size)
}

func filler(seed uint64, size int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte('a' + r.IntN(26))
	}
	return string(b)
}

// follow stays in step until it is killed.
func follow(ctx context.Context, d *replica.Replica) error {
	out := json.NewEncoder(os.Stdout)
	for {
		if err := d.Settle(ctx); err != nil {
			return err
		}
		if s := d.State(); s.Phase == replica.Synced && s.Waiting == 0 {
			if err := out.Encode(toldByDesk{Synced: true}); err != nil {
				return err
			}
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// cutter is the way to the server, with the point inside a file.
type cutter struct {
	*replica.HTTP
	trap *trap
}

func (c *cutter) Upload(ctx context.Context, sha string, open func() (replica.File, error)) error {
	return c.HTTP.Upload(ctx, sha, func() (replica.File, error) {
		f, err := open()
		return &deadlyFile{File: f, trap: c.trap}, err
	})
}

// Bootstrap says that a first copy comes, until the first page.
func (c *cutter) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	c.trap.doing("copy", true)
	return c.HTTP.Bootstrap(ctx, b, take)
}

// deadlyFile dies when more than its first part was read.
type deadlyFile struct {
	replica.File
	trap *trap
	read int
}

func (f *deadlyFile) Read(p []byte) (int, error) {
	if f.read > 1_000_000 {
		f.trap.at(midBlob)
	}
	n, err := f.File.Read(p)
	f.read += n
	return n, err
}
