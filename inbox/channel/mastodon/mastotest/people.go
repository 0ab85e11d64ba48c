package mastotest

import (
	"slices"
	"strings"
)

// Post is what somebody writes.
type Post struct {
	From       string // an acct; empty is camille@client.test
	Text       string // the house is mentioned at its start, unless Unnamed
	Parent     string
	Visibility string // empty is public
	Warning    string
	Language   string
	Unnamed    bool
	Picture    string // address of a picture
	Broken     bool   // its content is no text
}

// Write makes somebody write, and gives the status's id.
func (s *Server) Write(p Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.From == "" {
		p.From = usual
	}
	if !p.Unnamed {
		p.Text = House + " " + p.Text
	}
	st := s.newStatus(s.person(p.From), p)
	if p.Broken {
		st.Content = 42
	}
	s.publish(st)
	return st.ID
}

// WriteAsHouse makes the house write in another program.
func (s *Server) WriteAsHouse(p Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if parent := s.statuses[p.Parent]; parent != nil && parent.Author.Acct != houseName {
		p.Text = "@" + parent.Author.Acct + " " + p.Text
	}
	st := s.newStatus(s.person(houseName), p)
	s.publish(st)
	return st.ID
}

// newStatus makes a status that nobody knows of yet. The lock is held.
func (s *Server) newStatus(author *Person, p Post) *Status {
	if p.Visibility == "" {
		p.Visibility = "public"
	}
	st := &Status{
		ID: s.ids.next(), CreatedAt: stamp(), Warning: p.Warning, Sensitive: p.Warning != "", Visibility: p.Visibility,
		Author: author, Mentions: s.named(p.Text), Media: []*Media{}, text: p.Text,
	}
	st.Content = render(p.Text, st.Mentions)
	st.URI = author.URL + "/statuses/" + st.ID
	st.URL = author.URL + "/" + st.ID
	if p.Language != "" {
		st.Language = &p.Language
	}
	if parent := s.statuses[p.Parent]; parent != nil {
		st.InReplyTo, st.InReplyToPerson = &parent.ID, &parent.Author.ID
		parent.Replies++
	}
	if p.Picture != "" {
		st.Media = append(st.Media, &Media{ID: s.ids.next(), Type: "image", URL: &p.Picture})
	}
	return st
}

// publish makes a status known. The lock is held.
func (s *Server) publish(st *Status) {
	s.statuses[st.ID] = st
	s.order = append(s.order, st.ID)
	if st.Author.Acct == houseName {
		s.hub.send("user", "update", s.view(st))
		return
	}
	if st.Author.blocked || !names(st, houseName) {
		return
	}
	if st.Visibility == "direct" {
		s.hub.send("direct", "conversation", map[string]any{"id": "1", "unread": true, "accounts": []*Person{st.Author}, "last_status": s.view(st)})
	}
	if st.Author.muted {
		return
	}
	n := &Notification{ID: s.ids.next(), Type: "mention", CreatedAt: stamp(), Account: st.Author, Status: st}
	s.news = append(s.news, n)
	s.hub.send("user", "notification", n)
}

func names(st *Status, acct string) bool {
	return slices.ContainsFunc(st.Mentions, func(m Mention) bool { return m.Acct == acct })
}

// Noise makes other things happen that nobody needs to answer: a follower and
// a like.
func (s *Server) Noise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kind := range []string{"follow", "favourite"} {
		n := &Notification{ID: s.ids.next(), Type: kind, CreatedAt: stamp(), Account: s.person("bruit@client.test")}
		s.news = append(s.news, n)
		s.hub.send("user", "notification", n)
	}
}

// Edit changes what a status says; tell announces it on the streams, which
// Mastodon does only for those who follow the author.
func (s *Server) Edit(id, text string, tell bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.statuses[id]
	if st == nil {
		return
	}
	if names(st, houseName) && st.Author.Acct != houseName {
		text = House + " " + text
	}
	s.rewrite(st, text)
	if tell {
		s.hub.send("user", "status.update", s.view(st))
	}
}

func (s *Server) rewrite(st *Status, text string) {
	now := stamp()
	st.edits = append(st.edits, st.text)
	st.text, st.Mentions, st.EditedAt = text, s.named(text), &now
	st.Content = render(text, st.Mentions)
}

// Delete takes a status away, with its notification.
func (s *Server) Delete(id string, tell bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.statuses[id] == nil {
		return
	}
	delete(s.statuses, id)
	s.order = slices.DeleteFunc(s.order, func(o string) bool { return o == id })
	s.news = slices.DeleteFunc(s.news, func(n *Notification) bool { return n.Status != nil && n.Status.ID == id })
	for _, st := range s.statuses {
		if st.InReplyTo != nil && *st.InReplyTo == id {
			st.InReplyTo = nil
		}
	}
	if tell {
		s.hub.send("user", "delete", id)
	}
}

// ClearNotifications is what a member does in another program.
func (s *Server) ClearNotifications() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.news = nil
}

// Unnotify drops the notification of a status, as a policy does that filters
// them.
func (s *Server) Unnotify(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.news = slices.DeleteFunc(s.news, func(n *Notification) bool { return n.Status != nil && n.Status.ID == id })
}

// Published is what the house published through the API.
type Published struct {
	ID, Text, Parent, Visibility, Warning, Key string
	Media                                      []string // their descriptions
}

// Published gives what the house published through the API, in order.
func (s *Server) Published() (all []Published) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.sent {
		st := s.statuses[id]
		if st == nil {
			continue
		}
		p := Published{ID: id, Text: st.text, Visibility: st.Visibility, Warning: st.Warning, Key: st.key}
		if st.InReplyTo != nil {
			p.Parent = *st.InReplyTo
		}
		for _, m := range st.Media {
			alt := ""
			if m.Description != nil {
				alt = *m.Description
			}
			p.Media = append(p.Media, alt)
		}
		all = append(all, p)
	}
	return all
}

// Report is a report to the moderators.
type Report struct {
	Account, Status, Comment, Category string
	Forward                            bool
}

// Reports gives what was reported.
func (s *Server) Reports() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.reports)
}

// Standing tells what the house did to a person: "muted", "blocked" or "".
func (s *Server) Standing(acct string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch p := s.person(acct); {
	case p.blocked:
		return "blocked"
	case p.muted:
		return "muted"
	default:
		return ""
	}
}

// Favourited tells whether the house likes a status.
func (s *Server) Favourited(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.statuses[id] != nil && s.statuses[id].favourited
}

// Followers sets what the instance says of a person's followers; below zero is
// hidden.
func (s *Server) Followers(acct string, n *int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(strings.ToLower(acct)).Followers = n
}
