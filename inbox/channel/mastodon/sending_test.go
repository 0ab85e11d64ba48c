package mastodon_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon/mastotest"
)

func outgoing(key, text string, target *inbox.Message) channel.Outgoing {
	return channel.Outgoing{
		Entry:  inbox.OutboxEntry{ID: inbox.OutboxID(key), Key: key, Kind: inbox.PublicReply, Text: text, State: inbox.Sending, QueuedAt: time.Now()},
		Target: target, At: time.Now(),
	}
}

// question is a message that waits for an answer.
func (r *rig) question(p mastotest.Post) inbox.Message {
	r.t.Helper()
	id := r.server.Write(p)
	events, _ := drain(r.t, r.session(), nil)
	m, ok := upserts(events)[id]
	if !ok {
		r.t.Fatalf("the question did not arrive")
	}
	return m
}

func invalid(err error) string {
	var e *channel.Error
	if errors.As(err, &e) && e.Reason == channel.Invalid {
		return e.Field
	}
	return ""
}

func TestReply_IsNeverWiderThanWhatItAnswers(t *testing.T) {
	for _, c := range []struct {
		asked string
		kind  inbox.DraftKind
		want  string
	}{
		{"public", inbox.PublicReply, "public"},
		{"unlisted", inbox.PublicReply, "unlisted"},
		{"private", inbox.PublicReply, "private"},
		{"direct", inbox.PublicReply, "direct"},
		{"public", inbox.PrivateReply, "direct"},
		{"private", inbox.PrivateReply, "direct"},
	} {
		t.Run(c.asked+" "+string(c.kind), func(t *testing.T) {
			r := newRig(t, mastotest.Options{})
			target := r.question(mastotest.Post{Text: "alors ?", Visibility: c.asked})
			out := outgoing("01KEY", "Voilà.", &target)
			out.Entry.Kind = c.kind
			if _, err := r.session().Reply(context.Background(), out); err != nil {
				t.Fatalf("reply: %v", err)
			}
			if got := r.server.Published(); len(got) != 1 || got[0].Visibility != c.want {
				t.Errorf("published %+v, want it %q", got, c.want)
			}
		})
	}
	t.Run("of which nobody knows who reads it", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		target := r.question(mastotest.Post{Text: "alors ?"})
		for _, v := range []inbox.Visibility{"", "mutuals_only", inbox.Private} {
			target.Visibility = v
			if _, err := r.session().Reply(context.Background(), outgoing("01KEY"+string(v), "Voilà.", &target)); err != nil {
				t.Fatalf("reply: %v", err)
			}
		}
		for _, p := range r.server.Published() {
			if p.Visibility != "direct" {
				t.Errorf("published as %q, want direct", p.Visibility)
			}
		}
	})
}

func TestReply_NamesItsReaderOnce(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Bonjour", "@camille@client.test Bonjour"},
		{"Bonjour @camille@client.test, voilà", "Bonjour @camille@client.test, voilà"},
		{"Bonjour @Camille@Client.test.", "Bonjour @Camille@Client.test."},
		{"écrivez à sav@camille@client.test", "@camille@client.test écrivez à sav@camille@client.test"},
		{"@camille@client.test.autre est un autre", "@camille@client.test @camille@client.test.autre est un autre"},
		{"@camille c’est vous ?", "@camille@client.test @camille c’est vous ?"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r := newRig(t, mastotest.Options{})
			target := r.question(mastotest.Post{Text: "alors ?"})
			if _, err := r.session().Reply(context.Background(), outgoing("01KEY", c.text, &target)); err != nil {
				t.Fatalf("reply: %v", err)
			}
			if got := r.server.Published()[0].Text; got != c.want {
				t.Errorf("published %q, want %q", got, c.want)
			}
		})
	}
}

