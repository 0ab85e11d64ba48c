package alert

import (
	"testing"

	"vigie/inbox"
)

func TestLoudestVoice_IsWhoWroteMost(t *testing.T) {
	of := func(handle string) Post {
		return Post{Channel: inbox.ChannelMastodon, Message: inbox.Message{Author: inbox.Author{Handle: handle}}}
	}
	if got := LoudestVoice([]Post{of("@ben"), of("@Camille"), of("@camille")}); got != "mastodon:@camille" {
		t.Errorf("got %q", got)
	}
	if got := LoudestVoice(nil); got != "" {
		t.Errorf("got %q", got)
	}
}
