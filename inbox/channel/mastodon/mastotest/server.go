// Package mastotest is an instance of Mastodon that lives in a test: a
// stateful server on the loopback, written from the published documentation of
// the API (docs.joinmastodon.org). Options make it differ from Mastodon where
// other servers do.
//
// It has one account of the house, @marque@masto.test, and as many people on
// other instances as a test names.
package mastotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// Domain is what handles of the instance end in.
	Domain = "masto.test"
	// House is the handle of the house's account.
	House = "@" + houseName + "@" + Domain
	// AllScopes is everything that a token can be granted.
	AllScopes = "read write follow push"

	houseName = "marque"
	usual     = "camille@client.test"
)

// Options shape an instance. The zero value is Mastodon 4.5.
type Options struct {
	ULID              bool // ids are ULIDs, as on GoToSocial, not numbers
	IgnoreIdempotency bool // the same key makes a second status
	NoRateHeaders     bool
	NoWebsocket       bool // streams answer 404 to an upgrade
	NoEvents          bool // and to server-sent events
	OldInstance       bool // no /api/v2/instance, no scopes of the application, no sources
	NoConversations   bool
	AsyncMedia        bool // uploads are worked on for a moment
	MaxCharacters     int  // 0 is 500
	MimeTypes         []string
	Scopes            string // of the house's token; empty is AllScopes
	MostPerPage       int    // of notifications; 0 is 80
	Beat              time.Duration
}

// Server is an instance. It is safe for concurrent use.
type Server struct {
	URL string

	options Options
	http    *httptest.Server
	ids     *ids
	hub     *hub

	mu       sync.Mutex
	people   map[string]*Person // by acct as the instance writes it
	statuses map[string]*Status
	order    []string // of statuses
	news     []*Notification
	media    map[string]*Media
	byKey    map[string]string
	sent     []string // what the house published through the API
	tokens   map[string]grant
	apps     map[string]*app
	codes    map[string]code
	reports  []Report
	lost     bool // ids that were given out mean nothing
	faults   []Fault
	pause    chan struct{}
	calls    []string
	left     int
	resets   time.Time
}

type grant struct {
	acct   string
	scopes string
}

// Token is the house's access token.
const Token = "house-token"

// Start runs an instance until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if o.MaxCharacters == 0 {
		o.MaxCharacters = 500
	}
	if o.MostPerPage == 0 {
		o.MostPerPage = 80
	}
	if o.Scopes == "" {
		o.Scopes = AllScopes
	}
	if o.Beat == 0 {
		o.Beat = time.Second
	}
	if o.MimeTypes == nil {
		o.MimeTypes = []string{"image/jpeg", "image/png", "application/pdf"} // some servers take any file
	}
	s := &Server{
		options: o, ids: &ids{ulid: o.ULID}, hub: newHub(), people: map[string]*Person{}, statuses: map[string]*Status{},
		media: map[string]*Media{}, byKey: map[string]string{}, tokens: map[string]grant{Token: {houseName, o.Scopes}},
		apps: map[string]*app{}, codes: map[string]code{}, left: 300, resets: time.Now().Add(5 * time.Minute),
	}
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL
	s.person(houseName)
	t.Cleanup(func() {
		s.hub.closeAll()
		s.http.CloseClientConnections()
		s.http.Close()
	})
	return s
}

// Stop ends the instance before the test does: nobody answers any more.
func (s *Server) Stop() {
	s.hub.closeAll()
	s.http.CloseClientConnections()
	s.http.Close()
}

