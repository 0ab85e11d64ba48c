package mastodon

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The entities of the API that are read, with the fields that are used; see
// docs.joinmastodon.org/entities. Servers that speak the API leave out what
// they like, so almost everything may be missing.

// id is an opaque string, also where a server writes it as a number.
type id string

// UnmarshalJSON takes a string, a number or null.
func (i *id) UnmarshalJSON(raw []byte) error {
	var s *string
	if err := json.Unmarshal(raw, &s); err == nil {
		if s != nil {
			*i = id(*s)
		}
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return errors.New("an id is neither text nor number")
	}
	*i = id(n)
	return nil
}

type person struct {
	ID        id     `json:"id"`
	Username  string `json:"username"`
	Acct      string `json:"acct"` // without the domain for those of the instance itself
	Name      string `json:"display_name"`
	URL       string `json:"url"`
	Followers *int64 `json:"followers_count"`
}

type status struct {
	ID              id         `json:"id"`
	CreatedAt       time.Time  `json:"created_at"`
	EditedAt        *time.Time `json:"edited_at"`
	InReplyTo       id         `json:"in_reply_to_id"`
	InReplyToPerson id         `json:"in_reply_to_account_id"`
	Warning         string     `json:"spoiler_text"`
	Visibility      string     `json:"visibility"`
	Language        string     `json:"language"`
	URL             string     `json:"url"`
	URI             string     `json:"uri"`
	Replies         int64      `json:"replies_count"`
	Boosts          int64      `json:"reblogs_count"`
	Favourites      int64      `json:"favourites_count"`
	Content         string     `json:"content"` // HTML
	Author          person     `json:"account"`
	Media           []media    `json:"media_attachments"`
	Mentions        []person   `json:"mentions"`
	Poll            *poll      `json:"poll"`
}

type media struct {
	ID          id     `json:"id"`
	Type        string `json:"type"` // image, gifv, video, audio, unknown
	URL         string `json:"url"`
	Remote      string `json:"remote_url"`
	Description string `json:"description"`
}

type poll struct {
	Options []struct {
		Title string `json:"title"`
	} `json:"options"`
}

type notification struct {
	ID     id              `json:"id"`
	Type   string          `json:"type"`
	Status json.RawMessage `json:"status"`
}

type conversation struct {
	Last json.RawMessage `json:"last_status"`
}

// instance is what of the two versions of the instance entity is used.
type instance struct {
	Domain        string `json:"domain"` // version 2
	URI           string `json:"uri"`    // version 1
	Configuration struct {
		URLs struct {
			Streaming string `json:"streaming"`
		} `json:"urls"`
		Statuses struct {
			MaxCharacters int `json:"max_characters"`
			MaxMedia      int `json:"max_media_attachments"`
			PerURL        int `json:"characters_reserved_per_url"`
		} `json:"statuses"`
		Media struct {
			Types      []string `json:"supported_mime_types"`
			ImageLimit int64    `json:"image_size_limit"`
			VideoLimit int64    `json:"video_size_limit"`
		} `json:"media_attachments"`
	} `json:"configuration"`
	URLs struct { // version 1
		Streaming string `json:"streaming_api"`
	} `json:"urls"`
	MaxTootChars int `json:"max_toot_chars"` // of servers that came before configuration
}

var errNotStatus = errors.New("this is no status")

// readStatus decodes a status. What lacks an id, an author or a time is none.
func readStatus(raw []byte) (status, error) {
	var s status
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("read a status: %w", err)
	}
	if s.ID == "" || strings.TrimSpace(s.Author.Acct) == "" || s.CreatedAt.IsZero() {
		return s, errNotStatus
	}
	return s, nil
}

// missing tells null and absent from an entity.
func missing(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
