package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
)

// mailRef says that a mail carries or names a Message-ID.
type mailRef struct{ hash, num int64 }

// mostRefs is how many references of one mail are followed: the first names
// the beginning, the last are the nearest.
const mostRefs = 24

// bare is a Message-ID without its angle brackets.
func bare(id string) string { return strings.Trim(strings.TrimSpace(id), "<>") }

// named lists the Message-IDs that a mail answers, nearest first, none twice.
func named(m inbox.Message) []string {
	ids := []string{bare(m.InReplyTo)}
	for i, id := range slices.Backward(m.References) {
		if id = bare(id); (len(ids) < mostRefs || i == 0) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// refHash is the hash of a Message-ID within an account.
func refHash(acc inbox.AccountID, id string) int64 { return hashOf(string(acc), bare(id)) }

// refHashes lists the hashes of a mail's own id and of all that it names.
func refHashes(m inbox.Message) []int64 {
	var out []int64
	for _, id := range append([]string{m.MailID}, named(m)...) {
		if id = bare(id); id == "" {
			continue
		}
		if h := refHash(m.Account, id); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// refer remembers what a mail carries and names; it is written at the end.
func (x *writing) refer(num int64, m inbox.Message) {
	for _, h := range refHashes(m) {
		x.refs = append(x.refs, mailRef{h, num})
	}
}

// unrefer forgets what a mail carried and named.
func (x *writing) unrefer(n numbered) error {
	x.refs = slices.DeleteFunc(x.refs, func(r mailRef) bool { return r.num == n.num })
	for _, h := range refHashes(n.Message) {
		if _, err := x.exec(`DELETE FROM mail_ref WHERE hash = ? AND num = ?`, h, n.num); err != nil {
			return fmt.Errorf("forget references of %s: %w", n.ID, err)
		}
	}
	return nil
}

func (x *writing) flushRefs() error {
	slices.SortFunc(x.refs, func(a, b mailRef) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Compare(a.num, b.num)
	})
	x.refs = slices.Compact(x.refs)
	rows := make([][]any, len(x.refs))
	for i, r := range x.refs {
		rows[i] = []any{r.hash, r.num}
	}
	return x.insertOr(`INSERT INTO mail_ref (hash, num) VALUES `, rows, ` ON CONFLICT DO NOTHING`)
}
