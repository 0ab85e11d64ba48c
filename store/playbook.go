package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// The states of a version of a playbook.
const (
	bookDraft     = "draft"
	bookPublished = "published"
	bookRetired   = "retired"
)

// PlaybookVersion is one file of a playbook: a version in a language.
type PlaybookVersion struct {
	Hash        string // SHA-256 of the text
	ID          string
	Version     string
	Lang        string
	Title       string
	Skeleton    string // equal in every language of a version
	State       string // draft, published or retired
	WrittenBy   team.MemberID
	WrittenAt   time.Time
	PublishedBy team.MemberID
	PublishedAt time.Time
}

type (
	bookText struct {
		Text string `json:"text"`
	}
	bookNamed struct {
		Hash string `json:"hash"`
	}
)

// Playbooks lists every version in every language, by id and version.
func (w *Workspace) Playbooks(ctx context.Context) ([]PlaybookVersion, error) {
	list, err := all(w.glance(ctx), readBook, `SELECT `+bookColumns+` FROM playbook ORDER BY id, version, lang, written_at`)
	return list, explain(err)
}

const bookColumns = `hash, id, version, lang, title, skeleton, state, written_by, written_at, published_by, published_at`

func readBook(s scanner) (PlaybookVersion, error) {
	var v PlaybookVersion
	var written, published int64
	err := s.Scan(&v.Hash, &v.ID, &v.Version, &v.Lang, &v.Title, &v.Skeleton, &v.State, &v.WrittenBy, &written, &v.PublishedBy, &published)
	v.WrittenAt, v.PublishedAt = moment(written), moment(published)
	return v, err
}

// PlaybookText gives the text of a version.
func (w *Workspace) PlaybookText(ctx context.Context, hash string) (string, error) {
	text, err := maybe(w.glance(ctx), plain[string], `SELECT text FROM playbook WHERE hash = ?`, hash)
	if err == nil && text == "" {
		err = fault.New(fault.NotFound, "crisis.no-playbook")
	}
	return text, explain(err)
}

// PutPlaybook saves a text as a draft and gives its hash. The same text twice
// is one draft.
func (w *Workspace) PutPlaybook(ctx context.Context, text string, by team.MemberID) (string, error) {
	return playbook.Hash([]byte(text)), w.issue(ctx, orderBook, bookText{text}, by)
}

func (x *writing) putPlaybook(a bookText, by team.MemberID) error {
	book, _ := playbook.Read([]byte(a.Text)) // a draft may have errors; what is published has none
	hash := playbook.Hash([]byte(a.Text))
	if len(a.Text) > playbook.MostBytes || book.ID == "" {
		return fault.New(fault.Invalid, "crisis.playbook-unreadable")
	}
	switch grant, err := x.bookGrant(by, book.ID); {
	case err != nil:
		return err
	case grant == crisis.Never:
		return notPublisher(grant)
	}
	_, err := x.exec(`INSERT INTO playbook (`+bookColumns+`, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?) ON CONFLICT (hash) DO NOTHING`,
		hash, book.ID, book.Version, book.Lang, book.Title, playbook.Skeleton(book), bookDraft, by, millis(x.now), a.Text)
	if err != nil {
		return fmt.Errorf("write playbook: %w", err)
	}
	x.put("playbook", hash)
	x.notice.Team = true
	return nil
}

func notPublisher(g crisis.Grant) error {
	if g == crisis.Freely {
		return nil
	}
	return fault.New(fault.Forbidden, "crisis.may-not-publish-playbook")
}

// bookGrant says how a member may publish versions of a playbook. The program
// itself, which is nobody, brings what is built in.
func (x *writing) bookGrant(by team.MemberID, id string) (crisis.Grant, error) {
	if by == "" {
		return crisis.Freely, nil
	}
	m, err := x.member(by)
	if err != nil {
		return crisis.Never, err
	}
	runs, err := all(x, body[*crisis.Run], `SELECT body FROM crisis_run WHERE playbook IN (SELECT hash FROM playbook WHERE id = ?)`, id)
	if err != nil {
		return crisis.Never, fmt.Errorf("read runs: %w", err)
	}
	leads := false
	for _, r := range runs {
		plan, err := planOf(x, r.Book.Hash)
		if err != nil {
			return crisis.Never, err
		}
		for _, c := range r.CapacitiesOf(plan, m, "") {
			leads = leads || c == crisis.Pilot || c == crisis.Director
		}
	}
	return crisis.MayPublishBook(m, leads), nil
}

// PublishPlaybook makes a draft a version that runs may follow. It must be
// without errors, and no other text may have been published under its version
// and language.
func (w *Workspace) PublishPlaybook(ctx context.Context, hash string, by team.MemberID) error {
	return w.issue(ctx, orderBookPublish, bookNamed{hash}, by)
}

func (x *writing) publishPlaybook(a bookNamed, by team.MemberID) error {
	v, err := x.book(a.Hash, by)
	if err != nil || v.State == bookPublished {
		return err
	}
	text, err := first(x, plain[string], `SELECT text FROM playbook WHERE hash = ?`, a.Hash)
	if err != nil {
		return fmt.Errorf("read playbook: %w", err)
	}
	if _, findings := playbook.Read([]byte(text)); findings.Errors() {
		return fault.New(fault.Invalid, "crisis.playbook-has-errors")
	}
	others, err := all(x, readBook, `SELECT `+bookColumns+` FROM playbook WHERE id = ? AND version = ? AND state <> 'draft'`, v.ID, v.Version)
	if err != nil {
		return fmt.Errorf("read playbooks: %w", err)
	}
	for _, o := range others {
		if o.Lang == v.Lang {
			return fault.New(fault.Conflict, "crisis.playbook-version-taken", "Version", v.Version)
		}
		if o.Skeleton != v.Skeleton {
			return fault.New(fault.Conflict, "crisis.playbook-skeletons-differ", "Lang", o.Lang)
		}
	}
	return x.bookState(a.Hash, bookPublished, by)
}

// RetirePlaybook takes a version out of the choice. Runs that follow it go on.
func (w *Workspace) RetirePlaybook(ctx context.Context, hash string, by team.MemberID) error {
	return w.issue(ctx, orderBookRetire, bookNamed{hash}, by)
}

func (x *writing) retirePlaybook(a bookNamed, by team.MemberID) error {
	if _, err := x.book(a.Hash, by); err != nil {
		return err
	}
	return x.bookState(a.Hash, bookRetired, by)
}

// book gives a version to who may publish it.
func (x *writing) book(hash string, by team.MemberID) (PlaybookVersion, error) {
	v, err := maybe(x, readBook, `SELECT `+bookColumns+` FROM playbook WHERE hash = ?`, hash)
	if err != nil {
		return v, fmt.Errorf("read playbook: %w", err)
	}
	if v.Hash == "" {
		return v, fault.New(fault.NotFound, "crisis.no-playbook")
	}
	grant, err := x.bookGrant(by, v.ID)
	if err != nil {
		return v, err
	}
	return v, notPublisher(grant)
}

func (x *writing) bookState(hash, state string, by team.MemberID) error {
	_, err := x.exec(`UPDATE playbook SET state = ?, published_by = ?, published_at = ? WHERE hash = ?`, state, by, millis(x.now), hash)
	if err != nil {
		return fmt.Errorf("publish playbook: %w", err)
	}
	x.put("playbook", hash)
	x.notice.Team = true
	return nil
}
