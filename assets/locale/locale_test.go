package locale

import (
	"errors"
	"testing"

	"vigie/inbox/fault"
)

func TestMatch_ChoosesALanguageWeSpeak(t *testing.T) {
	for env, want := range map[string]string{
		"": "en", "C": "en", "POSIX": "en", "C.UTF-8": "en", "en_GB.UTF-8": "en", "fr": "fr", "fr_FR.UTF-8": "fr",
		"fr_CA.UTF-8": "fr", "fr_BE@euro": "fr", "fr-FR,en;q=0.5": "fr", "de_DE.UTF-8": "en", "not a language": "en",
	} {
		if got := Match(env); got != want {
			t.Errorf("Match(%q) = %q, want %q", env, got, want)
		}
	}
}

func TestTexts_ShowsAMissingKeyItself(t *testing.T) {
	if got := New("fr").T("nobody.wrote-this", nil); got != "nobody.wrote-this" {
		t.Errorf("got %q", got)
	}
}

func TestTexts_CountsAsTheLanguageDoes(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "0 messages"}, {"en", 1, "1 message"}, {"en", 2, "2 messages"},
		{"fr", 0, "0 message"}, {"fr", 1, "1 message"}, {"fr", 2, "2 messages"}, {"fr", 1000000, "1000000 messages"},
	} {
		if got := New(c.lang).N("cli.messages", c.n, nil); got != c.want {
			t.Errorf("%s, %d: got %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestTexts_LeavesAnUnfilledPlaceholderEmpty(t *testing.T) {
	got := New("en").T("fault.channel-temporary", map[string]any{})
	if got == "" || got == "fault.channel-temporary" {
		t.Errorf("got %q", got)
	}
}

func TestTexts_SaysAFaultInThePersonsLanguage(t *testing.T) {
	err := errors.Join(errors.New("outer"), fault.New(fault.Internal, "fault.internal"))
	english, french := New("en").Fault(err), New("fr_FR").Fault(err)
	if english == french || english == "fault.internal" || french == "fault.internal" {
		t.Errorf("en %q, fr %q", english, french)
	}
	if got := New("fr").Fault(errors.New("bare")); got != french {
		t.Errorf("an error without a text: %q, want %q", got, french)
	}
	if got := New("fr").Fault(nil); got != "" {
		t.Errorf("no error says %q", got)
	}
}
