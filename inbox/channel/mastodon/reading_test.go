package mastodon_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
)

func TestPoll_TellsWhatKindOfMessageItIs(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	ours := r.server.WriteAsHouse(mastotest.Post{Text: "Nouvelle collection !"})
	answer := r.server.Write(mastotest.Post{Text: "elle est belle", Parent: ours, Language: "fr-CA", Visibility: "unlisted"})
	direct := r.server.Write(mastotest.Post{Text: "ma commande ?", Visibility: "direct", Warning: "commande 12"})
	followers := r.server.Write(mastotest.Post{Text: "entre nous", Visibility: "private", Picture: "https://files.client.test/chaussure.JPG"})
	r.server.Noise()
	events, _ := drain(t, r.session(), nil)
	all := upserts(events)
	if len(all) != 4 {
		t.Fatalf("%d messages, want 4", len(all))
	}
	for _, c := range []struct {
		native     string
		kind       inbox.Kind
		direction  inbox.Direction
		visibility inbox.Visibility
		root       string
	}{
		{ours, inbox.Comment, inbox.Outbound, inbox.Public, ours},
		{answer, inbox.Comment, inbox.Inbound, inbox.Unlisted, ours},
		{direct, inbox.Direct, inbox.Inbound, inbox.Private, direct},
		{followers, inbox.Mention, inbox.Inbound, inbox.Followers, followers},
	} {
		m := all[c.native]
		if m.Kind != c.kind || m.Direction != c.direction || m.Visibility != c.visibility || m.Root != c.root {
			t.Errorf("%q is %q, %q, %q, root %q; want %+v", m.Text, m.Kind, m.Direction, m.Visibility, m.Root, c)
		}
	}
	if m := all[answer]; m.Parent != ours || m.Language != "fr" || !strings.HasPrefix(m.Permalink, "https://client.test/@camille/") {
		t.Errorf("parent %q, language %q, at %q", m.Parent, m.Language, m.Permalink)
	}
	if m := all[direct]; m.Subject != "commande 12" || m.Author.Handle != "@camille@client.test" || m.Author.Name != "Camille" || m.Author.Followers == nil || *m.Author.Followers != 10 {
		t.Errorf("subject %q, author %+v", m.Subject, m.Author)
	}
	want := inbox.Attachment{Name: "chaussure.JPG", Type: "image/jpeg", URL: "https://files.client.test/chaussure.JPG"}
	if m := all[followers]; len(m.Attachments) != 1 || m.Attachments[0] != want {
		t.Errorf("attachments %+v, want %+v", m.Attachments, want)
	}
	if n := all[ours].Metrics["replies"]; n != 1 {
		t.Errorf("%d replies are counted, want 1", n)
	}
}

func TestPoll_KeepsUnknownFollowersUnknown(t *testing.T) {
	for name, hidden := range map[string]*int64{"absent": nil, "below zero": new(int64)} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, mastotest.Options{})
			if hidden != nil {
				*hidden = -1
			}
			id := r.server.Write(mastotest.Post{Text: "bonjour"})
			r.server.Followers("camille@client.test", hidden)
			events, _ := drain(t, r.session(), nil)
			if f := upserts(events)[id].Author.Followers; f != nil {
				t.Errorf("followers are %d, want unknown", *f)
			}
		})
	}
}

func TestPoll_FindsTheRootOfAThreadOfOthers(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	first := r.server.Write(mastotest.Post{From: "a@un.test", Text: "quelqu’un a essayé ?", Unnamed: true})
	second := r.server.Write(mastotest.Post{From: "b@deux.test", Text: "oui, cassé en deux jours", Unnamed: true, Parent: first})
	mention := r.server.Write(mastotest.Post{From: "c@trois.test", Text: "qu’en dites-vous ?", Parent: second})
	another := r.server.Write(mastotest.Post{From: "d@quatre.test", Text: "moi aussi", Parent: second})
	s := r.session()
	events, _ := drain(t, s, nil)
	all := upserts(events)
	if len(all) != 2 || all[mention].Root != first || all[another].Root != first || all[mention].Parent != second {
		t.Errorf("%d messages, roots %q and %q, want %q", len(all), all[mention].Root, all[another].Root, first)
	}
	if want := "@b@deux.test\noui, cassé en deux jours"; all[mention].Quoted != want {
		t.Errorf("what it answers reads %q, want %q", all[mention].Quoted, want)
	}
	if n := r.server.Calls("GET /api/v1/statuses/" + another + "/context"); n != 0 {
		t.Errorf("the surroundings of the same status were asked for twice")
	}
}

