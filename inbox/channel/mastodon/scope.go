package mastodon

import (
	"slices"
	"strings"

	"vigie/inbox"
)

// The scopes that Login asks for: exactly what the connector does.
const loginScopes = "read:accounts read:notifications read:statuses write:blocks write:favourites write:media write:mutes write:reports write:statuses"

// scopes are what a token was granted; nil is not known, and then everything
// is tried.
type scopes []string

func (s scopes) has(scope string) bool {
	if s == nil {
		return true
	}
	family, part, _ := strings.Cut(scope, ":")
	return slices.Contains(s, scope) || slices.Contains(s, family) ||
		slices.Contains(s, "follow") && slices.Contains([]string{"blocks", "mutes", "follows"}, part)
}

// scopeOf is the scope that an action on the network needs.
func scopeOf(act inbox.Action) string {
	switch act {
	case inbox.Like, inbox.Unlike:
		return "write:favourites"
	case inbox.Mute, inbox.Unmute:
		return "write:mutes"
	case inbox.Block, inbox.Unblock:
		return "write:blocks"
	case inbox.Report:
		return "write:reports"
	default:
		return ""
	}
}

// sheet is what an account can do on an instance with its limits, by what it
// was granted.
func sheet(l limits, granted scopes) inbox.Caps {
	kind := inbox.KindCaps{Actions: map[inbox.Action]inbox.Support{}}
	writes, post := granted.has("write:statuses"), inbox.No
	if writes {
		kind.Reply, kind.Private, post = inbox.Yes, inbox.Yes, inbox.Yes
	}
	for _, act := range []inbox.Action{inbox.Like, inbox.Unlike, inbox.Mute, inbox.Unmute, inbox.Block, inbox.Unblock, inbox.Report} {
		if granted.has(scopeOf(act)) {
			kind.Actions[act] = inbox.Yes
		}
	}
	return inbox.Caps{
		Poll: true, Stream: true, History: true,
		Kinds:     map[inbox.Kind]inbox.KindCaps{inbox.Mention: kind, inbox.Comment: kind, inbox.Direct: kind},
		Post:      post,
		MaxLength: l.maxCharacters, Unit: inbox.Graphemes, PerURL: l.perURL, ShortHandles: true, Salutes: true,
		Attachments: writes && granted.has("write:media"), MaxAttached: l.largest(), FindSent: granted.has("read:statuses"),
	}
}

// limits are what an instance takes.
type limits struct {
	maxCharacters, perURL, maxMedia int
	imageLimit, videoLimit          int64
	mimes                           []string // nil is not known
}

func limitsOf(i instance) limits {
	c := i.Configuration
	l := limits{
		maxCharacters: c.Statuses.MaxCharacters, perURL: c.Statuses.PerURL, maxMedia: c.Statuses.MaxMedia,
		imageLimit: max(0, c.Media.ImageLimit), videoLimit: max(0, c.Media.VideoLimit), mimes: c.Media.Types,
	}
	if l.maxCharacters <= 0 {
		l.maxCharacters = i.MaxTootChars
	}
	if l.maxCharacters <= 0 {
		l.maxCharacters = usualLength
	}
	if l.perURL <= 0 {
		l.perURL = usualPerURL
	}
	if l.maxMedia <= 0 {
		l.maxMedia = 4
	}
	return l
}

// largest bounds the attachments of one reply; 0 is not known.
func (l limits) largest() int64 {
	one := max(l.imageLimit, l.videoLimit)
	if one > 1<<40 {
		return 0
	}
	return one * int64(max(1, l.maxMedia))
}
