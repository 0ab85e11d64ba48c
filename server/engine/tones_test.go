package engine_test

import (
	"context"
	"testing"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/server/engine"
	"vigie/store"
)

func TestEngine_TellsTheLanguageOfWhatArrives(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	w := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	network := fake.New(fake.Options{Kind: inbox.Direct})
	house(t, ctx, w, network.Account("acc"))
	e := engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}, Connector: func(inbox.Channel) (channel.Connector, bool) {
		return network.Connector(), true
	}})
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	want := map[string]string{
		"Bonjour, mon mixeur fume depuis hier.":    "fr",
		"Hello, my blender is smoking since noon.": "en",
		"Hola, mi licuadora echa humo desde ayer.": "",
	}
	for text := range want {
		network.Write(fake.Post{From: text[:4], Text: text})
	}
	var rows []inbox.Row
	until(t, "the messages are in the inbox", func() bool {
		var err error
		rows, err = w.Rows(ctx, inbox.View{}, inbox.Place{}, 10)
		return err == nil && len(rows) == len(want)
	})
	for _, r := range rows {
		if got, known := want[r.Snippet]; !known || r.Language != got {
			t.Errorf("%q is told as %q, not %q", r.Snippet, r.Language, got)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

func TestTones_ReadsWithTheListsThatAreShipped(t *testing.T) {
	r := must(engine.Tones())(t)
	if got := r.Read("Quelle honte, c'est une arnaque !"); got.Tone != tone.Negative || got.Language != "fr" || len(got.Risks) == 0 {
		t.Errorf("%+v", got)
	}
}
