package mailtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// housing makes the directories of the mail and of the passwords.
func (s *Servers) housing(t testing.TB) {
	t.Helper()
	mail := filepath.Join(s.Dir, "mail")
	if err := errors.Join(os.Mkdir(mail, 0o755), os.Mkdir(filepath.Join(s.Dir, "passwords"), 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := own(mail); err != nil {
		t.Fatal(err)
	}
}

// AddUser makes a mailbox and gives its address, name@vigie.test.
func (s *Servers) AddUser(t testing.TB, name, password string) string {
	t.Helper()
	address := name + "@" + Domain
	s.writePassword(t, address, password)
	return address
}

// SetPassword changes the password of a mailbox. It takes a second, because
// Dovecot looks no more often whether a password file has changed.
func (s *Servers) SetPassword(t testing.TB, address, password string) {
	t.Helper()
	s.writePassword(t, address, password)
	time.Sleep(1100 * time.Millisecond)
}

// writePassword writes the password file of one user in one step.
func (s *Servers) writePassword(t testing.TB, address, password string) {
	t.Helper()
	path := filepath.Join(s.Dir, "passwords", address)
	line := address + ":{PLAIN}" + password + "::::::\n"
	err := os.WriteFile(path+".new", []byte(line), 0o644)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		t.Fatalf("write a password: %v", err)
	}
}

// tokens is the introspection point that Dovecot asks whether an OAuth token
// is good.
type tokens struct {
	mu    sync.Mutex
	url   string
	valid map[string]string // token -> address
}

func serveTokens(t testing.TB) *tokens {
	k := &tokens{valid: map[string]string{}}
	server := httptest.NewServer(http.HandlerFunc(k.introspect))
	t.Cleanup(server.Close)
	k.url = server.URL + "/introspect"
	return k
}

func (k *tokens) introspect(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	k.mu.Lock()
	address := k.valid[token]
	k.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if address == "" {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"active": address != "", "username": address})
}

// GrantToken makes an OAuth token good for a mailbox.
func (s *Servers) GrantToken(address, token string) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.valid[token] = address
}

// RevokeToken makes it worthless again.
func (s *Servers) RevokeToken(token string) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	delete(s.tokens.valid, token)
}

// Maildir is the directory of a mailbox of a user; "" and "INBOX" are the
// inbox.
func (s *Servers) Maildir(address, mailbox string) string {
	dir := filepath.Join(s.Dir, "mail", address, "Maildir")
	if mailbox != "" && mailbox != "INBOX" {
		dir = filepath.Join(dir, "."+strings.ReplaceAll(mailbox, "/", "."))
	}
	return dir
}
