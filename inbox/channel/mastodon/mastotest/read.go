package mastotest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) configuration() map[string]any {
	return map[string]any{
		"urls":              map[string]any{"streaming": strings.Replace(s.URL, "http", "ws", 1)},
		"statuses":          map[string]any{"max_characters": s.options.MaxCharacters, "max_media_attachments": 4, "characters_reserved_per_url": 23},
		"media_attachments": map[string]any{"supported_mime_types": s.options.MimeTypes, "image_size_limit": 16 << 20, "video_size_limit": 99 << 20},
	}
}

func (s *Server) instanceV2(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"domain": Domain, "title": "Masto", "version": "4.5.0", "configuration": s.configuration()})
}

func (s *Server) instanceV1(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"uri": Domain, "title": "Masto", "version": "3.5.0", "configuration": s.configuration(),
		"urls": map[string]any{"streaming_api": strings.Replace(s.URL, "http", "ws", 1)},
	})
}

func (s *Server) verify(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer(w, http.StatusOK, s.person(s.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")].acct))
}

func (s *Server) appScopes(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	scopes := s.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")].scopes
	answer(w, http.StatusOK, map[string]any{"id": "1", "name": "Vigie", "scopes": strings.Fields(scopes)})
}

// paged cuts a list, oldest first, to the page that is asked for, newest
// first: min_id goes forward from an id, max_id back from one, since_id only
// bounds.
func paged[T any](r *http.Request, all []T, most int, idOf func(T) string) []T {
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 1 {
		limit = 20
	}
	limit = min(limit, most)
	all = slices.DeleteFunc(slices.Clone(all), func(e T) bool {
		id := idOf(e)
		above, below := q.Get("min_id"), q.Get("max_id")
		if above == "" {
			above = q.Get("since_id")
		}
		return above != "" && id <= above || below != "" && id >= below
	})
	if len(all) > limit {
		if q.Get("min_id") != "" {
			all = all[:limit]
		} else {
			all = all[len(all)-limit:]
		}
	}
	slices.Reverse(all)
	return all
}

// link says where the next pages are.
func (s *Server) link(w http.ResponseWriter, r *http.Request, newest, oldest string) {
	q := r.URL.Query()
	for _, bound := range []string{"min_id", "max_id", "since_id"} {
		q.Del(bound)
	}
	at := func(bound, id string) string {
		v := url.Values{}
		for k, values := range q {
			v[k] = values
		}
		v.Set(bound, id)
		return fmt.Sprintf("<%s%s?%s>", s.URL, r.URL.Path, v.Encode())
	}
	w.Header().Set("Link", at("max_id", oldest)+`; rel="next", `+at("min_id", newest)+`; rel="prev"`)
}

func (s *Server) notifications(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	if s.lost = s.lost && (q.Has("min_id") || q.Has("max_id")); s.lost {
		refuse(w, http.StatusBadRequest, "bad id")
		return
	}
	types := q["types[]"]
	all := slices.DeleteFunc(slices.Clone(s.news), func(n *Notification) bool {
		return len(types) > 0 && !slices.Contains(types, n.Type)
	})
	page := paged(r, all, s.options.MostPerPage, func(n *Notification) string { return n.ID })
	if len(page) > 0 {
		s.link(w, r, page[0].ID, page[len(page)-1].ID)
	}
	answer(w, http.StatusOK, page)
}

func (s *Server) accountStatuses(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []*Status{}
	for _, id := range s.order {
		if st := s.statuses[id]; st.Author.ID == r.PathValue("id") && (st.Reblog == nil || r.URL.Query().Get("exclude_reblogs") != "true") {
			all = append(all, st)
		}
	}
	page := paged(r, all, 40, func(st *Status) string { return st.ID })
	if len(page) > 0 {
		s.link(w, r, page[0].ID, page[len(page)-1].ID)
	}
	answer(w, http.StatusOK, page)
}

// view is a status as it is now, for a push that is sent later.
func (s *Server) view(st *Status) Status { return *st }

// seen gives a status that the house may see. The lock is held.
func (s *Server) seen(w http.ResponseWriter, r *http.Request) *Status {
	st := s.statuses[r.PathValue("id")]
	if st == nil || st.Author.Acct != houseName && !names(st, houseName) && (st.Visibility == "direct" || st.Visibility == "private") {
		refuse(w, http.StatusNotFound, "Record not found")
		return nil
	}
	return st
}

func (s *Server) one(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.seen(w, r); st != nil {
		answer(w, http.StatusOK, st)
	}
}

func (s *Server) context(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.seen(w, r)
	if st == nil {
		return
	}
	above, below := []*Status{}, []*Status{}
	for at := st; at.InReplyTo != nil && s.statuses[*at.InReplyTo] != nil; {
		at = s.statuses[*at.InReplyTo]
		if at.Visibility == "public" || at.Author.Acct == houseName || names(at, houseName) {
			above = append(above, at)
		}
	}
	slices.Reverse(above)
	under := map[string]bool{st.ID: true}
	for _, id := range s.order {
		if c := s.statuses[id]; c.InReplyTo != nil && under[*c.InReplyTo] {
			under[id] = true
			below = append(below, c)
		}
	}
	answer(w, http.StatusOK, map[string]any{"ancestors": above, "descendants": below})
}

func (s *Server) history(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.seen(w, r)
	if st == nil {
		return
	}
	all := []map[string]any{}
	for _, text := range append(slices.Clone(st.edits), st.text) {
		all = append(all, map[string]any{"content": render(text, nil), "created_at": st.CreatedAt})
	}
	answer(w, http.StatusOK, all)
}

func (s *Server) source(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.seen(w, r); st != nil {
		answer(w, http.StatusOK, map[string]any{"id": st.ID, "text": st.text, "spoiler_text": st.Warning})
	}
}

func (s *Server) conversations(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := map[string]*Status{} // by the person on the other side
	for _, id := range s.order {
		st := s.statuses[id]
		if st.Visibility != "direct" {
			continue
		}
		other := st.Author.Acct
		if other == houseName && len(st.Mentions) > 0 {
			other = st.Mentions[0].Acct
		}
		last[other] = st
	}
	all := []map[string]any{}
	for other, st := range last {
		all = append(all, map[string]any{"id": s.person(other).ID, "unread": true, "accounts": []*Person{s.person(other)}, "last_status": st})
	}
	slices.SortFunc(all, func(a, b map[string]any) int {
		return strings.Compare(b["last_status"].(*Status).ID, a["last_status"].(*Status).ID)
	})
	answer(w, http.StatusOK, all[:min(len(all), 20)])
}
