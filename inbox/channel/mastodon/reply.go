package mastodon

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Reply publishes an answer, in the same circle as what it answers or a
// narrower one, with its warning. The entry's key goes along as Idempotency-Key;
// since not every server honours it, an answer that is lost is Ambiguous.
func (s *Session) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if out.Target == nil || out.Target.Native == "" {
		return channel.Receipt{}, channel.Fail(channel.Unsupported, "an answer needs what it answers", nil)
	}
	return s.publish(ctx, out, "publish an answer")
}

// Post publishes a status of the house's own, for everybody to read, with the
// text exactly as it is. It keeps what Reply promises.
func (s *Session) Post(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if !s.granted.has("write:statuses") {
		return channel.Receipt{}, channel.Fail(channel.Unsupported, "the token may not write", nil)
	}
	out.Target = nil
	return s.publish(ctx, out, "publish a post")
}

func (s *Session) publish(ctx context.Context, out channel.Outgoing, doing string) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, err
	}
	form, err := s.compose(out)
	if err != nil {
		return channel.Receipt{}, err
	}
	if err := s.checkFiles(out.Files); err != nil {
		return channel.Receipt{}, err
	}
	for i, f := range out.Files {
		alt := ""
		if i < len(out.Entry.Attachments) {
			alt = out.Entry.Attachments[i].MediaAlt
		}
		uploaded, err := s.upload(ctx, f, alt)
		if err != nil {
			return channel.Receipt{}, err
		}
		form.Add("media_ids[]", string(uploaded))
	}
	a, err := s.client.do(ctx, call{
		doing: doing, method: http.MethodPost, path: "/api/v1/statuses", key: out.Entry.Key, publishes: true,
		body: []byte(form.Encode()), mime: "application/x-www-form-urlencoded",
	})
	if channel.ReasonOf(err) == channel.Gone {
		return channel.Receipt{}, channel.Fail(channel.Gone, "what is answered is no longer there", err)
	}
	if err != nil {
		return channel.Receipt{}, err
	}
	st, err := readStatus(a.body)
	if err != nil {
		return channel.Receipt{}, channel.Fail(channel.Ambiguous, s.set.base.Host+": published, but not under which id", err)
	}
	if wide(st.Visibility) > wide(form.Get("visibility")) {
		s.env.Log.Error("an instance published wider than it was told", "account", s.account.ID, "status", st.ID, "visibility", st.Visibility)
	}
	return receiptOf(st, a.body), nil
}

func receiptOf(st status, raw []byte) channel.Receipt {
	return channel.Receipt{
		Native: string(st.ID), At: st.CreatedAt.UTC(), Raw: compact(raw), Link: firstOf(webAddress(st.URL), webAddress(st.URI)),
	}
}

// compose makes the form of an answer, or of a post that answers nothing,
// checked.
func (s *Session) compose(out channel.Outgoing) (url.Values, error) {
	if strings.TrimSpace(out.Entry.Text) == "" && len(out.Files) == 0 {
		return nil, &channel.Error{Reason: channel.Invalid, Field: "text", Detail: "the text is empty"}
	}
	if out.Target == nil {
		return url.Values{"status": {out.Entry.Text}, "visibility": {visiblePublic}}, s.fits(out.Entry.Text, "")
	}
	text, err := s.address(out)
	if err != nil {
		return nil, err
	}
	warning := inbox.AnswerWarning(out.Target.Subject)
	if err := s.fits(text, warning); err != nil {
		return nil, err
	}
	form := url.Values{
		"status": {text}, "in_reply_to_id": {out.Target.Native},
		"visibility": {circle(out.Entry.Kind, *out.Target)},
	}
	if warning != "" {
		form.Set("spoiler_text", warning)
		form.Set("sensitive", "true")
	}
	return form, nil
}

// fits refuses what is longer, with its mentions and warning, than the instance
// takes.
func (s *Session) fits(text, warning string) error {
	if n := Length(warning, s.limits.perURL) + Length(text, s.limits.perURL); n > s.limits.maxCharacters {
		return &channel.Error{Reason: channel.Invalid, Field: "text", Detail: fmt.Sprintf("%d characters with the mention, at most %d", n, s.limits.maxCharacters)}
	}
	return nil
}

// circle is who reads an answer: never more than read what is answered, and
// only the people named where the answer is private or the circle not known.
func circle(kind inbox.DraftKind, target inbox.Message) string {
	if kind != inbox.PublicReply || target.Kind == inbox.Direct {
		return visibleDirect
	}
	switch target.Visibility {
	case inbox.Public:
		return visiblePublic
	case inbox.Unlisted:
		return visibleUnlisted
	case inbox.Followers:
		return visiblePrivate
	default:
		return visibleDirect
	}
}

// wide orders visibilities.
func wide(visibility string) int {
	return slices.Index([]string{visibleDirect, visiblePrivate, visibleUnlisted, visiblePublic}, visibility)
}

// address puts the people whom an answer is for before its text, unless it
// names them itself. Without that nobody is notified, and a direct answer
// reaches nobody.
func (s *Session) address(out channel.Outgoing) (string, error) {
	people := out.Entry.To
	if out.Target.Direction == inbox.Inbound {
		people = append([]string{out.Target.Author.Handle}, people...)
	}
	valid := regexp.MustCompile(`^@[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?@[\pL\pN][\pL\pN.:-]*$`)
	var named []string
	for _, p := range people {
		h := fullHandle(strings.TrimSpace(p), s.me.domain)
		if h == s.me.handle || slices.Contains(named, h) {
			continue
		}
		if !valid.MatchString(h) {
			return "", &channel.Error{Reason: channel.Invalid, Field: "to", Detail: shorten(p)}
		}
		named = append(named, h)
	}
	if len(named) == 0 && circle(out.Entry.Kind, *out.Target) == visibleDirect {
		return "", &channel.Error{Reason: channel.Invalid, Field: "to", Detail: "a direct message needs somebody to read it"}
	}
	return strings.Join(append(inbox.Salute(s.me.handle, out.Entry.Text, named), out.Entry.Text), " "), nil
}
