package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie/inbox"
)

// folded writes words without accents and capitals.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// findableAs keeps what a contact is found by.
func (x *writing) findableAs(id inbox.ContactID, words ...string) error {
	_, err := x.exec(`INSERT INTO contact_find (contact, words) VALUES (?, ?)
		ON CONFLICT (contact) DO UPDATE SET words = excluded.words`, id, folded(strings.Join(words, "\n")))
	if err != nil {
		return fmt.Errorf("make contact findable: %w", err)
	}
	return nil
}

// findable keeps what a contact is found by, as it is now.
func (x *writing) findable(id inbox.ContactID) error {
	h, err := x.contact(id)
	if err != nil || h == nil {
		return err
	}
	list, err := identitiesOf(x, id)
	if err != nil {
		return err
	}
	return x.findableAs(id, wordsFor(h.Contact, list)...)
}

// wordsFor are the words under which a contact with its handles is found.
func wordsFor(c inbox.Contact, handles []inbox.Identity) []string {
	words := append([]string{c.Name, c.Role}, c.Tags...)
	for _, i := range handles {
		words = append(words, i.Name, i.Handle)
	}
	return words
}

// dirtyContacts has the words under which contacts are found made anew at the
// end.
func (x *writing) dirtyContacts(ids ...inbox.ContactID) {
	for _, id := range ids {
		if id != "" {
			x.refind = append(x.refind, id)
		}
	}
}

// findAgain makes anew what contacts are found by.
func (x *writing) findAgain() error {
	ids := union(x.refind, nil)
	x.refind = nil
	for part := range slices.Chunk(ids, rowsAtOnce) {
		if err := x.findSome(part); err != nil {
			return fmt.Errorf("make contacts findable: %w", err)
		}
	}
	return nil
}

