package mastodon

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"vigie/inbox/channel"
)

const (
	placeVersion = 1
	keptNews     = 160 // marks of notifications; more than what is looked at again
	keptOwn      = 80
)

// place is how far an account was read, and what the newest messages looked
// like: what they look like later tells edits and deletions.
type place struct {
	V      int      `json:"v"`
	News   lane     `json:"news"`
	Own    lane     `json:"own"`
	Done   int      `json:"done,omitempty"` // messages of the first reading so far
	Over   bool     `json:"over,omitempty"` // the first reading has ended
	Marks  []mark   `json:"marks,omitempty"`
	Direct []string `json:"direct,omitempty"` // the last statuses of the newest direct conversations
}

// lane is a list that is read in both directions: forward from Fore for what
// is new, and back from Back through what was there before.
type lane struct {
	Fore  string `json:"fore,omitempty"`
	Back  string `json:"back,omitempty"` // empty: the past was read
	Pages int    `json:"pages,omitempty"`
}

// source is the list in which a message was seen.
type source string

const (
	fromNews   source = "n" // notifications
	fromOwn    source = "o" // what the account wrote
	fromPoison source = "p" // a notification that cannot be read
	fromAside  source = "x" // elsewhere, or no longer in its list
)

// mark is a message as it was last seen. Marks of one source are in the order
// of its list, newest last.
type mark struct {
	ID    string `json:"i"`
	Root  string `json:"r,omitempty"`
	Print string `json:"p,omitempty"`
	From  source `json:"f"`
	// Answers is how many there were: what answers us without naming us is
	// told by this number alone.
	Answers int64 `json:"a,omitempty"`
}

func readPlace(cur channel.Cursor, pages int) (place, error) {
	if len(cur) == 0 {
		return place{V: placeVersion, News: lane{Pages: pages}, Own: lane{Pages: pages}}, nil
	}
	var p place
	if err := json.Unmarshal(cur, &p); err != nil || p.V != placeVersion {
		return p, channel.Fail(channel.CursorLost, "not a cursor of this version", err)
	}
	return p, nil
}

func (p place) cursor() (channel.Cursor, error) {
	p.Marks = trimmed(p.Marks)
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the cursor: %w", err)
	}
	return raw, nil
}

// trimmed keeps the newest marks of each source.
func trimmed(marks []mark) []mark {
	room := map[bool]int{true: keptOwn, false: keptNews}
	var kept []mark
	for _, m := range slices.Backward(marks) {
		if own := m.From == fromOwn; room[own] > 0 {
			room[own]--
			kept = append(kept, m)
		}
	}
	slices.Reverse(kept)
	return kept
}

// find gives the mark of a message.
func (p *place) find(native string) *mark {
	for i := range p.Marks {
		if p.Marks[i].ID == native {
			return &p.Marks[i]
		}
	}
	return nil
}

// note adds marks at the new end, or at the old one.
func (p *place) note(fresh []mark, old bool) {
	if old {
		p.Marks = append(slices.Clone(fresh), p.Marks...)
		return
	}
	p.Marks = append(p.Marks, fresh...)
}

func (p *place) forget(native string) {
	p.Marks = slices.DeleteFunc(p.Marks, func(m mark) bool { return m.ID == native })
}

// printOf is what changes when a status does.
func printOf(s status) string {
	h := sha256.New()
	var edited string
	if s.EditedAt != nil {
		edited = s.EditedAt.UTC().Format("2006-01-02T15:04:05.000")
	}
	_, _ = fmt.Fprintf(h, "%s\x00%s\x00%s\x00%d %d %d", edited, s.Content, s.Warning, s.Replies, s.Boosts, s.Favourites)
	for _, m := range s.Media {
		_, _ = fmt.Fprintf(h, "\x00%s\x00%s", m.ID, m.Description)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// poisonName names what cannot be read: by its id where that can, because its
// counts may change with every reading, else by its bytes.
func poisonName(raw []byte) string {
	if native := idOf(raw); native != "" && len(native) < 100 {
		return "poison:" + native
	}
	sum := sha256.Sum256(raw)
	return "poison:" + hex.EncodeToString(sum[:16])
}
