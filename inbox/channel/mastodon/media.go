package mastodon

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/inbox/channel"
)

const (
	mediaTries = 60 // times that an upload being worked on is asked for
	mediaEvery = time.Second
)

// checkFiles refuses what the instance would refuse, before anything is sent.
func (s *Session) checkFiles(files []channel.File) error {
	refuse := func(detail string) error {
		return &channel.Error{Reason: channel.Invalid, Field: "attachments", Detail: detail}
	}
	if len(files) > s.limits.maxMedia {
		return refuse(fmt.Sprintf("%d files, at most %d", len(files), s.limits.maxMedia))
	}
	for _, f := range files {
		family, _, _ := strings.Cut(f.Type, "/")
		limit := s.limits.videoLimit
		if family == "image" {
			limit = s.limits.imageLimit
		}
		switch {
		case len(s.limits.mimes) > 0 && !slices.Contains(s.limits.mimes, strings.ToLower(f.Type)):
			return refuse(fmt.Sprintf("%s: this instance takes no %s", f.Name, f.Type))
		case limit > 0 && int64(len(f.Data)) > limit:
			return refuse(fmt.Sprintf("%s: %d MB, at most %d", f.Name, len(f.Data)>>20, limit>>20))
		}
	}
	return nil
}

// upload sends one file and waits until the instance has worked on it. Nothing
// is published by it.
func (s *Session) upload(ctx context.Context, f channel.File, alt string) (id, error) {
	body, mime, err := multipartOf(f, alt)
	if err != nil {
		return "", fmt.Errorf("write an upload: %w", err)
	}
	k := call{doing: "upload " + f.Name, method: http.MethodPost, path: "/api/v2/media", body: body, mime: mime, limit: uploadFor}
	a, err := s.client.do(ctx, k)
	if channel.ReasonOf(err) == channel.Gone { // servers that speak only the first version
		k.path = "/api/v1/media"
		a, err = s.client.do(ctx, k)
	}
	if err != nil {
		return "", ofAttachments(err)
	}
	var m media
	if err := s.client.parse(k.doing, a, &m); err != nil {
		return "", err
	}
	for try := 0; a.status == http.StatusAccepted || a.status == http.StatusPartialContent; try++ {
		if try == mediaTries {
			return "", channel.Fail(channel.Temporary, f.Name+": the instance is still working on it", nil)
		}
		select {
		case <-time.After(mediaEvery):
		case <-ctx.Done():
			return "", fmt.Errorf("%s: %w", k.doing, ctx.Err())
		}
		a, err = s.client.do(ctx, call{doing: k.doing, method: http.MethodGet, path: "/api/v1/media/" + url.PathEscape(string(m.ID))})
		if err != nil {
			return "", ofAttachments(err)
		}
	}
	if m.ID == "" {
		return "", channel.Fail(channel.Temporary, f.Name+": the instance gave it no id", nil)
	}
	return m.ID, nil
}

// ofAttachments says of a refusal that it is about a file.
func ofAttachments(err error) error {
	e, ok := err.(*channel.Error)
	if ok && e.Reason == channel.Invalid {
		e.Field = "attachments"
	}
	return err
}

func multipartOf(f channel.File, alt string) (body []byte, mime string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename="%s"`, quoted(f.Name)))
	h.Set("Content-Type", f.Type)
	part, err := w.CreatePart(h)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(f.Data); err != nil {
		return nil, "", err
	}
	if alt != "" {
		if err := w.WriteField("description", alt); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// quoted makes a name safe inside quotes in a header.
func quoted(name string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(name)
}
