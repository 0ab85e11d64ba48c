package store

import (
	"strings"

	"vigie/inbox"
)

// matchOf writes words as a full-text query: all of them, in one message.
func matchOf(words []inbox.Word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = matchWord(w)
	}
	return strings.Join(parts, " AND ")
}

// matchWord quotes a word, so that nothing in it is taken for syntax; what the
// tokenizer splits becomes a phrase.
func matchWord(w inbox.Word) string {
	text := `"` + strings.ReplaceAll(w.Text, `"`, `""`) + `"`
	if w.Prefix {
		text += "*"
	}
	if w.Field != inbox.Anywhere {
		text = string(w.Field) + " : " + text
	}
	return text
}

// search narrows a query to the conversations that a search finds.
func (q *viewQuery) search(t inbox.Terms, e engine) {
	if len(t.Words) > 0 {
		q.from = `(SELECT DISTINCT m.conversation AS id
			FROM (` + e.match + `) s
			JOIN message m ON m.num = s.rowid) h
			JOIN conversation c ON c.id = h.id`
		q.fromArgs = []any{matchOf(t.Words)}
	}
	for _, w := range t.Not {
		q.where(`c.id NOT IN (SELECT m.conversation FROM message m WHERE m.num IN (`+e.match+`))`, matchWord(w))
	}
	for _, tag := range t.Tags {
		q.where(`c.id IN (SELECT g.conversation FROM conversation_tag g WHERE g.tag = ?)`, tag)
	}
	for _, tag := range t.NoTags {
		q.where(`c.id NOT IN (SELECT g.conversation FROM conversation_tag g WHERE g.tag = ?)`, tag)
	}
	if len(t.Status) > 0 {
		q.where(`c.status IN `+question(len(t.Status)), args(t.Status)...)
	}
	if t.Attachment != nil {
		q.where(`c.attachments = ?`, *t.Attachment)
	}
}
