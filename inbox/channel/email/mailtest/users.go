package mailtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// users are the mailboxes and their passwords.
type users struct {
	mu    sync.Mutex
	path  string
	mail  string
	names []string
	words map[string]string
}

// AddUser makes a mailbox and gives its address, name@vigie.test.
func (s *Servers) AddUser(t testing.TB, name, password string) string {
	t.Helper()
	address := name + "@" + Domain
	s.SetPassword(t, address, password)
	return address
}

// SetPassword changes the password of a mailbox, or makes the mailbox.
func (s *Servers) SetPassword(t testing.TB, address, password string) {
	t.Helper()
	u := s.users
	u.mu.Lock()
	if u.words == nil {
		u.words = map[string]string{}
	}
	if _, known := u.words[address]; !known {
		u.names = append(u.names, address)
	}
	u.words[address] = password
	u.mu.Unlock()
	u.save(t)
}

// save writes the password file in one step. Dovecot reads it again when its
// time or size has changed.
func (u *users) save(t testing.TB) {
	t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	var b strings.Builder
	for _, n := range u.names {
		b.WriteString(n + ":{PLAIN}" + u.words[n] + "::::::\n")
	}
	if err := os.WriteFile(u.path+".new", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(u.path+".new", u.path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(u.mail, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := own(u.mail); err != nil {
		t.Fatal(err)
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