func (x *writing) findSome(ids []inbox.ContactID) error {
	for _, id := range ids {
		delete(x.contacts, id) // it may have been read before the rows came
	}
	marks := question(rowsAtOnce)
	contacts, err := all(x, readContact, `SELECT `+contactColumns+` FROM contact WHERE id IN `+marks, padded(ids)...)
	if err != nil {
		return err
	}
	handles, err := all(x, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE contact IN `+marks+` ORDER BY contact, channel, handle`, padded(ids)...)
	if err != nil {
		return err
	}
	of := map[inbox.ContactID][]inbox.Identity{}
	for _, i := range handles {
		of[i.Contact] = append(of[i.Contact], i)
	}
	rows := make([][]any, len(contacts))
	for i, c := range contacts {
		rows[i] = []any{c.ID, folded(strings.Join(wordsFor(c, of[c.ID]), "\n"))}
	}
	return x.insertOr(`INSERT INTO contact_find (contact, words) VALUES `, rows, ` ON CONFLICT (contact) DO UPDATE SET words = excluded.words`)
}

// Contacts gives a page of a list of contacts, from after on. A contact whose
// every handle was linked to others is not listed.
func (w *Workspace) Contacts(ctx context.Context, v inbox.ContactView, after inbox.ContactPlace, limit int) ([]inbox.ContactRow, error) {
	var out []inbox.ContactRow
	err := w.snapshot(ctx, func(r reading) error {
		words := wordsOf(v)
		walk, err := common(r, words)
		if err != nil {
			return err
		}
		for _, s := range rankings(v, after) {
			if len(out) >= limit {
				break
			}
			text, values := s.sql(words, walk && s.group == "", limit-len(out))
			list, err := all(r, s.read, text, values...)
			if err != nil {
				return fmt.Errorf("list contacts: %w", err)
			}
			out = append(out, list...)
		}
		return withHandles(r, out)
	})
	return out, err
}

// wordsOf are the words that every contact of a view has.
func wordsOf(v inbox.ContactView) []string {
	words := strings.Fields(folded(v.Search))
	for i, w := range words {
		words[i] = strings.TrimPrefix(w, "#")
	}
	return words
}

// manyHits is how many hits make it cheaper to walk the list and ask of each
// contact whether it is one than to find all hits and sort them.
const manyHits = 2000

// common reports whether each of the words is that frequent.
func common(r reading, words []string) (bool, error) {
	for _, word := range words {
		n, err := first(r, plain[int], `SELECT COUNT(*) FROM (SELECT 1 FROM contact_find WHERE instr(words, ?) > 0 LIMIT `+strconv.Itoa(manyHits)+`) s`, word)
		if err != nil || n < manyHits {
			return false, err
		}
	}
	return len(words) > 0, nil
}

// ranking is one run of a list of contacts: all of it, or by followers those
// with a number and then those without.
type ranking struct {
	from     string // gives id and rank k, without its conditions
	conds    []string
	values   []any
	id, k    string // as they are named in from
	group    string
	after    inbox.ContactPlace
	unranked bool
}

func rankings(v inbox.ContactView, after inbox.ContactPlace) []ranking {
	byLast := ranking{from: `contact c`, id: "c.id", k: "c.last_at", after: after,
		conds: []string{`EXISTS (SELECT 1 FROM identity i WHERE i.contact = c.id)`}}
	switch v.Sort {
	case inbox.ByActivity:
		return []ranking{{
			from: `message m`, id: "m.contact", k: "COUNT(*)", group: "m.contact", after: after,
			conds: []string{`m.sent_at >= ?`, `m.direction = 'in'`, `m.class = ''`, `m.contact <> ''`}, values: []any{millis(v.Since)},
		}}
	case inbox.ByFollowers:
		known := ranking{from: `identity i`, id: "i.contact", k: "i.followers", after: after, conds: []string{`i.followers IS NOT NULL`,
			`NOT EXISTS (SELECT 1 FROM identity j
				WHERE j.contact = i.contact AND (j.followers, j.channel, j.handle) > (i.followers, i.channel, i.handle))`}}
		byLast.unranked = true
		byLast.conds = append(byLast.conds, `NOT EXISTS (SELECT 1 FROM identity i WHERE i.contact = c.id AND i.followers IS NOT NULL)`)
		if after.Unranked {
			return []ranking{byLast}
		}
		byLast.after = inbox.ContactPlace{}
		return []ranking{known, byLast}
	default:
		return []ranking{byLast}
	}
}

// sql makes the query of a page.
func (s ranking) sql(words []string, walk bool, limit int) (string, []any) {
	conds, values := s.conds, s.values
	has := s.id + ` IN (SELECT f.contact FROM contact_find f WHERE instr(f.words, ?) > 0)`
	if walk {
		has = `EXISTS (SELECT 1 FROM contact_find f WHERE f.contact = ` + s.id + ` AND instr(f.words, ?) > 0)`
	}
	for _, word := range words {
		conds, values = append(conds, has), append(values, word)
	}
	beyond := "(" + s.k + ", " + s.id + ") < (?, ?)"
	end := ""
	if s.group != "" {
		end = " GROUP BY " + s.group
	}
	if s.after.Begun {
		if s.group != "" {
			end += " HAVING " + beyond
		} else {
			conds = append(conds, beyond)
		}
		values = append(values, s.after.Rank, s.after.ID)
	}
	few, most := limitTo(limit)
	page := `SELECT ` + s.id + ` AS id, ` + s.k + ` AS k FROM ` + s.from + ` WHERE ` + strings.Join(conds, ` AND `) + end + ` ORDER BY k DESC, id DESC ` + few
	return `SELECT ` + prefixed("p.", contactColumns) + `, page.k
		FROM (` + page + `) page
		JOIN contact p ON p.id = page.id
		ORDER BY page.k DESC, page.id DESC`, append(values, most...)
}

// prefixed names the table of each column of a list.
func prefixed(table, columns string) string {
	return table + strings.ReplaceAll(columns, ", ", ", "+table)
}

func (s ranking) read(row scanner) (inbox.ContactRow, error) {
	var out inbox.ContactRow
	var err error
	out.Contact, err = readContact(scanFunc(func(into ...any) error { return row.Scan(append(into, &out.Place.Rank)...) }))
	out.Place.Begun, out.Place.Unranked, out.Place.ID = true, s.unranked, out.ID
	if s.group != "" {
		out.Written = int(out.Place.Rank)
	}
	return out, err
}

// scanFunc is a scanner that reads more than it was asked for.
type scanFunc func(into ...any) error

// Scan reads.
func (f scanFunc) Scan(into ...any) error { return f(into...) }

// withHandles adds their handles to contacts.
func withHandles(r reading, list []inbox.ContactRow) error {
	if len(list) == 0 {
		return nil
	}
	ids, at := make([]any, len(list)), make(map[inbox.ContactID]int, len(list))
	for i, c := range list {
		ids[i], at[c.ID] = c.ID, i
	}
	handles, err := all(r, readIdentity, `SELECT `+identityColumns+` FROM identity
		WHERE contact IN `+question(len(ids))+`
		ORDER BY channel, handle`, ids...)
	if err != nil {
		return fmt.Errorf("read handles: %w", err)
	}
	for _, h := range handles {
		row := &list[at[h.Contact]]
		row.Identities = append(row.Identities, h)
	}
	return nil
}
