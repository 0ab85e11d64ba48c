package engine_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
	"vigie/inbox/channel/secret"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

func TestEngine_PublishesAnApprovedStatementAsAPost(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	w := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	network := mastotest.Start(t, mastotest.Options{})
	secrets := &secret.InMemory{}
	if err := secrets.Put(ctx, "acc", mastodon.FieldToken, mastotest.Token); err != nil {
		t.Fatal(err)
	}
	house(t, ctx, w, inbox.Account{
		ID: "acc", Channel: inbox.ChannelMastodon, Name: "Marque", Address: mastotest.House,
		Settings: map[string]string{mastodon.FieldInstance: network.URL},
	})
	e := engine.New(engine.Options{Workspace: w, Secrets: secrets})
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	until(t, "the account says that it takes posts", func() bool {
		list, err := w.Accounts(ctx)
		return err == nil && len(list) == 1 && list[0].Caps.Post == inbox.Yes
	})
	run := stormed(t, ctx, w)
	until(t, "the post is sent", func() bool {
		r, _, err := w.Run(ctx, run)
		return err == nil && r.Publications[0].State == crisis.Sent
	})
	got := network.Published()
	if len(got) != 1 || got[0].Parent != "" || got[0].Visibility != "public" || !strings.HasPrefix(got[0].Text, "We have seen your messages about Cream.") {
		t.Fatalf("published %+v", got)
	}
	r, _, err := w.Run(ctx, run)
	if err != nil || !strings.HasPrefix(r.Publications[0].Link, "http") || len(r.Publications[0].Evidence) != 1 {
		t.Errorf("the run shows %+v, %v", r.Publications[0], err)
	}
}

// stormed starts a run and publishes its first statement.
func stormed(t *testing.T, ctx context.Context, w *store.Workspace) crisis.RunID {
	t.Helper()
	for _, id := range []team.MemberID{"hana", "noe"} {
		if err := w.PutMember(ctx, team.Member{ID: id, Name: string(id), Handle: string(id), Profile: team.Senior}, ""); err != nil {
			t.Fatal(err)
		}
	}
	raw := must(os.ReadFile("../../crisis/testdata/storm.en.yaml"))(t)
	hash := must(w.PutPlaybook(ctx, strings.ReplaceAll(string(raw), "      x: ", "      mastodon: "), ""))(t)
	if err := w.PublishPlaybook(ctx, hash, ""); err != nil {
		t.Fatal(err)
	}
	run := must(w.StartRun(ctx, crisis.Start{
		Book: crisis.Pin{ID: "storm", Version: "1.0.0", Hash: hash}, Vars: map[string]string{"product": "Cream", "hour": "15:00"},
		Roles: map[string]crisis.Binding{
			"lead": {Holder: "lea"}, "cm": {Holder: "marc"}, "quality": {Holder: "marc"}, "head": {Holder: "hana"}, "legal": {Holder: "noe"},
		},
	}, "lea"))(t)
	act := func(by team.MemberID, a func(*crisis.Run) crisis.Act) {
		r, _, err := w.Run(ctx, run)
		if err == nil {
			err = w.ActInRun(ctx, crisis.Order{Run: run, Base: r.Seq, Act: a(r)}, by)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	yes := func(r *crisis.Run) crisis.Act { return crisis.Approve{Statement: "wait", Hash: r.Texts["wait"].Hash} }
	act("hana", yes)
	act("noe", yes)
	act("marc", func(r *crisis.Run) crisis.Act {
		return crisis.Publish{Statement: "wait", Channel: "mastodon", Hash: r.Texts["wait"].Hash}
	})
	return run
}