func TestReply_ComesBackAsItWasWritten(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	target := r.question(mastotest.Post{Text: "alors ?", Warning: "livraison"})
	s := r.session()
	_, cur := drain(t, s, nil)
	text := "Bonjour Camille,\n\nla réponse est ici : https://exemple.test/aide\nÀ bientôt"
	receipt, err := s.Reply(context.Background(), outgoing("01KEY", text, &target))
	if err != nil {
		t.Fatalf("reply: %v", err)
	}
	events, _ := drain(t, s, cur)
	m := upserts(events)[receipt.Native]
	if m.Text != text || m.Direction != inbox.Outbound || m.Parent != target.Native || m.Root != target.Root || m.Recipients[0] != "@camille@client.test" {
		t.Errorf("it came back as %+v", m)
	}
	if p := r.server.Published()[0]; p.Warning != "re: livraison" || p.Key != "01KEY" {
		t.Errorf("published with warning %q and key %q", p.Warning, p.Key)
	}
}

func TestReply_IsRefusedBeforeAnythingIsSent(t *testing.T) {
	many := make([]channel.File, 5)
	for i := range many {
		many[i] = channel.File{Name: "a.png", Type: "image/png"}
	}
	for _, c := range []struct {
		name, field string
		change      func(*channel.Outgoing)
	}{
		{"an empty text", "text", func(o *channel.Outgoing) { o.Entry.Text = " \n" }},
		{"a text of 500 with the mention before it", "text", func(o *channel.Outgoing) { o.Entry.Text = strings.Repeat("é", 500) }},
		{"a reader who is none", "to", func(o *channel.Outgoing) { o.Entry.To = []string{"@x\n@y@z.test"} }},
		{"too many files", "attachments", func(o *channel.Outgoing) { o.Files = many }},
		{"a kind of file that the instance does not take", "attachments", func(o *channel.Outgoing) {
			o.Files = []channel.File{{Name: "a.exe", Type: "application/x-msdownload"}}
		}},
		{"a picture that is too large", "attachments", func(o *channel.Outgoing) {
			o.Files = []channel.File{{Name: "a.png", Type: "image/png", Data: make([]byte, 17<<20)}}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, mastotest.Options{})
			target := r.question(mastotest.Post{Text: "alors ?"})
			out := outgoing("01KEY", "Voilà.", &target)
			c.change(&out)
			_, err := r.session().Reply(context.Background(), out)
			if invalid(err) != c.field {
				t.Errorf("reply: %v, want %q of %q", err, channel.Invalid, c.field)
			}
			if n := r.server.Calls("POST /"); n != 0 {
				t.Errorf("%d calls were made that write", n)
			}
		})
	}
	t.Run("without anything that is answered", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		if _, err := r.session().Reply(context.Background(), outgoing("01KEY", "Bonjour à tous", nil)); channel.ReasonOf(err) != channel.Unsupported {
			t.Errorf("reply: %v, want %q", err, channel.Unsupported)
		}
	})
}