func TestPoll_SeesEditsAndDeletionsWithoutBeingTold(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	edited := r.server.Write(mastotest.Post{Text: "première version"})
	deleted := r.server.Write(mastotest.Post{Text: "à oublier"})
	kept := r.server.Write(mastotest.Post{Text: "reste"})
	ours := r.server.WriteAsHouse(mastotest.Post{Text: "notre annonce"})
	s := r.session()
	_, cur := drain(t, s, nil)
	for i, text := range []string{"deuxième version", "troisième version"} {
		r.server.Edit(edited, text, false)
		var events []channel.Event
		events, cur = drain(t, s, cur)
		m, ok := upserts(events)[edited]
		if !ok || !strings.HasSuffix(m.Text, text) || m.Revision != i+1 || len(events) != 1 {
			t.Errorf("edit %d: %d events, text %q, revision %d", i+1, len(events), m.Text, m.Revision)
		}
	}
	r.server.Delete(deleted, false)
	r.server.Delete(ours, false)
	events, cur := drain(t, s, cur)
	if gone := removed(events); !slices.Contains(gone, deleted) || !slices.Contains(gone, ours) || len(gone) != 2 {
		t.Errorf("removed %q, want %q and %q", gone, deleted, ours)
	}
	r.server.ClearNotifications()
	events, cur = drain(t, s, cur)
	if len(events) != 0 {
		t.Errorf("clearing notifications gave %d events; %q is still there", len(events), kept)
	}
	before := r.server.Calls("GET /api/v1/statuses/")
	if events, _ = drain(t, s, cur); len(events) != 0 || r.server.Calls("GET /api/v1/statuses/") != before {
		t.Errorf("a cleared notification is looked for with every poll")
	}
}

func TestPoll_BringsWhatNobodyNotifiesOf(t *testing.T) {
	t.Run("a direct message that a policy filters", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		s := r.session()
		_, cur := drain(t, s, nil)
		id := r.server.Write(mastotest.Post{Text: "en privé", Visibility: "direct"})
		r.server.Unnotify(id)
		events, cur := drain(t, s, cur)
		if m := upserts(events)[id]; m.Kind != inbox.Direct {
			t.Errorf("%d events, kind %q, want the direct message", len(events), m.Kind)
		}
		if events, _ = drain(t, s, cur); len(events) != 0 {
			t.Errorf("it comes again: %d events", len(events))
		}
	})
	t.Run("an answer to our post that does not name us", func(t *testing.T) {
		r := newRig(t, mastotest.Options{})
		ours := r.server.WriteAsHouse(mastotest.Post{Text: "notre annonce"})
		s := r.session()
		_, cur := drain(t, s, nil)
		id := r.server.Write(mastotest.Post{Text: "ça ne marche pas", Parent: ours, Unnamed: true})
		events, _ := drain(t, s, cur)
		if m := upserts(events)[id]; m.Kind != inbox.Comment || m.Root != ours {
			t.Errorf("kind %q, root %q, want a comment on %q", m.Kind, m.Root, ours)
		}
	})
}

func TestPoll_GoesBackAsFarAsItIsAllowed(t *testing.T) {
	r := newRig(t, mastotest.Options{MostPerPage: 5})
	var ids []string
	for range 23 {
		ids = append(ids, r.server.Write(mastotest.Post{Text: "bonjour"}))
	}
	r.account.Settings[mastodon.FieldHistory] = "3"
	events, cur := drain(t, r.session(), nil)
	all := upserts(events)
	if len(all) != 15 || all[ids[22]].Native == "" || all[ids[8]].Native == "" || all[ids[7]].Native != "" {
		t.Errorf("%d messages of 3 pages of 5", len(all))
	}
	if events, _ = drain(t, r.session(), cur); len(events) != 0 {
		t.Errorf("%d more events after the first reading, want none", len(events))
	}
}

func TestPoll_LeavesTheLastCallsToSending(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	id := r.server.Write(mastotest.Post{Text: "bonjour"})
	s := r.session()
	events, cur := drain(t, s, nil)
	r.server.Left(20, time.Now().Add(3*time.Minute))
	_, _ = s.Poll(context.Background(), cur, 80) // learns of it on its way
	_, err := s.Poll(context.Background(), cur, 80)
	wait := err.(*channel.Error).RetryAfter
	if channel.ReasonOf(err) != channel.RateLimited || wait < 2*time.Minute || wait > 4*time.Minute {
		t.Errorf("poll: %v after %v, want %q for three minutes", err, wait, channel.RateLimited)
	}
	target := upserts(events)[id]
	if _, err := s.Reply(context.Background(), outgoing("01KEY", "Bonjour !", &target)); err != nil {
		t.Errorf("a reply while few calls are left: %v", err)
	}
}

func TestRead_UnderstandsAKeptStatusOffline(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	ours := r.server.WriteAsHouse(mastotest.Post{Text: "notre annonce"})
	r.server.Write(mastotest.Post{Text: "voir https://www.exemple.test/une/adresse/tres/longue/que/mastodon/coupe ?", Parent: ours})
	events, _ := drain(t, r.session(), nil)
	for _, e := range events {
		u := e.(channel.Upsert)
		again, err := r.connector.Read(r.account, u.Raw, u.Message.ReceivedAt)
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		got, want := again.Message, u.Message
		if got.Text != want.Text || got.Kind != want.Kind || got.Direction != want.Direction || got.Author.Handle != want.Author.Handle || got.Root != want.Root {
			t.Errorf("offline %+v, online %+v", got, want)
		}
		if want.Direction == inbox.Inbound && !strings.Contains(want.Text, "https://www.exemple.test/une/adresse/tres/longue/que/mastodon/coupe ?") {
			t.Errorf("the address is cut: %q", want.Text)
		}
	}
}
