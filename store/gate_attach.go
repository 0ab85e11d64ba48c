package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// mayAttach refuses an order of a desktop that names a file which its member
// neither brought nor finds in the conversation: else who knows the hash of a
// hidden file could have it sent, or hang it where they see it.
func (x *writing) mayAttach(o wire.Order, by team.MemberID) error {
	if x.caller == nil {
		return nil
	}
	for _, sha := range blobsIn(o.Args) {
		n, err := first(x, plain[int], `SELECT COUNT(*) FROM upload u JOIN device d ON d.id = u.device WHERE u.sha256 = ? AND d.member = ?`, sha, by)
		if err != nil {
			return fmt.Errorf("ask who brought a file: %w", err)
		}
		if n > 0 {
			continue
		}
		there, err := x.hangsIn(sha, inbox.ConversationID(o.Conversation))
		if err != nil {
			return err
		}
		if !there {
			return fault.New(fault.NotFound, "fault.blob-gone")
		}
	}
	return nil
}

// hangsIn reports whether a file hangs on something of a conversation.
func (x *writing) hangsIn(sha string, c inbox.ConversationID) (bool, error) {
	messages, err := all(x, body[more], `SELECT more FROM message WHERE conversation = ?`, c)
	if err != nil {
		return false, fmt.Errorf("read attachments: %w", err)
	}
	drafts, err := all(x, body[inbox.Draft], `SELECT body FROM draft WHERE conversation = ?`, c)
	if err != nil {
		return false, fmt.Errorf("read attachments: %w", err)
	}
	var files []inbox.Attachment
	for _, m := range messages {
		files = append(files, m.Attachments...)
	}
	for _, d := range drafts {
		files = append(files, d.Attachments...)
	}
	return slices.ContainsFunc(files, func(a inbox.Attachment) bool { return a.Blob == sha }), nil
}

// blobsIn lists the files that an order's arguments name, wherever they stand.
// It reads token by token: of two equal names in an object both count, as they
// may to the decoder. Capitals do not matter to either.
func blobsIn(args json.RawMessage) []string {
	var out []string
	var depth []bool // of each open value: whether it is an object
	key, isKey := "", false
	for d := json.NewDecoder(bytes.NewReader(args)); ; {
		t, err := d.Token()
		if err != nil {
			break // the end, or whoever carries the order out says what is wrong
		}
		text, isText := t.(string)
		inObject := len(depth) > 0 && depth[len(depth)-1]
		switch {
		case inObject && !isKey && isText:
			key, isKey = text, true
			continue
		case isText && text != "" && strings.EqualFold(key, "blob"):
			out = append(out, text)
		case t == json.Delim('{'), t == json.Delim('['):
			depth = append(depth, t == json.Delim('{'))
		case t == json.Delim('}'), t == json.Delim(']'):
			depth = depth[:len(depth)-1]
		}
		key, isKey = "", false
	}
	slices.Sort(out)
	return slices.Compact(out)
}
