package sample

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/team"
	"vigie/store"
)

// later is how many messages the stories add when they are played.
const later = 4

// filler fills one workspace.
type filler struct {
	ctx      context.Context
	w        *store.Workspace
	clock    *clock
	made     time.Time
	lang     string
	rng      *rand.Rand
	ids      *rand.ChaCha8
	progress func(done, total int)
	done     int

	exchanges []content.Exchange
	homes     map[string]inbox.ConversationID // of messages, by their native id
	messages  map[string]inbox.MessageID
	stories   map[string]content.Exchange
}

func newFiller(ctx context.Context, w *store.Workspace, c *clock, lang string) *filler {
	return &filler{
		ctx: ctx, w: w, clock: c, made: c.at, lang: lang, rng: rand.New(rand.NewPCG(content.Seed, 2)),
		ids: rand.NewChaCha8([32]byte{1: 1}), progress: func(int, int) {},
		homes: map[string]inbox.ConversationID{}, messages: map[string]inbox.MessageID{}, stories: map[string]content.Exchange{},
	}
}

// fill makes everything; the brand comes last and makes the workspace whole.
func (f *filler) fill() error {
	for _, step := range []func() error{f.write, f.people, f.receive, f.locate, f.work, f.play, f.keepWatch, f.settle} {
		if err := step(); err != nil {
			return fmt.Errorf("fill the sample: %w", err)
		}
		if err := f.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// tell reports progress; the total is about the time that a step takes.
func (f *filler) tell(n int) {
	f.done = min(f.done+n, Messages)
	f.progress(f.done, Messages)
}

func (f *filler) write() (err error) {
	f.exchanges, err = content.Write(rand.New(rand.NewPCG(content.Seed, 1)), f.made, Messages-later)
	if err != nil {
		return err
	}
	return content.Seal(f.exchanges)
}

func (f *filler) people() error {
	f.clock.at = f.made.AddDate(0, 0, -content.Days-30)
	house := content.Team(f.lang)
	for _, d := range house.Departments {
		if err := f.w.PutDepartment(f.ctx, d, ""); err != nil {
			return err
		}
	}
	for _, m := range house.Members {
		if err := f.w.PutMember(f.ctx, m, ""); err != nil {
			return err
		}
	}
	for _, a := range content.Accounts(f.lang, f.made) {
		if err := f.w.PutAccount(f.ctx, a, ""); err != nil {
			return err
		}
	}
	return nil
}

// receive stores the messages, account by account, oldest first.
func (f *filler) receive() error {
	if err := f.keepFiles(); err != nil {
		return err
	}
	f.clock.at = f.made
	for _, a := range content.Accounts(f.lang, f.made) {
		var list []channel.Upsert
		for _, e := range f.exchanges {
			if e.Account == a.ID {
				list = append(list, e.Messages...)
			}
		}
		slices.SortStableFunc(list, func(x, y channel.Upsert) int { return x.Message.SentAt.Compare(y.Message.SentAt) })
		if _, err := f.w.Import(f.ctx, a.ID, list); err != nil {
			return err
		}
		f.tell(len(list) / 2)
	}
	return nil
}

// keepFiles stores the bytes of the attachments and names them in the
// messages.
func (f *filler) keepFiles() error {
	sums := map[string]string{}
	for _, name := range content.FileNames() {
		sum, _, err := f.w.PutBlob(f.ctx, bytes.NewReader(content.File(name)))
		if err != nil {
			return err
		}
		sums[name] = sum
	}
	for _, e := range f.exchanges {
		for _, u := range e.Messages {
			for k := range u.Message.Attachments {
				u.Message.Attachments[k].Blob = sums[u.Message.Attachments[k].Name]
			}
		}
	}
	return nil
}

// locate learns where the store put the messages.
func (f *filler) locate() error {
	err := f.w.Export(f.ctx, func(record any) error {
		r, ok := record.(store.Record)
		if !ok {
			return nil
		}
		if m, ok := r.Value.(inbox.Message); ok {
			f.homes[m.Native], f.messages[m.Native] = m.Conversation, m.ID
		}
		return nil
	})
	for _, e := range f.exchanges {
		if e.Key != "" {
			f.stories[e.Key] = e
		}
	}
	return err
}

// settle writes what makes the directory a workspace to sit down at.
func (f *filler) settle() error {
	f.clock.at = f.made
	for _, s := range [][2]string{{Setting, "yes"}, {store.SettingMember, string(content.Lea)}, {store.SettingBrand, content.Brand}} {
		if err := f.w.PutSetting(f.ctx, s[0], s[1]); err != nil {
			return err
		}
	}
	f.tell(Messages)
	return nil
}

// command makes a command with an id of its own, at the clock's time.
func (f *filler) command(c inbox.ConversationID, act inbox.Act) (inbox.Command, error) {
	id, err := f.id()
	return inbox.Command{ID: inbox.CommandID(id), Conversation: c, Act: act}, err
}

func (f *filler) id() (string, error) {
	id, err := ulid.New(ulid.Timestamp(f.clock.at), f.ids)
	return id.String(), err
}

// home is the conversation of an exchange.
func (f *filler) home(e content.Exchange) inbox.ConversationID {
	return f.homes[e.Messages[0].Message.Native]
}

// t chooses a text by the language of the house.
func (f *filler) t(fr, en string) string {
	if f.lang == "fr" {
		return fr
	}
	return en
}

// sender is who answers by right for a department.
func sender(account inbox.AccountID) team.MemberID {
	switch account {
	case content.Care, content.Reviews, content.Clips:
		return content.Marc
	case content.Watch:
		return content.Nadia
	default:
		return content.Lea
	}
}
