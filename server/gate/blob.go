package gate

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// partTime is how long a part of a file may take on its way.
const partTime = 2 * time.Minute

// whole is a SHA-256 as we write it.
func whole(sha256 string) bool {
	return len(sha256) == 64 && strings.Trim(sha256, "0123456789abcdef") == ""
}

// getBlob gives a file, or a range of it. Who brought it may have it, and who
// says on which message, draft or reply it hangs, and sees that one
// ("?on=message&id=…"). HEAD says with Upload-Offset how much of it is here.
func (g *Gate) getBlob(w http.ResponseWriter, r *http.Request, c call) error {
	sha := r.PathValue("sha256")
	if !whole(sha) {
		return &wire.Problem{Code: wire.CodeNotSeen}
	}
	seen, err := g.seesBlob(r, c, sha)
	if err != nil {
		return err
	}
	if !seen {
		return g.half(w, r, c, sha)
	}
	f, err := g.o.House.Blob(r.Context(), sha)
	if err != nil {
		return err
	}
	defer f.Close()
	attach(w, "file")
	h := w.Header()
	h.Set("ETag", `"`+sha+`"`)
	if err := within(http.NewResponseController(w), partTime); err != nil {
		return err
	}
	if s, ok := f.(io.ReadSeeker); ok {
		http.ServeContent(w, r, "", time.Time{}, s)
		return nil
	}
	_, err = io.Copy(w, f)
	return gone(err)
}

// half answers HEAD with how much of a file the caller has brought so far.
func (g *Gate) half(w http.ResponseWriter, r *http.Request, c call, sha string) error {
	if r.Method != http.MethodHead {
		return &wire.Problem{Code: wire.CodeNotSeen}
	}
	size, err := g.spool.size(c.Device, sha)
	if err != nil {
		return err
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusNotFound)
	return nil
}

func (g *Gate) seesBlob(r *http.Request, c call, sha string) (bool, error) {
	if _, brought, err := g.o.Register.Uploaded(r.Context(), c.Device, sha); brought || err != nil {
		return brought, err
	}
	on, id := r.URL.Query().Get("on"), r.URL.Query().Get("id")
	if on != "message" && on != "draft" && on != "outbox" || id == "" {
		return false, nil
	}
	if sees, err := g.o.House.Sees(r.Context(), c.Caller, on, id); !sees || err != nil {
		return false, err
	}
	return g.o.Register.Hangs(r.Context(), sha, on, id)
}

// putBlob takes a part of a file: "Content-Range: bytes FROM-TO/TOTAL". The
// last part is answered with 201 when the bytes are what their name says.
func (g *Gate) putBlob(w http.ResponseWriter, r *http.Request, c call) error {
	sha := r.PathValue("sha256")
	p, err := partOf(r)
	if err != nil || !whole(sha) || r.Header.Get("Content-Encoding") != "" {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	if p.total > g.o.Limits.Blob || p.size() > wire.MostChunk {
		return errLarge
	}
	if _, brought, err := g.o.Register.Uploaded(r.Context(), c.Device, sha); err != nil || brought {
		return g.brought(w, p.total, err)
	}
	spent, err := g.o.Register.UploadedSince(r.Context(), c.Device, g.o.Now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if spent+p.total > g.o.Limits.Quota {
		return fault.New(fault.Full, "fault.upload-quota", "Max", g.o.Limits.Quota>>20)
	}
	release, ok := g.spool.hold(c.Device, sha)
	if !ok {
		return slow{time.Second}
	}
	defer release()
	return g.receive(w, r, c, upload{sha, p})
}

type upload struct {
	sha string
	part
}

func (g *Gate) receive(w http.ResponseWriter, r *http.Request, c call, u upload) error {
	control := http.NewResponseController(w)
	late := time.Now().Add(partTime)
	if err := errors.Join(control.SetReadDeadline(late), control.SetWriteDeadline(late.Add(writeTime))); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	size, err := g.spool.add(c.Device, u.sha, u.from, http.MaxBytesReader(w, r.Body, u.size()))
	w.Header().Set("Upload-Offset", strconv.FormatInt(size, 10))
	switch {
	case errors.Is(err, errOffset):
		return &wire.Problem{Code: wire.CodeGap, Want: size}
	case err != nil:
		return err
	case size != u.to+1:
		return &wire.Problem{Code: wire.CodeInvalid}
	case size < u.total:
		w.WriteHeader(http.StatusAccepted)
		return nil
	}
	return g.settle(w, r, c, u)
}

// settle keeps a whole file when it is what its name says; else it is dropped
// and has to be brought anew.
func (g *Gate) settle(w http.ResponseWriter, r *http.Request, c call, u upload) error {
	f, err := g.spool.take(c.Device, u.sha)
	if err != nil {
		return err
	}
	defer f.Close()
	same, err := sumOf(f)
	if err == nil && same != u.sha {
		w.Header().Set("Upload-Offset", "0")
		return errors.Join(&wire.Problem{Code: wire.CodeInvalid}, g.spool.drop(c.Device, u.sha))
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	if _, _, err := g.o.House.PutBlob(r.Context(), f); err != nil {
		return err
	}
	if err := g.o.Register.PutUpload(r.Context(), c.Device, u.sha, u.total); err != nil {
		return err
	}
	return g.brought(w, u.total, g.spool.drop(c.Device, u.sha))
}

func (g *Gate) brought(w http.ResponseWriter, size int64, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusCreated)
	return nil
}

// part is the place of a part in its file, both ends included.
type part struct{ from, to, total int64 }

func (p part) size() int64 { return p.to - p.from + 1 }

// partOf reads Content-Range; a body without one is the whole file.
func partOf(r *http.Request) (part, error) {
	text := r.Header.Get("Content-Range")
	if text == "" {
		if r.ContentLength <= 0 {
			return part{}, errors.New("neither a range nor a length")
		}
		return part{0, r.ContentLength - 1, r.ContentLength}, nil
	}
	return parsePart(text)
}

func parsePart(text string) (part, error) {
	var p part
	rest, ok := strings.CutPrefix(text, "bytes ")
	span, total, found := strings.Cut(rest, "/")
	from, to, both := strings.Cut(span, "-")
	if !ok || !found || !both {
		return p, fmt.Errorf("not a range: %.40q", text)
	}
	for _, n := range []struct {
		text string
		into *int64
	}{{from, &p.from}, {to, &p.to}, {total, &p.total}} {
		v, err := strconv.ParseUint(n.text, 10, 50)
		if err != nil {
			return p, fmt.Errorf("not a range: %.40q", text)
		}
		*n.into = int64(v)
	}
	if p.to < p.from || p.total <= p.to {
		return p, fmt.Errorf("not a range: %.40q", text)
	}
	return p, nil
}
