package gate

import (
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// Times are how long a connection may take. Zero fields are the defaults.
type Times struct {
	Header time.Duration // until the headers are there
	Body   time.Duration // until the body is there
	Answer time.Duration // for the answer; streams set their own
	Idle   time.Duration // between two requests
}

func (t Times) orDefault() Times {
	or := func(d, other time.Duration) time.Duration {
		if d > 0 {
			return d
		}
		return other
	}
	return Times{or(t.Header, 10*time.Second), or(t.Body, time.Minute), or(t.Answer, time.Minute), or(t.Idle, 2*time.Minute)}
}

// NewServer makes the HTTP server of a handler. It speaks HTTP/1.1: a stream
// costs 40 KiB a desktop with it, and 54 with HTTP/2.
func NewServer(h http.Handler, t Times, log *slog.Logger) *http.Server {
	t = t.orDefault()
	var only http.Protocols
	only.SetHTTP1(true)
	return &http.Server{
		Handler: h, ReadHeaderTimeout: t.Header, ReadTimeout: t.Body, WriteTimeout: t.Answer, IdleTimeout: t.Idle,
		MaxHeaderBytes: 16 << 10, Protocols: &only, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// lasting takes the limits of an ordinary request off one that lasts: it sets
// deadlines of its own for each part.
func lasting(w http.ResponseWriter) (*http.ResponseController, error) {
	control := http.NewResponseController(w)
	err := errors.Join(control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{}))
	if errors.Is(err, http.ErrNotSupported) {
		err = nil
	}
	return control, err
}

// within bounds the next write to a connection.
func within(control *http.ResponseController, d time.Duration) error {
	err := control.SetWriteDeadline(time.Now().Add(d))
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
