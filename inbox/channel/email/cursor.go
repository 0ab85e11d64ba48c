package email

import (
	"encoding/json"
	"fmt"

	"vigie/inbox/channel"
)

// place is where a mailbox account was read to; its JSON is the cursor.
type place struct {
	V     int              `json:"v"`
	Boxes map[string]*mark `json:"boxes"`
}

const placeVersion = 1

// mark is where one mailbox was read to.
type mark struct {
	Validity uint32 `json:"validity"`
	// Next is the first UID that was never listed.
	Next uint32 `json:"next"`
	// Heads are the UIDs whose headers are still to be read, Bodies those whose
	// mails are; Given are those of Bodies whose headers were given as pending.
	Heads  spans `json:"heads,omitempty"`
	Bodies spans `json:"bodies,omitempty"`
	Given  spans `json:"given,omitempty"`
	// ModSeq is the mailbox's HIGHESTMODSEQ when it was last listed; 0 where the
	// server has no CONDSTORE. While it and UIDNEXT stand still, nothing
	// happened at all.
	ModSeq uint64 `json:"modseq,omitempty"`
	// Total counts the first reading, for progress.
	Total int `json:"total,omitempty"`
}

func readPlace(cur channel.Cursor) (place, error) {
	p := place{V: placeVersion, Boxes: map[string]*mark{}}
	if len(cur) == 0 {
		return p, nil
	}
	p.V = 0
	if err := json.Unmarshal(cur, &p); err != nil {
		return p, channel.Fail(channel.CursorLost, "not a cursor of a mailbox", err)
	}
	if p.V != placeVersion || p.Boxes == nil {
		return p, channel.Fail(channel.CursorLost, fmt.Sprintf("a cursor of version %d", p.V), nil)
	}
	for name, m := range p.Boxes {
		if m == nil {
			return p, channel.Fail(channel.CursorLost, "no mark for "+name, nil)
		}
	}
	return p, nil
}

func (p place) cursor() (channel.Cursor, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the cursor: %w", err)
	}
	return b, nil
}

// pending tells whether a mailbox has anything left to read.
func (m *mark) pending() bool { return len(m.Heads) > 0 || len(m.Bodies) > 0 }

// progress counts the messages of all mailboxes that are complete, and all.
func (p place) progress() (done, total int) {
	for _, m := range p.Boxes {
		total += m.Total
		done += max(0, m.Total-m.Bodies.count())
	}
	return done, total
}

// provisional names a mail of which only the header is here.
func provisional(name string, validity, uid uint32) string {
	return fmt.Sprintf("uid:%d:%d:%s", validity, uid, name)
}
