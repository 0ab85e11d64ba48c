package mailtest

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// startPostfix writes the configuration and starts the server. It takes mail
// from those who signed in against Dovecot's users and for our domain only.
func (s *Servers) startPostfix(t testing.TB) {
	t.Helper()
	fill := strings.NewReplacer(
		"@DIR@", s.Dir, "@MARK@", s.mark, "@DOMAIN@", Domain,
		"@LMTP@", strconv.Itoa(s.LMTP), "@SASL@", strconv.Itoa(s.sasl),
		"@SMTP@", strconv.Itoa(s.SMTP), "@SUBMISSION@", strconv.Itoa(s.Submission), "@SMTPS@", strconv.Itoa(s.SMTPS),
	)
	main := s.write(t, "postfix/etc/main.cf", fill.Replace(mainTemplate), 0o644)
	s.write(t, "postfix/etc/master.cf", fill.Replace(masterTemplate), 0o644)
	s.write(t, "postfix/queue/.keep", "", 0o644)
	s.write(t, "postfix/data/.keep", "", 0o644)
	s.run(t, "chown", "postfix", filepath.Join(s.Dir, "postfix", "data"))
	t.Cleanup(func() { end(filepath.Join(s.Dir, "postfix", "queue", "pid", "master.pid")) })
	s.run(t, binary("postfix"), "-c", filepath.Dir(main), "start")
	s.await(t, "postfix", s.SMTP, filepath.Join(s.Dir, "postfix", "mail.log"))
}

const mainTemplate = `
compatibility_level = 3.6
queue_directory = @DIR@/postfix/queue
data_directory = @DIR@/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = @DIR@/postfix/mail.log
maillog_file_prefixes = @DIR@/postfix
myhostname = mail.@DOMAIN@
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
smtpd_banner = mail.@DOMAIN@ ESMTP @MARK@
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
message_size_limit = 20000000
virtual_mailbox_domains = @DOMAIN@
virtual_mailbox_maps = inline:{ {@@DOMAIN@ = ok} }
virtual_transport = lmtp:inet:127.0.0.1:@LMTP@
virtual_mailbox_limit = 0
lmtp_destination_concurrency_limit = 20
default_transport = error:no outside mail
relay_transport = error:no outside mail
alias_maps =
alias_database =
local_recipient_maps =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:@SASL@
smtpd_sasl_security_options = noanonymous
smtpd_tls_chain_files = @DIR@/tls/chain.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_non_fqdn_recipient, check_recipient_access inline:{ {full@@DOMAIN@ = 452 4.2.2 mailbox full} {nobody@@DOMAIN@ = 550 5.1.1 no such person} {outside@elsewhere.example = 550 5.7.1 no outside mail} }
`

const masterTemplate = `
127.0.0.1:@SMTP@ inet n - n - - smtpd
127.0.0.1:@SUBMISSION@ inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
127.0.0.1:@SMTPS@ inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
`
