package mailtest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startDovecot writes the configuration and starts the server.
func (s *Servers) startDovecot(t testing.TB) {
	t.Helper()
	s.write(t, "oauth.conf", strings.Join([]string{
		"introspection_mode = auth",
		"introspection_url = " + s.tokens.url,
		"active_attribute = active",
		"active_value = true",
		"username_attribute = username",
	}, "\n")+"\n", 0o644)
	s.write(t, "dovecot.conf", s.dovecotConf(), 0o644)
	s.bootDovecot(t)
	t.Cleanup(func() { s.Stop() })
}

func (s *Servers) bootDovecot(t testing.TB) {
	t.Helper()
	s.run(t, binary("dovecot"), "-c", filepath.Join(s.Dir, "dovecot.conf"))
	s.await(t, "dovecot", s.IMAP, filepath.Join(s.Dir, "dovecot.log"))
}

// Stop ends Dovecot and waits until it is gone.
func (s *Servers) Stop() { end(filepath.Join(s.Dir, "run", "master.pid")) }

// Restart stops Dovecot and starts it again; its mail stays.
func (s *Servers) Restart(t testing.TB) {
	t.Helper()
	s.Stop()
	s.bootDovecot(t)
}

// end terminates the process named in a pid file, with those it started.
func end(pidFile string) {
	b, err := os.ReadFile(pidFile)
	if err != nil {
		return
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || pid <= 1 {
		return
	}
	_ = syscall.Kill(pid, syscall.SIGTERM)
	for range 3000 {
		if gone(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// gone tells whether a process has ended, reaped by its parent or not.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func (s *Servers) dovecotConf() string {
	return strings.NewReplacer(
		"@DIR@", s.Dir, "@MARK@", s.mark,
		"@IMAP@", strconv.Itoa(s.IMAP), "@IMAPS@", strconv.Itoa(s.IMAPS),
		"@LMTP@", strconv.Itoa(s.LMTP), "@SASL@", strconv.Itoa(s.sasl),
	).Replace(dovecotTemplate)
}

const dovecotTemplate = `
base_dir = @DIR@/run
state_dir = @DIR@/state
log_path = @DIR@/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
login_greeting = @MARK@ ready
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
disable_plaintext_auth = no
ssl = yes
ssl_cert = <@DIR@/tls/cert.pem
ssl_key = <@DIR@/tls/key.pem
mail_location = maildir:@DIR@/mail/%u/Maildir
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
mail_max_userip_connections = 200
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = @DIR@/passwords/%u
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = @DIR@/oauth.conf
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=@DIR@/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \Sent
  }
  mailbox Junk {
    auto = create
    special_use = \Junk
  }
  mailbox Archive {
    auto = create
    special_use = \Archive
  }
}
service imap-login {
  inet_listener imap {
    port = @IMAP@
  }
  inet_listener imaps {
    port = @IMAPS@
    ssl = yes
  }
}
service imap {
  process_limit = 400
}
service lmtp {
  inet_listener lmtp {
    port = @LMTP@
  }
}
service auth {
  inet_listener sasl {
    port = @SASL@
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  client_limit = 2000
}
`
