package email

import (
	"errors"
	"maps"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func TestSettings_AreCheckedBeforeAnythingIsSent(t *testing.T) {
	good := map[string]string{fieldIMAPHost: "imap.example.org", fieldSMTPHost: "smtp.example.org"}
	for _, c := range []struct {
		name, field, value, blames string
	}{
		{"no server", fieldIMAPHost, "", fieldIMAPHost},
		{"a server with a path", fieldSMTPHost, "smtp.example.org/x", fieldSMTPHost},
		{"a port that is none", fieldIMAPPort, "99999", fieldIMAPPort},
		{"a password in the clear to another computer", fieldIMAPSecurity, securityNone, fieldIMAPSecurity},
		{"a sending password in the clear", fieldSMTPSecurity, securityNone, fieldSMTPSecurity},
		{"an unknown security", fieldIMAPSecurity, "ssl3", fieldIMAPSecurity},
		{"an unknown way to sign in", fieldAuth, "magic", fieldAuth},
		{"no mailbox", fieldMailboxes, " , ", fieldMailboxes},
		{"a certificate that is none", fieldCA, "-----BEGIN nothing", fieldCA},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := maps.Clone(good)
			set[c.field] = c.value
			_, err := readSettings(inbox.Account{Address: "a@example.org", Settings: set})
			var e *channel.Error
			if !errors.As(err, &e) || e.Reason != channel.Invalid || e.Field != c.blames {
				t.Errorf("error %v, want %q for %q", err, channel.Invalid, c.blames)
			}
		})
	}
	set, err := readSettings(inbox.Account{Address: "a@example.org", Settings: good})
	if err != nil || set.user != "a@example.org" || set.imap.address() != "imap.example.org:993" || set.imap.security != securityTLS ||
		set.smtp.address() != "smtp.example.org:587" || set.smtp.security != securityStartTLS || !set.appends {
		t.Errorf("the defaults are %+v, %v", set, err)
	}
}

func TestGuess_FillsTheForm(t *testing.T) {
	for _, c := range []struct {
		address, imap, smtp, port string
		known                     bool
	}{
		{"marque@gmail.com", "imap.gmail.com", "smtp.gmail.com", "587", true},
		{"Marque@Orange.FR", "imap.orange.fr", "smtp.orange.fr", "465", true},
		{"x@hotmail.fr", "outlook.office365.com", "smtp.office365.com", "587", true},
		{"x@yahoo.co.uk", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", "465", true},
		{"x@laposte.net", "imap.laposte.net", "smtp.laposte.net", "465", true},
		{"contact@marque.example", "imap.marque.example", "smtp.marque.example", "587", false},
		{"x@notgmail.com", "imap.notgmail.com", "smtp.notgmail.com", "587", false},
	} {
		got, known := Guess(c.address)
		if got[fieldIMAPHost] != c.imap || got[fieldSMTPHost] != c.smtp || got[fieldSMTPPort] != c.port || known != c.known {
			t.Errorf("%s: %v, known %v", c.address, got, known)
		}
		if _, err := readSettings(inbox.Account{Address: c.address, Settings: got}); err != nil {
			t.Errorf("%s: the guess is refused: %v", c.address, err)
		}
	}
	for _, bad := range []string{"", "marque", "@gmail.com", "x@"} {
		if got, _ := Guess(bad); got != nil {
			t.Errorf("%q: guessed %v", bad, got)
		}
	}
}

func TestProviders_AllMakeAccountsThatCanBeOpened(t *testing.T) {
	fields := map[string]channel.Field{}
	for _, f := range New().Descriptor().Fields {
		fields[f.Name] = f
	}
	for _, p := range providers() {
		for name, value := range p.settings("x@y.example") {
			f, known := fields[name]
			if !known || f.Kind == channel.SecretField {
				t.Errorf("%s: no field for %q", p.imap, name)
			}
			if _, err := readSettings(inbox.Account{Address: "x@y.example", Settings: p.settings("x@y.example")}); err != nil || value == "" {
				t.Errorf("%s: %q = %q: %v", p.imap, name, value, err)
			}
		}
	}
}
