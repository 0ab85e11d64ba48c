package mastodon_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
)

func TestPermit_FillsInTheFormOfTheAccount(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	p, err := r.connector.Permit(context.Background(), r.account, func(address string) error {
		go func() { _, _, _ = r.server.Browser(address, true) }()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Handle != mastotest.House || p.Settings[mastodon.FieldInstance] != r.server.URL || p.Secrets[mastodon.FieldToken] == "" {
		t.Errorf("permitted %+v", p)
	}
}

func TestPermit_ARefusalHasWordsOfItsOwn(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	_, err := r.connector.Permit(context.Background(), r.account, func(address string) error {
		go func() { _, _, _ = r.server.Browser(address, false) }()
		return nil
	})
	if f := channel.FaultOf(err); f.Key != "fault.permission-refused" {
		t.Errorf("a person reads %q of %v", f.Key, err)
	}
}

func TestPermit_SendsNobodyToWhatIsNoInstance(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"a page":      func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>Bonjour</html>")) },
		"nothing":     http.NotFound,
		"other JSON":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`["a"]`)) },
		"not allowed": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMethodNotAllowed) },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(serve)
			defer server.Close()
			acc := inbox.Account{Channel: inbox.ChannelMastodon, Settings: map[string]string{mastodon.FieldInstance: server.URL}}
			_, err := mastodon.New().Permit(context.Background(), acc, func(string) error {
				t.Error("the browser was opened")
				return nil
			})
			if f := channel.FaultOf(err); f.Key != "fault.instance-none" {
				t.Errorf("a person reads %q of %v", f.Key, err)
			}
		})
	}
}