func TestReply_SaysWhetherItMayHaveBeenPublished(t *testing.T) {
	for _, c := range []struct {
		fault     mastotest.Fault
		want      channel.Reason
		published int
	}{
		{mastotest.LoseAnswer, channel.Ambiguous, 1},
		{mastotest.BreakAfter, channel.Ambiguous, 1},
		{mastotest.LoseRequest, channel.Ambiguous, 0},
		{mastotest.Unreachable, channel.Temporary, 0},
		{mastotest.RateLimit, channel.RateLimited, 0},
	} {
		for _, o := range []mastotest.Options{{}, {OldInstance: true, IgnoreIdempotency: true}} {
			t.Run(string(c.fault), func(t *testing.T) {
				r := newRig(t, o)
				target := r.question(mastotest.Post{Text: "alors ?"})
				s := r.session()
				out := outgoing("01KEY", "Voilà @camille@client.test & <tous> : https://exemple.test/une/page/qui/est/vraiment/longue", &target)
				r.server.FailNext(c.fault)
				if _, err := s.Reply(context.Background(), out); channel.ReasonOf(err) != c.want {
					t.Errorf("reply: %v, want %q", err, c.want)
				}
				if n := len(r.server.Published()); n != c.published {
					t.Errorf("published %d times, want %d", n, c.published)
				}
				found, err := s.FindSent(context.Background(), out)
				if err != nil || (found != nil) != (c.published == 1) || found != nil && found.Native != r.server.Published()[0].ID {
					t.Errorf("found %v, %v; published %d", found != nil, err, c.published)
				}
			})
		}
	}
	t.Run("an instance that is not there", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		target := r.question(mastotest.Post{Text: "alors ?"})
		s := r.session()
		r.server.Stop()
		if _, err := s.Reply(context.Background(), outgoing("01KEY", "Voilà.", &target)); channel.ReasonOf(err) != channel.Temporary {
			t.Errorf("reply: %v, want %q", err, channel.Temporary)
		}
	})
	t.Run("a wait that is given up", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		target := r.question(mastotest.Post{Text: "alors ?"})
		s := r.session()
		resume := r.server.Pause()
		defer resume()
		ctx, giveUp := context.WithTimeout(context.Background(), time.Minute)
		defer giveUp()
		go func() { // once the instance has it
			for r.server.Calls("POST /api/v1/statuses") == 0 && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			giveUp()
		}()
		if _, err := s.Reply(ctx, outgoing("01KEY", "Voilà.", &target)); channel.ReasonOf(err) != channel.Ambiguous {
			t.Errorf("reply: %v, want %q", err, channel.Ambiguous)
		}
	})
	t.Run("what is answered was deleted", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		target := r.question(mastotest.Post{Text: "alors ?"})
		r.server.Delete(target.Native, false)
		if _, err := r.session().Reply(context.Background(), outgoing("01KEY", "Voilà.", &target)); channel.ReasonOf(err) != channel.Gone {
			t.Errorf("reply: %v, want %q", err, channel.Gone)
		}
	})
}

func TestFindSent_DoesNotTakeAnEarlierAnswerForThisOne(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	target := r.question(mastotest.Post{Text: "alors ?"})
	s := r.session()
	out := outgoing("01FIRST", "Merci !", &target)
	if _, err := s.Reply(context.Background(), out); err != nil {
		t.Fatalf("reply: %v", err)
	}
	later := outgoing("01LATER", "Merci !", &target)
	later.Entry.QueuedAt = time.Now().Add(time.Hour)
	if found, err := s.FindSent(context.Background(), later); err != nil || found != nil {
		t.Errorf("found it: %v, %v; want nothing", found != nil, err)
	}
	if found, err := s.FindSent(context.Background(), outgoing("01OTHER", "Merci.", &target)); err != nil || found != nil {
		t.Errorf("found another text: %v, %v", found != nil, err)
	}
}

func TestReply_UploadsWithTheDescription(t *testing.T) {
	for name, o := range map[string]mastotest.Options{"at once": {}, "worked on for a while": {AsyncMedia: true}} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, o)
			target := r.question(mastotest.Post{Text: "alors ?"})
			out := outgoing("01KEY", "Voilà", &target)
			out.Files = []channel.File{{Name: `re"çu.png`, Type: "image/png", Data: []byte("png")}}
			out.Entry.Attachments = []inbox.Attachment{{Name: `re"çu.png`, MediaAlt: "un reçu"}}
			if _, err := r.session().Reply(context.Background(), out); err != nil {
				t.Fatalf("reply: %v", err)
			}
			if got := r.server.Published(); len(got) != 1 || len(got[0].Media) != 1 || got[0].Media[0] != "un reçu" {
				t.Errorf("published %+v", got)
			}
		})
	}
}

