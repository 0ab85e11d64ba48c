package mastodon

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func TestSettings_TakeAnInstanceAsPeopleWriteIt(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"mastodon.example", "https://mastodon.example"},
		{" https://Mastodon.Example/ ", "https://mastodon.example"},
		{"https://mastodon.example/@marque", "https://mastodon.example"},
		{"@marque@mastodon.example", "https://mastodon.example"},
		{"marque@mastodon.example", "https://mastodon.example"},
		{"http://127.0.0.1:3000", "http://127.0.0.1:3000"},
		{"http://mastodon.example", ""},
		{"ftp://mastodon.example", ""},
		{"https://user:pass@mastodon.example", ""},
		{"mastodon example", ""},
		{"", ""},
		{"https://", ""},
	} {
		t.Run(c.written, func(t *testing.T) {
			set, err := readSettings(inbox.Account{Settings: map[string]string{FieldInstance: c.written}})
			var e *channel.Error
			switch {
			case c.want == "" && (!errors.As(err, &e) || e.Reason != channel.Invalid || e.Field != FieldInstance):
				t.Errorf("%v, want %q for the instance", err, channel.Invalid)
			case c.want != "" && (err != nil || set.base.String() != c.want || set.history != usualHistory):
				t.Errorf("%v, %v; want %s", set.base, err, c.want)
			}
		})
	}
	for _, pages := range []string{"0", "-1", "x", "99999"} {
		_, err := readSettings(inbox.Account{Settings: map[string]string{FieldInstance: "a.test", FieldHistory: pages}})
		if channel.ReasonOf(err) != channel.Invalid {
			t.Errorf("a history of %q: %v", pages, err)
		}
	}
}

func TestRefusal_NamesItsReason(t *testing.T) {
	c := newClient(&url.URL{Scheme: "https", Host: "a.test"}, "token-secret", func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) })
	for _, k := range []struct {
		status int
		words  string
		want   channel.Reason
	}{
		{401, "The access token is invalid", channel.AuthRevoked},
		{401, "The access token was revoked", channel.AuthRevoked},
		{401, "The access token expired", channel.AuthExpired},
		{403, "This action is outside the authorized scopes", channel.Scope},
		{403, "Your login is currently disabled", channel.AuthRevoked},
		{403, "This action is not allowed", channel.Forbidden},
		{404, "Record not found", channel.Gone},
		{410, "", channel.Gone},
		{413, "", channel.Invalid},
		{422, "Validation failed: Text can't be blank", channel.Invalid},
		{301, "", channel.Invalid},
		{429, "Too many requests", channel.RateLimited},
		{500, "", channel.Temporary},
		{503, "", channel.Temporary},
		{408, "", channel.Temporary},
	} {
		t.Run(fmt.Sprint(k.status, " ", k.words), func(t *testing.T) {
			err := c.refusal("try", answer{k.status, http.Header{}, []byte(`{"error":"` + k.words + `"}`)})
			if channel.ReasonOf(err) != k.want {
				t.Errorf("%v, want %q", err, k.want)
			}
		})
	}
	for _, k := range []struct {
		header map[string]string
		want   time.Duration
	}{
		{nil, slowDown},
		{map[string]string{"Retry-After": "90"}, 90 * time.Second},
		{map[string]string{"X-RateLimit-Reset": "2026-03-02T09:04:00.000000Z"}, 4 * time.Minute},
		{map[string]string{"X-RateLimit-Reset": "2026-03-02T12:04:00Z", "Date": "Mon, 02 Mar 2026 12:01:00 GMT"}, 3 * time.Minute},
		{map[string]string{"X-RateLimit-Reset": "1772442060"}, time.Minute},
		{map[string]string{"X-RateLimit-Reset": "2026-03-01T09:00:00Z"}, time.Second},
		{map[string]string{"X-RateLimit-Reset": "2036-03-01T09:00:00Z"}, time.Hour},
		{map[string]string{"X-RateLimit-Reset": "soon"}, slowDown},
	} {
		h := http.Header{}
		for name, value := range k.header {
			h.Set(name, value)
		}
		if got := c.delayOf(h); got != k.want {
			t.Errorf("%v asks to wait %v, want %v", k.header, got, k.want)
		}
	}
}

func TestPageLinks_AreReadWhateverTheirOrder(t *testing.T) {
	for _, c := range []struct{ link, older, newer string }{
		{`<https://a.test/n?limit=2&max_id=5>; rel="next", <https://a.test/n?min_id=9>; rel="prev"`, "5", "9"},
		{`<https://a.test/n?min_id=9>; rel="prev", <https://a.test/n?max_id=01ABC&types%5B%5D=mention>; rel="next"`, "01ABC", "9"},
		{`<https://a.test/n?since_id=9>; rel="prev"`, "", "9"},
		{`nothing`, "", ""}, {`<%zz>; rel="next"`, "", ""}, {``, "", ""},
	} {
		older, newer := pageLinks(http.Header{"Link": {c.link}})
		if older != c.older || newer != c.newer {
			t.Errorf("%s: older %q, newer %q", c.link, older, newer)
		}
	}
}

func TestStreamingURL_NeverLeavesEncryption(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "a.test"}
	for said, want := range map[string]string{
		"wss://streaming.a.test": "wss://streaming.a.test/api/v1/streaming",
		"":                       "wss://a.test/api/v1/streaming",
		"ws://streaming.a.test":  "wss://streaming.a.test/api/v1/streaming",
		"ws://127.0.0.1:4000":    "ws://127.0.0.1:4000/api/v1/streaming",
		"::":                     "wss://a.test/api/v1/streaming",
	} {
		if got := streamingURL(said, base).String(); got != want {
			t.Errorf("%q gives %s, want %s", said, got, want)
		}
	}
}
