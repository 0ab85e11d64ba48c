package mastodon_test

import (
	"testing"

	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/mastodon/mastotest"
)

func TestMastodon_KeepsTheContract(t *testing.T) {
	for name, o := range map[string]mastotest.Options{
		"as Mastodon":                 {},
		"as a server with other ways": {ULID: true, IgnoreIdempotency: true, NoRateHeaders: true, OldInstance: true, NoConversations: true},
		"with events for a websocket": {NoWebsocket: true, MostPerPage: 30, AsyncMedia: true},
		"without any push":            {NoWebsocket: true, NoEvents: true, ULID: true},
		"with pages of two":           {MostPerPage: 2},
	} {
		t.Run(name, func(t *testing.T) {
			channeltest.Run(t, func(t *testing.T) channeltest.Harness { return newRig(t, o).harness() })
		})
	}
	t.Run("in direct conversations", func(t *testing.T) {
		channeltest.Run(t, func(t *testing.T) channeltest.Harness {
			r := newRig(t, mastotest.Options{})
			r.visibility = "direct"
			return r.harness()
		})
	})
}
