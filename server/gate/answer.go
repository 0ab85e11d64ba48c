package gate

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// small answers are not worth compressing.
const small = 1 << 10

// large answers are compressed as a stream.
const large = 1 << 20

// reply writes v as JSON, compressed as the caller can read it.
func reply(w http.ResponseWriter, r *http.Request, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return send(w, r, raw)
}

// send is reply of what is JSON already.
func send(w http.ResponseWriter, r *http.Request, raw []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Add("Vary", "Accept-Encoding")
	if len(raw) < small {
		_, err := w.Write(raw)
		return gone(err)
	}
	out, err := squeeze(w, r)
	if err != nil {
		return err
	}
	_, err = out.Write(raw)
	return gone(errors.Join(err, out.Close()))
}

// list is reply for what is asked often and is long: see often.
func (g *Gate) list(w http.ResponseWriter, r *http.Request, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return g.often(w, r, raw)
}

// often is send with a compressor that is kept. A new one for each answer costs
// more than the compressing.
func (g *Gate) often(w http.ResponseWriter, r *http.Request, raw []byte) error {
	if len(raw) < small || len(raw) > large || !accepts(r.Header.Get("Accept-Encoding"), "zstd") {
		return send(w, r, raw)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Encoding", "zstd")
	h.Add("Vary", "Accept-Encoding")
	_, err := w.Write(g.squeezer.EncodeAll(raw, nil))
	return gone(err)
}

// unheard is the error of a caller who went away: nobody is left to be told.
type unheard struct{ cause error }

func (u unheard) Error() string { return "the caller went away: " + u.cause.Error() }
func (u unheard) Unwrap() error { return u.cause }

func gone(err error) error {
	if err == nil {
		return nil
	}
	return unheard{err}
}

// squeezing is a compressed answer; Flush sends what was written so far.
type squeezing interface {
	io.WriteCloser
	Flush() error
}

type plainly struct{ io.Writer }

func (plainly) Flush() error { return nil }
func (plainly) Close() error { return nil }

// squeeze begins an answer in the best encoding that the caller reads.
func squeeze(w http.ResponseWriter, r *http.Request) (squeezing, error) {
	accepted := r.Header.Get("Accept-Encoding")
	switch {
	case accepts(accepted, "zstd"):
		w.Header().Set("Content-Encoding", "zstd")
		return zstd.NewWriter(w, squeezed(1)...)
	case accepts(accepted, "gzip"):
		w.Header().Set("Content-Encoding", "gzip")
		return gzip.NewWriter(w), nil
	default:
		return plainly{w}, nil
	}
}

// squeezed is how answers are compressed, so many at once.
func squeezed(atOnce int) []zstd.EOption {
	return []zstd.EOption{
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(atOnce), zstd.WithWindowSize(1 << 20), zstd.WithLowerEncoderMem(true),
	}
}

// accepts reads Accept-Encoding; an encoding with q=0 is refused by it.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q := strings.TrimSpace(weight)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// slow is the problem of who must wait.
type slow struct{ wait time.Duration }

func (s slow) Error() string { return "too much at once" }

// refuse writes the body of a refusal. Nothing of a cause leaves the server.
func refuse(w http.ResponseWriter, err error) int {
	p, status := problemOf(err)
	var s slow
	if errors.As(err, &s) {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int((s.wait+time.Second-1)/time.Second))))
	} else if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	raw, failed := json.Marshal(p)
	if failed != nil {
		raw = []byte(`{"code":"internal"}`)
	}
	h := w.Header()
	h.Del("Content-Encoding")
	h.Del("Content-Range")
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // who is gone needs no answer
	return status
}

func problemOf(err error) (*wire.Problem, int) {
	var p *wire.Problem
	var f *fault.Error
	var s slow
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p, statusOf(p.Code)
	case errors.As(err, &s):
		return &wire.Problem{Code: wire.CodeSlow}, http.StatusTooManyRequests
	case errors.As(err, &large), errors.Is(err, errLarge):
		return &wire.Problem{Code: wire.CodeInvalid}, http.StatusRequestEntityTooLarge
	case errors.Is(err, errMedia):
		return &wire.Problem{Code: wire.CodeInvalid}, http.StatusUnsupportedMediaType
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &wire.Problem{Code: wire.CodeSlow}, http.StatusServiceUnavailable
	case errors.As(err, &f):
		return faulty(f)
	default:
		return &wire.Problem{Code: string(fault.Internal)}, http.StatusInternalServerError
	}
}

func statusOf(code string) int {
	switch code {
	case wire.CodeGap:
		return http.StatusConflict
	case wire.CodeForked:
		return http.StatusUnprocessableEntity
	case wire.CodeResync:
		return http.StatusGone
	case wire.CodeUpgrade:
		return http.StatusUpgradeRequired
	case wire.CodeRevoked, wire.CodeSignIn:
		return http.StatusUnauthorized
	case wire.CodeSlow:
		return http.StatusServiceUnavailable
	case wire.CodeNotSeen:
		return http.StatusNotFound
	case wire.CodeInvalid:
		return http.StatusBadRequest
	default:
		return http.StatusInternalServerError
	}
}

func faulty(f *fault.Error) (*wire.Problem, int) {
	p := &wire.Problem{Code: string(f.Kind), Fault: &wire.Fault{Kind: string(f.Kind), Key: f.Key, Args: f.Args}}
	switch f.Kind {
	case fault.Invalid:
		p.Code = wire.CodeInvalid
		return p, http.StatusBadRequest
	case fault.Forbidden, fault.Unsupported:
		return p, http.StatusForbidden
	case fault.NotFound:
		return &wire.Problem{Code: wire.CodeNotSeen}, http.StatusNotFound // as little as of what is hidden
	case fault.Conflict:
		return p, http.StatusConflict
	case fault.Auth:
		p.Code = wire.CodeSignIn
		return p, http.StatusUnauthorized
	case fault.Unavailable, fault.Busy:
		p.Code = wire.CodeSlow
		return p, http.StatusServiceUnavailable
	case fault.Full:
		return p, http.StatusInsufficientStorage
	default: // what is wrong inside the house is the house's own affair
		return &wire.Problem{Code: string(fault.Internal), Fault: &wire.Fault{Kind: string(fault.Internal), Key: "fault.internal"}}, http.StatusInternalServerError
	}
}
