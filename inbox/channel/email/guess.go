package email

import (
	"strconv"
	"strings"
)

// Guess gives the usual settings of a mailbox by the domain of its address,
// to fill the form with: those of a well-known provider, or imap.<domain> and
// smtp.<domain>. Nothing is asked of the network. known tells whether the
// provider is one of ours; an address without a domain gives nil.
func Guess(address string) (settings map[string]string, known bool) {
	at := strings.LastIndexByte(address, '@')
	domain := strings.ToLower(strings.Trim(strings.TrimSpace(address[at+1:]), "."))
	if at < 1 || domain == "" {
		return nil, false
	}
	for _, p := range providers() {
		if p.serves(domain) {
			return p.settings(address), true
		}
	}
	own := provider{imap: "imap." + domain, smtp: "smtp." + domain}
	return own.settings(address), false
}

// provider is where a company's mailboxes are. Domains ending in a dot stand
// for any country: "yahoo." is yahoo.fr and yahoo.co.uk.
type provider struct {
	domains    string
	imap, smtp string
	smtps      bool // port 465 with TLS from the start, instead of 587 with STARTTLS
	copies     bool // keeps what is sent by itself
	oauth      bool // refuses plain passwords of most accounts
}

func (p provider) serves(domain string) bool {
	for _, d := range strings.Fields(p.domains) {
		if d == domain || strings.HasSuffix(d, ".") && strings.HasPrefix(domain, d) {
			return true
		}
	}
	return false
}

func (p provider) settings(address string) map[string]string {
	m := map[string]string{
		fieldUser:     strings.TrimSpace(address),
		fieldIMAPHost: p.imap, fieldIMAPPort: "993", fieldIMAPSecurity: securityTLS,
		fieldSMTPHost: p.smtp, fieldSMTPPort: strconv.Itoa(587), fieldSMTPSecurity: securityStartTLS,
		fieldAuth: authPassword, fieldSentCopy: copyAppend,
	}
	if p.smtps {
		m[fieldSMTPPort], m[fieldSMTPSecurity] = "465", securityTLS
	}
	if p.copies {
		m[fieldSentCopy] = copyServer
	}
	if p.oauth {
		m[fieldAuth] = authXOAuth2
	}
	return m
}

// providers are the servers as their companies publish them for mail programs.
func providers() []provider {
	return []provider{
		{domains: "gmail.com googlemail.com", imap: "imap.gmail.com", smtp: "smtp.gmail.com", copies: true},
		{domains: "outlook. hotmail. live. msn.com office365.com", imap: "outlook.office365.com", smtp: "smtp.office365.com", copies: true, oauth: true},
		{domains: "yahoo. ymail.com rocketmail.com", imap: "imap.mail.yahoo.com", smtp: "smtp.mail.yahoo.com", smtps: true},
		{domains: "aol.com aol.fr", imap: "imap.aol.com", smtp: "smtp.aol.com", smtps: true},
		{domains: "icloud.com me.com mac.com", imap: "imap.mail.me.com", smtp: "smtp.mail.me.com"},
		{domains: "orange.fr wanadoo.fr", imap: "imap.orange.fr", smtp: "smtp.orange.fr", smtps: true},
		{domains: "free.fr libertysurf.fr online.fr", imap: "imap.free.fr", smtp: "smtp.free.fr", smtps: true},
		{domains: "laposte.net", imap: "imap.laposte.net", smtp: "smtp.laposte.net", smtps: true},
		{domains: "sfr.fr neuf.fr cegetel.net club-internet.fr", imap: "imap.sfr.fr", smtp: "smtp.sfr.fr", smtps: true},
		{domains: "bbox.fr", imap: "imap4.bbox.fr", smtp: "smtp.bbox.fr"},
		{domains: "ovh.net ovh.com", imap: "ssl0.ovh.net", smtp: "ssl0.ovh.net", smtps: true},
		{domains: "gandi.net", imap: "mail.gandi.net", smtp: "mail.gandi.net", smtps: true},
		{domains: "infomaniak.com ik.me etik.com", imap: "mail.infomaniak.com", smtp: "mail.infomaniak.com", smtps: true},
		{domains: "ionos.fr ionos.com ionos.de 1and1.fr", imap: "imap.ionos.fr", smtp: "smtp.ionos.fr", smtps: true},
		{domains: "gmx. ", imap: "imap.gmx.net", smtp: "mail.gmx.net"},
		{domains: "web.de", imap: "imap.web.de", smtp: "smtp.web.de"},
		{domains: "fastmail.com fastmail.fm", imap: "imap.fastmail.com", smtp: "smtp.fastmail.com", smtps: true},
		{domains: "zoho.com zohomail.com", imap: "imap.zoho.com", smtp: "smtp.zoho.com", smtps: true, copies: true},
		{domains: "zoho.eu zohomail.eu", imap: "imap.zoho.eu", smtp: "smtp.zoho.eu", smtps: true, copies: true},
		{domains: "mailo.com netc.fr", imap: "mail.mailo.com", smtp: "mail.mailo.com", smtps: true},
	}
}
