package mastotest

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/inbox"
)

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lost := s.take(LoseAnswer, LoseRequest, BreakAfter)
	if lost == LoseRequest {
		hangUp(w)
		return
	}
	st := s.created(w, r)
	switch {
	case st == nil:
	case lost == LoseAnswer:
		hangUp(w)
	case lost == BreakAfter:
		refuse(w, http.StatusInternalServerError, "Something went wrong")
	default:
		answer(w, http.StatusOK, st)
	}
}

// created publishes what is asked for, or refuses. The lock is held.
func (s *Server) created(w http.ResponseWriter, r *http.Request) *Status {
	key := r.Header.Get("Idempotency-Key")
	if known := s.statuses[s.byKey[key]]; key != "" && known != nil && !s.options.IgnoreIdempotency {
		return known
	}
	text, warning, visibility := r.FormValue("status"), r.FormValue("spoiler_text"), r.FormValue("visibility")
	parent := s.statuses[r.FormValue("in_reply_to_id")]
	media := s.attached(r)
	switch {
	case strings.TrimSpace(text) == "" && len(media) == 0:
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: Text can't be blank")
		return nil
	case weight(warning+text) > s.options.MaxCharacters:
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: Text character limit exceeded")
		return nil
	case r.FormValue("in_reply_to_id") != "" && parent == nil:
		refuse(w, http.StatusNotFound, "Record not found")
		return nil
	case !slices.Contains([]string{"", "public", "unlisted", "private", "direct"}, visibility):
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: Visibility is not included in the list")
		return nil
	}
	p := Post{Text: text, Warning: warning, Visibility: visibility}
	if parent != nil {
		p.Parent = parent.ID
	}
	st := s.newStatus(s.person(houseName), p)
	st.Media, st.key = media, key
	s.byKey[key] = st.ID
	s.sent = append(s.sent, st.ID)
	s.publish(st)
	return st
}

// weight counts a text as the instance does when it validates one.
func weight(text string) int {
	text = regexp.MustCompile(`https?://\S+`).ReplaceAllString(text, strings.Repeat("x", 23))
	text = regexp.MustCompile(`@(\w+)@[\w.-]+\w`).ReplaceAllString(text, "@$1")
	return inbox.Graphemes.Length(text)
}

func (s *Server) attached(r *http.Request) []*Media {
	all := []*Media{}
	for _, id := range r.Form["media_ids[]"] {
		if m := s.media[id]; m != nil {
			all = append(all, m)
		}
	}
	return all
}

func (s *Server) update(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.seen(w, r)
	if st == nil {
		return
	}
	if st.Author.Acct != houseName {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	s.rewrite(st, r.FormValue("status"))
	answer(w, http.StatusOK, st)
}

func (s *Server) remove(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	st := s.statuses[r.PathValue("id")]
	s.mu.Unlock()
	if st == nil || st.Author.Acct != houseName {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	s.Delete(st.ID, true)
	answer(w, http.StatusOK, st)
}

func (s *Server) favourite(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.seen(w, r); st != nil {
		if !st.favourited {
			st.favourited = true
			st.Favourites++
		}
		answer(w, http.StatusOK, st)
	}
}

func (s *Server) unfavourite(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.seen(w, r); st != nil {
		if st.favourited {
			st.favourited = false
			st.Favourites--
		}
		answer(w, http.StatusOK, st)
	}
}

func (s *Server) unmute(w http.ResponseWriter, r *http.Request) {
	s.judge(w, r, func(p *Person) { p.muted = false })
}

func (s *Server) unblock(w http.ResponseWriter, r *http.Request) {
	s.judge(w, r, func(p *Person) { p.blocked = false })
}

// lookup finds a person by name, and knows nobody who never wrote.
func (s *Server) lookup(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[strings.TrimSuffix(strings.ToLower(r.FormValue("acct")), "@"+Domain)]
	if p == nil {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	answer(w, http.StatusOK, p)
}

func (s *Server) mute(w http.ResponseWriter, r *http.Request) {
	s.judge(w, r, func(p *Person) { p.muted = true })
}

// block also clears the notifications of the person, as Mastodon does.
func (s *Server) block(w http.ResponseWriter, r *http.Request) {
	s.judge(w, r, func(p *Person) {
		p.blocked = true
		s.news = slices.DeleteFunc(s.news, func(n *Notification) bool { return n.Account == p })
	})
}

func (s *Server) judge(w http.ResponseWriter, r *http.Request, how func(*Person)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personByID(r.PathValue("id"))
	if p == nil {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	how(p)
	answer(w, http.StatusOK, map[string]any{"id": p.ID, "muting": p.muted, "blocking": p.blocked})
}

func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personByID(r.FormValue("account_id"))
	if p == nil {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	if utf8.RuneCountInString(r.FormValue("comment")) > 1000 {
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: Comment is too long")
		return
	}
	fault := s.take(LoseAnswer, LoseRequest)
	if fault == LoseRequest {
		hangUp(w)
		return
	}
	s.reports = append(s.reports, Report{
		Account: p.Acct, Status: r.FormValue("status_ids[]"), Comment: r.FormValue("comment"), Category: r.FormValue("category"),
		Forward: r.FormValue("forward") == "true",
	})
	if fault == LoseAnswer {
		hangUp(w)
		return
	}
	answer(w, http.StatusOK, map[string]any{"id": "1", "action_taken": false})
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	file, head, err := r.FormFile("file")
	if err != nil {
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: File can't be blank")
		return
	}
	defer func() { _ = file.Close() }()
	if _, err := io.Copy(io.Discard, file); err != nil || !slices.Contains(s.options.MimeTypes, head.Header.Get("Content-Type")) {
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: File content type is invalid, File is invalid")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Media{ID: s.ids.next(), Type: "image"}
	if d := r.FormValue("description"); d != "" {
		m.Description = &d
	}
	s.media[m.ID] = m
	if s.options.AsyncMedia {
		answer(w, http.StatusAccepted, m)
		return
	}
	s.finish(m)
	answer(w, http.StatusOK, m)
}

func (s *Server) finish(m *Media) {
	address := "https://files." + Domain + "/" + m.ID + ".png"
	m.URL = &address
}

// mediaOne is not ready the first time that it is asked.
func (s *Server) mediaOne(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.media[r.PathValue("id")]
	if m == nil {
		refuse(w, http.StatusNotFound, "Record not found")
		return
	}
	if m.asked++; m.asked < 2 {
		answer(w, http.StatusPartialContent, m)
		return
	}
	s.finish(m)
	answer(w, http.StatusOK, m)
}
