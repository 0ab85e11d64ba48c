package mastodon

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// The names of the fields of an account.
const (
	FieldInstance = "instance"      // "mastodon.example" or its whole address
	FieldToken    = "access_token"  // what Login gives
	FieldHistory  = "history_pages" // how far back the first reading goes
)

// usualHistory is how many pages of 80 the first reading goes back.
const usualHistory = 40

// Descriptor is the form of an account.
func (c *Connector) Descriptor() channel.Descriptor {
	return channel.Descriptor{
		Channel: inbox.ChannelMastodon,
		Caps:    sheet(limits{maxCharacters: usualLength, perURL: usualPerURL}, nil),
		Lead:    FieldInstance,
		Stages:  []channel.Stage{channel.StageReach, channel.StageSignIn, channel.StageMailbox, channel.StageSendIn},
		Fields: []channel.Field{
			{Name: FieldInstance, Kind: channel.TextField, Required: true},
			{Name: FieldToken, Kind: channel.SecretField, Required: true, Advanced: true},
			{Name: FieldHistory, Kind: channel.NumberField, Default: strconv.Itoa(usualHistory), Advanced: true},
		},
	}
}

// settings are an account's settings, read and checked.
type settings struct {
	base    *url.URL
	history int
}

func readSettings(acc inbox.Account) (settings, error) {
	base, err := instanceURL(acc.Settings[FieldInstance])
	if err != nil {
		return settings{}, err
	}
	set := settings{base: base, history: usualHistory}
	if v := strings.TrimSpace(acc.Settings[FieldHistory]); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 10000 {
			return set, wrongSetting(FieldHistory, v)
		}
		set.history = n
	}
	return set, nil
}

// instanceURL takes what people write for an instance: its name, its address,
// or a handle on it. Without encryption only this computer is talked to.
func instanceURL(written string) (*url.URL, error) {
	v := strings.TrimSpace(written)
	if v == "" {
		return nil, wrongInstance("the name of the instance is missing")
	}
	if !strings.Contains(v, "://") {
		v = "https://" + v[strings.LastIndexByte(v, '@')+1:]
	}
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(u.Hostname(), " \t\r\n/@"):
		return nil, wrongInstance(written)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, wrongInstance(written)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, wrongSetting(FieldInstance, "a token is never sent without encryption to another computer")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

// wrongInstance is the failure of what cannot be the name of an instance.
func wrongInstance(detail string) error {
	return &channel.Error{Reason: channel.Invalid, Field: FieldInstance, Detail: detail, Key: "fault.instance-name"}
}

func wrongSetting(field, detail string) error {
	return &channel.Error{Reason: channel.Invalid, Field: field, Detail: detail}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