func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	api := func(pattern, scope string, h func(http.ResponseWriter, *http.Request)) {
		m.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if s.enter(w, r, scope) {
				h(w, r)
			}
		})
	}
	if !s.options.OldInstance {
		api("GET /api/v2/instance", "", s.instanceV2)
		api("GET /api/v1/apps/verify_credentials", "any", s.appScopes)
		api("GET /api/v1/statuses/{id}/source", "read:statuses", s.source)
	}
	api("GET /api/v1/instance", "", s.instanceV1)
	api("GET /api/v1/accounts/verify_credentials", "read:accounts", s.verify)
	api("GET /api/v1/accounts/{id}/statuses", "read:statuses", s.accountStatuses)
	api("POST /api/v1/accounts/{id}/mute", "write:mutes", s.mute)
	api("POST /api/v1/accounts/{id}/block", "write:blocks", s.block)
	api("POST /api/v1/accounts/{id}/unmute", "write:mutes", s.unmute)
	api("POST /api/v1/accounts/{id}/unblock", "write:blocks", s.unblock)
	api("GET /api/v1/accounts/lookup", "read:accounts", s.lookup)
	api("GET /api/v1/notifications", "read:notifications", s.notifications)
	api("POST /api/v1/statuses", "write:statuses", s.create)
	api("GET /api/v1/statuses/{id}", "read:statuses", s.one)
	api("PUT /api/v1/statuses/{id}", "write:statuses", s.update)
	api("DELETE /api/v1/statuses/{id}", "write:statuses", s.remove)
	api("GET /api/v1/statuses/{id}/context", "read:statuses", s.context)
	api("GET /api/v1/statuses/{id}/history", "read:statuses", s.history)
	api("POST /api/v1/statuses/{id}/favourite", "write:favourites", s.favourite)
	api("POST /api/v1/statuses/{id}/unfavourite", "write:favourites", s.unfavourite)
	if !s.options.NoConversations {
		api("GET /api/v1/conversations", "read:statuses", s.conversations)
	}
	api("POST /api/v1/reports", "write:reports", s.report)
	api("POST /api/v2/media", "write:media", s.upload)
	api("GET /api/v1/media/{id}", "write:media", s.mediaOne)
	api("POST /api/v1/apps", "", s.register)
	m.HandleFunc("GET /oauth/authorize", s.authorizePage)
	m.HandleFunc("POST /oauth/authorize", s.authorize)
	m.HandleFunc("POST /auth/sign_in", s.signIn)
	m.HandleFunc("POST /oauth/token", s.token)
	m.HandleFunc("GET /api/v1/streaming", s.websocket)
	m.HandleFunc("GET /api/v1/streaming/user", s.events)
	m.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Record not found") })
	return m
}

// enter is the start of every call: it counts, waits out a pause, fails as
// asked, and checks the token.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, scope string) bool {
	s.mu.Lock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	gate := s.pause
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-r.Context().Done():
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.take(Unreachable, RateLimit) {
	case Unreachable:
		refuse(w, http.StatusServiceUnavailable, "Service Unavailable")
		return false
	case RateLimit:
		s.left = 0
		s.rateHeaders(w)
		s.left = 300
		refuse(w, http.StatusTooManyRequests, "Too many requests")
		return false
	}
	s.left--
	s.rateHeaders(w)
	return scope == "" || s.allowed(w, r, scope)
}

func (s *Server) rateHeaders(w http.ResponseWriter) {
	if s.options.NoRateHeaders {
		return
	}
	w.Header().Set("X-RateLimit-Limit", "300")
	w.Header().Set("X-RateLimit-Remaining", fmt.Sprint(max(0, s.left)))
	w.Header().Set("X-RateLimit-Reset", s.resets.UTC().Format("2006-01-02T15:04:05.000000Z"))
}

func (s *Server) allowed(w http.ResponseWriter, r *http.Request, scope string) bool {
	g, ok := s.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	family, _, _ := strings.Cut(scope, ":")
	granted := " " + g.scopes + " "
	switch {
	case !ok:
		refuse(w, http.StatusUnauthorized, "The access token is invalid")
	case scope == "any", strings.Contains(granted, " "+family+" "), strings.Contains(granted, " "+scope+" "):
		return true
	default:
		refuse(w, http.StatusForbidden, "This action is outside the authorized scopes")
	}
	return false
}

// answer writes an entity as the instance does.
func answer(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

func refuse(w http.ResponseWriter, status int, words string) {
	answer(w, status, map[string]string{"error": words})
}