func TestModerate_ActsOnTheNetwork(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	target := r.question(mastotest.Post{Text: "achetez mes pilules"})
	s := r.session()
	for _, act := range []inbox.Action{inbox.Like, inbox.Report, inbox.Mute, inbox.Block} {
		if err := s.Moderate(context.Background(), target, act, inbox.Why{Ground: inbox.Spam, Words: "spam"}); err != nil {
			t.Errorf("%s: %v", act, err)
		}
	}
	want := mastotest.Report{Account: "camille@client.test", Status: target.Native, Comment: "spam", Category: "spam"}
	if got := r.server.Reports(); len(got) != 1 || got[0] != want {
		t.Errorf("reports %+v, want %+v", got, want)
	}
	if !r.server.Favourited(target.Native) || r.server.Standing("camille@client.test") != "blocked" {
		t.Errorf("liked %v, the author is %q", r.server.Favourited(target.Native), r.server.Standing("camille@client.test"))
	}
	gone := inbox.Message{Native: "1"}
	if err := s.Moderate(context.Background(), gone, inbox.Like, inbox.Why{}); channel.ReasonOf(err) != channel.Gone {
		t.Errorf("like what is gone: %v, want %q", err, channel.Gone)
	}
}

func TestModerate_TakesBackWhatCanBe(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	target := r.question(mastotest.Post{Text: "achetez mes pilules"})
	s := r.session()
	do := func(act inbox.Action) {
		t.Helper()
		for range 2 { // doing it twice has the effect of once
			if err := s.Moderate(context.Background(), target, act, inbox.Why{}); err != nil {
				t.Errorf("%s: %v", act, err)
			}
		}
	}
	for _, c := range []struct {
		act, back inbox.Action
		standing  string
	}{{inbox.Like, inbox.Unlike, ""}, {inbox.Mute, inbox.Unmute, "muted"}, {inbox.Block, inbox.Unblock, "blocked"}} {
		do(c.act)
		if got := r.server.Standing("camille@client.test"); got != c.standing || r.server.Favourited(target.Native) != (c.act == inbox.Like) {
			t.Errorf("after %s the author is %q", c.act, got)
		}
		do(c.back)
		if got := r.server.Standing("camille@client.test"); got != "" || r.server.Favourited(target.Native) {
			t.Errorf("after %s the author is %q", c.back, got)
		}
	}
	do(inbox.Block)
	r.server.Delete(target.Native, false)
	do(inbox.Unblock)
	if got := r.server.Standing("camille@client.test"); got != "" {
		t.Errorf("whose message is gone stays %q", got)
	}
}

func TestModerate_ReportOfWhichNoAnswerCameIsAmbiguous(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	target := r.question(mastotest.Post{Text: "achetez mes pilules"})
	s := r.session()
	r.server.FailNext(mastotest.LoseAnswer)
	err := s.Moderate(context.Background(), target, inbox.Report, inbox.Why{Ground: inbox.Racism, Words: "Racisme. Deux fois"})
	if channel.ReasonOf(err) != channel.Ambiguous {
		t.Fatalf("got %v, want %q", err, channel.Ambiguous)
	}
	if got := r.server.Reports(); len(got) != 1 || got[0].Category != "other" || got[0].Comment != "Racisme. Deux fois" || got[0].Forward {
		t.Errorf("reports %+v", got)
	}
}

func TestCaps_ClaimNoMoreThanWasGranted(t *testing.T) {
	r := newRig(t, mastotest.Options{Scopes: "read write:favourites", MaxCharacters: 5000})
	target := r.question(mastotest.Post{Text: "alors ?"})
	s := r.session()
	caps := s.Caps()
	k := caps.Kinds[inbox.Mention]
	if k.Reply != inbox.No || k.Private != inbox.No || caps.Attachments || k.Actions[inbox.Block] != inbox.No || k.Actions[inbox.Like] != inbox.Yes || caps.MaxLength != 5000 {
		t.Errorf("caps of a token that reads and likes: %+v", caps)
	}
	if _, err := s.Reply(context.Background(), outgoing("01KEY", "Voilà.", &target)); channel.ReasonOf(err) != channel.Scope {
		t.Errorf("reply: %v, want %q", err, channel.Scope)
	}
	if err := s.Moderate(context.Background(), target, inbox.Block, inbox.Why{}); channel.ReasonOf(err) != channel.Scope {
		t.Errorf("block: %v, want %q", err, channel.Scope)
	}
	if err := s.Moderate(context.Background(), target, inbox.Like, inbox.Why{}); err != nil {
		t.Errorf("like: %v", err)
	}
}
