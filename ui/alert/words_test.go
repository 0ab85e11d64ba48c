package alert

import (
	"strings"
	"testing"

	"vigie/assets/locale"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/ui/vm"
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

func TestPostsText_SaysThatThereAreMore(t *testing.T) {
	for lang, want := range map[string][2]string{"fr": {"1 message", "les 20 derniers messages"}, "en": {"1 message", "the newest 20 messages"}} {
		f := Words{vm.Formats{Texts: locale.New(lang)}}
		if few, many := f.PostsText(1), f.PostsText(radar.MostShown); few != want[0] || many != want[1] {
			t.Errorf("%s: %q and %q", lang, few, many)
		}
	}
}

func TestReasonText_AgreesWithItsNumber(t *testing.T) {
	for lang, want := range map[string][2]string{"fr": {"auteur)", "auteurs)"}, "en": {"author)", "authors)"}} {
		f := Words{vm.Formats{Texts: locale.New(lang)}}
		for i, n := range []any{1, 2.0} { // the second as it was stored
			r := radar.Reason{Key: "radar.risk", Args: map[string]any{"Word": "blessé", "Count": n}}
			if got := f.ReasonText(r); !strings.Contains(got, want[i]) {
				t.Errorf("%s: %q does not hold %q", lang, got, want[i])
			}
		}
	}
}
