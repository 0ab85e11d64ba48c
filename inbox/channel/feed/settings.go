package feed

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// The names of the fields of an account.
const (
	fieldURL      = "feed_url"
	fieldKind     = "feed_kind"
	fieldInterval = "interval"
	fieldUser     = "user"
	fieldPassword = "password"
	fieldPrivate  = "private_addresses"
)

const (
	kindAuto    = "auto"    // what the feed looks like
	kindMention = "mention" // articles and posts
	kindComment = "comment" // comments under articles

	privateRefuse = "refuse"
	privateAllow  = "allow" // a feed of the house's own network

	defaultInterval = 15 // minutes
)

// Descriptor is the form of a feed.
func (c *Connector) Descriptor() channel.Descriptor {
	return channel.Descriptor{
		Channel: inbox.ChannelFeed,
		Caps:    sheet(),
		Lead:    fieldURL,
		Stages:  []channel.Stage{channel.StageReach, channel.StageSignIn, channel.StageMailbox},
		Fields: []channel.Field{
			{Name: fieldURL, Kind: channel.TextField, Required: true},
			{Name: fieldKind, Kind: channel.ChoiceField, Choices: []string{kindAuto, kindMention, kindComment}, Default: kindAuto},
			{Name: fieldInterval, Kind: channel.NumberField, Default: strconv.Itoa(defaultInterval), Advanced: true},
			{Name: fieldUser, Kind: channel.TextField, Advanced: true},
			{Name: fieldPassword, Kind: channel.SecretField, Advanced: true},
			{Name: fieldPrivate, Kind: channel.ChoiceField, Choices: []string{privateRefuse, privateAllow}, Default: privateRefuse, Advanced: true},
		},
	}
}

// settings are an account's settings, read and checked.
type settings struct {
	url  *url.URL
	kind string
	// interval is how long to leave the feed alone; 0 asks at every poll and
	// pays no heed to what the feed wishes, for a feed of the house's own.
	interval time.Duration
	user     string
	private  bool // addresses of the own network are allowed
}

func readSettings(acc inbox.Account) (settings, error) {
	given := func(name, otherwise string) string {
		if v := strings.TrimSpace(acc.Settings[name]); v != "" {
			return v
		}
		return otherwise
	}
	u, err := readAddress(given(fieldURL, ""))
	if err != nil {
		return settings{}, err
	}
	minutes, err := strconv.Atoi(given(fieldInterval, strconv.Itoa(defaultInterval)))
	if err != nil || minutes < 0 || minutes > 24*60 {
		return settings{}, invalid(fieldInterval, "not a number of minutes of a day", err)
	}
	set := settings{
		url: u, kind: given(fieldKind, kindAuto), interval: time.Duration(minutes) * time.Minute,
		user: given(fieldUser, ""), private: given(fieldPrivate, privateRefuse) == privateAllow,
	}
	if set.kind != kindAuto && set.kind != kindMention && set.kind != kindComment {
		return settings{}, invalid(fieldKind, "unknown kind of feed", nil)
	}
	return set, nil
}

// readAddress takes an address as people write or copy it: without a scheme,
// or with the "feed:" that browsers once gave.
func readAddress(typed string) (*url.URL, error) {
	if rest, feed := strings.CutPrefix(typed, "feed:"); feed {
		typed = strings.TrimPrefix(rest, "//")
	}
	if typed == "" {
		return nil, unclear("no address", nil)
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	switch {
	case err != nil:
		return nil, unclear("not an address", err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, unclear("not an address of the web", nil)
	case u.User != nil:
		return nil, invalid(fieldURL, "the name and the password have fields of their own", nil)
	}
	u.Fragment = ""
	return u, nil
}

// unclear is the failure of an address that is none.
func unclear(detail string, cause error) error {
	return &channel.Error{Reason: channel.Invalid, Field: fieldURL, Detail: detail, Key: "fault.feed-address", Cause: cause}
}

func invalid(field, detail string, cause error) error {
	return &channel.Error{Reason: channel.Invalid, Field: field, Detail: detail, Cause: cause}
}
