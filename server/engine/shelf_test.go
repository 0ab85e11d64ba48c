package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	builtin "vigie/assets/playbook"
	"vigie/crisis/playbook"
	"vigie/inbox/channel/secret"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

// worked runs an engine on a workspace until the shelf of playbooks is stocked.
func worked(t *testing.T, w *store.Workspace, done func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}}).Run(ctx) }()
	until(t, "the playbooks are there", done)
	stop()
	if err := <-ended; err != nil {
		t.Fatalf("run: %v", err)
	}
}

func TestEngine_BringsTheBuiltInPlaybooks(t *testing.T) {
	ctx := context.Background()
	w := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	defer func() { must(0, w.Close())(t) }()
	lea := team.Member{ID: "01HZZZZZZZZZZZZZZZZZZZZZS0", Name: "Léa", Handle: "lea", Profile: team.Coordinator}
	must(0, w.PutMember(ctx, lea, ""))(t)
	files := must(builtin.All())(t)
	first := files[0]

	// The house wrote a version of the first one already.
	book, _ := playbook.Read(first.Text)
	older := strings.Replace(string(first.Text), "version: "+book.Version, "version: 0.9.0", 1)
	mine := must(w.PutPlaybook(ctx, older, lea.ID))(t)
	must(0, w.PublishPlaybook(ctx, mine, lea.ID))(t)

	states := func() map[string]string {
		out := map[string]string{}
		for _, v := range must(w.Playbooks(ctx))(t) {
			out[v.Hash] = v.State
		}
		return out
	}
	worked(t, w, func() bool {
		now, drafts := states(), 0 // read once: a draft of one reading is published in the next
		for _, s := range now {
			if s == "draft" {
				drafts++
			}
		}
		return len(now) == len(files)+1 && drafts <= 2
	})
	got := states()
	if got[mine] != "published" {
		t.Errorf("the house's own version is %s", got[mine])
	}
	for _, f := range files {
		want := "published"
		if f.ID == first.ID {
			want = "draft" // a person decides whether it follows the house's own
		}
		if s := got[playbook.Hash(f.Text)]; s != want {
			t.Errorf("%s.%s is %q, want %s", f.ID, f.Lang, s, want)
		}
	}

	// What the house retires does not come back, nor does anything come twice.
	gone := files[len(files)-1]
	must(0, w.RetirePlaybook(ctx, playbook.Hash(gone.Text), lea.ID))(t)
	other := slices.IndexFunc(files, func(f builtin.File) bool { return f.ID != first.ID && f.ID != gone.ID })
	again := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	defer func() { must(0, again.Close())(t) }()
	worked(t, again, func() bool {
		kept := must(again.Playbooks(ctx))(t)
		return len(kept) == len(files) && !slices.ContainsFunc(kept, func(v store.PlaybookVersion) bool { return v.State != "published" })
	})
	worked(t, w, func() bool { return states()[playbook.Hash(files[other].Text)] == "published" })
	if s := states(); s[playbook.Hash(gone.Text)] != "retired" || len(s) != len(files)+1 {
		t.Errorf("after a second start: %d texts, the retired one is %s", len(s), s[playbook.Hash(gone.Text)])
	}
}
