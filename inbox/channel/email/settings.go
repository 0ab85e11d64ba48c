package email

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// The names of the fields of an account.
const (
	fieldIMAPHost     = "imap_host"
	fieldIMAPPort     = "imap_port"
	fieldIMAPSecurity = "imap_security"
	fieldUser         = "user"
	fieldAuth         = "auth"
	fieldPassword     = "password"
	fieldToken        = "oauth_token"
	fieldSMTPHost     = "smtp_host"
	fieldSMTPPort     = "smtp_port"
	fieldSMTPSecurity = "smtp_security"
	fieldSMTPAuth     = "smtp_auth"
	fieldMailboxes    = "mailboxes"
	fieldSent         = "sent_mailbox"
	fieldSentCopy     = "sent_copy"
	fieldDisplayName  = "display_name"
	fieldCA           = "tls_ca"
)

const (
	securityTLS      = "tls"
	securityStartTLS = "starttls"
	securityNone     = "none" // on the loopback only

	authPassword = "password"
	authXOAuth2  = "xoauth2"
	authBearer   = "oauthbearer"

	smtpAuthSame = "same"
	smtpAuthNone = "none"

	copyAppend = "append" // we lay the copy into the sent mailbox
	copyServer = "server" // the provider does so by itself
)

// Descriptor is the form of a mailbox.
func (c *Connector) Descriptor() channel.Descriptor {
	security := []string{securityTLS, securityStartTLS, securityNone}
	return channel.Descriptor{
		Channel: inbox.ChannelEmail,
		Caps:    sheet(map[inbox.Action]inbox.Support{inbox.Junk: inbox.Yes, inbox.Archive: inbox.Yes}),
		Stages:  []channel.Stage{channel.StageReach, channel.StageSignIn, channel.StageMailbox, channel.StageSend, channel.StageSendIn},
		Fields: []channel.Field{
			{Name: fieldDisplayName, Kind: channel.TextField},
			{Name: fieldUser, Kind: channel.TextField},
			{Name: fieldAuth, Kind: channel.ChoiceField, Choices: []string{authPassword, authXOAuth2, authBearer}, Default: authPassword},
			{Name: fieldPassword, Kind: channel.SecretField},
			{Name: fieldToken, Kind: channel.SecretField, Advanced: true},
			{Name: fieldIMAPHost, Kind: channel.TextField, Required: true},
			{Name: fieldIMAPPort, Kind: channel.NumberField, Default: "993"},
			{Name: fieldIMAPSecurity, Kind: channel.ChoiceField, Choices: security, Default: securityTLS},
			{Name: fieldSMTPHost, Kind: channel.TextField, Required: true},
			{Name: fieldSMTPPort, Kind: channel.NumberField, Default: "587"},
			{Name: fieldSMTPSecurity, Kind: channel.ChoiceField, Choices: security, Default: securityStartTLS},
			{Name: fieldSMTPAuth, Kind: channel.ChoiceField, Choices: []string{smtpAuthSame, smtpAuthNone}, Default: smtpAuthSame, Advanced: true},
			{Name: fieldMailboxes, Kind: channel.TextField, Default: "INBOX", Advanced: true},
			{Name: fieldSent, Kind: channel.TextField, Advanced: true},
			{Name: fieldSentCopy, Kind: channel.ChoiceField, Choices: []string{copyAppend, copyServer}, Default: copyAppend, Advanced: true},
			{Name: fieldCA, Kind: channel.TextField, Advanced: true},
		},
	}
}

// settings are an account's settings, read and checked.
type settings struct {
	imap, smtp  endpoint
	user        string
	auth        string
	smtpAuth    bool
	mailboxes   []string
	sent        string
	appends     bool
	displayName string
	roots       *x509.CertPool // nil is the system's
}

// endpoint is a server.
type endpoint struct {
	what     string // "IMAP" or "SMTP", for a person
	host     string
	port     int
	security string
}

func (e endpoint) address() string { return net.JoinHostPort(e.host, strconv.Itoa(e.port)) }

// readSettings checks an account's settings; an empty one has its default.
func readSettings(acc inbox.Account) (settings, error) {
	get := func(name, otherwise string) string {
		if v := strings.TrimSpace(acc.Settings[name]); v != "" {
			return v
		}
		return otherwise
	}
	set := settings{
		user: get(fieldUser, acc.Address), auth: get(fieldAuth, authPassword),
		smtpAuth: get(fieldSMTPAuth, smtpAuthSame) == smtpAuthSame,
		sent:     get(fieldSent, ""), appends: get(fieldSentCopy, copyAppend) == copyAppend,
		displayName: get(fieldDisplayName, ""),
	}
	for _, name := range strings.Split(get(fieldMailboxes, "INBOX"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			set.mailboxes = append(set.mailboxes, name)
		}
	}
	if len(set.mailboxes) == 0 {
		return set, wrongSetting(fieldMailboxes, "no mailbox is named")
	}
	if set.auth != authPassword && set.auth != authXOAuth2 && set.auth != authBearer {
		return set, wrongSetting(fieldAuth, set.auth)
	}
	if err := set.readServers(get); err != nil {
		return set, err
	}
	return set, set.readRoots(get(fieldCA, ""))
}

func (set *settings) readServers(get func(name, otherwise string) string) error {
	servers := []struct {
		to                   *endpoint
		what                 string
		host, port, security string
		usualPort, usual     string
	}{
		{&set.imap, "IMAP", fieldIMAPHost, fieldIMAPPort, fieldIMAPSecurity, "993", securityTLS},
		{&set.smtp, "SMTP", fieldSMTPHost, fieldSMTPPort, fieldSMTPSecurity, "587", securityStartTLS},
	}
	for _, v := range servers {
		e := endpoint{what: v.what, host: get(v.host, ""), security: get(v.security, v.usual)}
		port, err := strconv.Atoi(get(v.port, v.usualPort))
		switch {
		case e.host == "":
			return wrongSetting(v.host, "the server's name is missing")
		case strings.ContainsAny(e.host, " /@\r\n"):
			return wrongSetting(v.host, e.host)
		case err != nil || port < 1 || port > 65535:
			return wrongSetting(v.port, get(v.port, ""))
		case e.security != securityTLS && e.security != securityStartTLS && e.security != securityNone:
			return wrongSetting(v.security, e.security)
		case e.security == securityNone && !loopback(e.host):
			return wrongSetting(v.security, "a password is never sent without encryption to another computer")
		}
		e.port = port
		*v.to = e
	}
	return nil
}

// readRoots takes certificates in PEM, or the name of a file that holds them.
func (set *settings) readRoots(ca string) error {
	if ca == "" {
		return nil
	}
	pem := []byte(ca)
	if !strings.Contains(ca, "-----BEGIN") {
		var err error
		if pem, err = os.ReadFile(ca); err != nil {
			return &channel.Error{Reason: channel.Invalid, Field: fieldCA, Detail: "the file cannot be read", Cause: err}
		}
	}
	set.roots = x509.NewCertPool()
	if !set.roots.AppendCertsFromPEM(pem) {
		return wrongSetting(fieldCA, "holds no certificate")
	}
	return nil
}

func (set settings) tls(e endpoint, clock func() time.Time) *tls.Config {
	return &tls.Config{ServerName: e.host, RootCAs: set.roots, MinVersion: tls.VersionTLS12, Time: clock}
}

func wrongSetting(field, detail string) error {
	return &channel.Error{Reason: channel.Invalid, Field: field, Detail: detail}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
