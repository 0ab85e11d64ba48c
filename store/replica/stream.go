package replica

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"vigie/store/wire"
)

const (
	quietFor   = 45 * time.Second // without a sign of life a stream is taken for held back
	avoidFor   = 24 * time.Hour   // that long streams are not tried again on this network
	pollWait   = 25 * time.Second // of a long poll
	deafAfter  = 3                // failed long polls, after which the desktop just asks
	plainEvery = 30 * time.Second // how often, then
)

// Wait tells of news: by a stream, by long polls where the network holds
// streams back, and by asking now and then where it cuts those too.
func (h *HTTP) Wait(ctx context.Context, since int64, told func(wire.Poke)) error {
	h.mu.Lock()
	streams, deaf := h.r.Now().After(h.noStream), h.deaf >= deafAfter
	h.mu.Unlock()
	switch {
	case streams:
		return h.stream(ctx, told)
	case deaf:
		return h.plain(ctx, told)
	default:
		return h.poll(ctx, since, told)
	}
}

// errQuiet is the error of a stream that gives no sign of life.
var errQuiet = errors.New("replica: the stream is quiet")

// stream reads server-sent events until the connection ends.
func (h *HTTP) stream(ctx context.Context, told func(wire.Poke)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alive := h.r.Alarm(quietFor, func() { cancel(errQuiet) })
	defer alive.Stop()
	res, err := h.do(ctx, call{method: http.MethodGet, path: "/v1/stream", signed: true, header: map[string]string{"Accept": "text/event-stream"}})
	if err == nil {
		defer res.Body.Close()
		if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
			err = fmt.Errorf("the stream is %q: %w", kind, errQuiet)
		} else {
			err = readEvents(bufio.NewReaderSize(res.Body, 64<<10), func() { alive.Reset(quietFor) }, told)
		}
	}
	if errors.Is(context.Cause(ctx), errQuiet) || errors.Is(err, errQuiet) {
		h.mu.Lock()
		h.noStream = h.r.Now().Add(avoidFor)
		h.mu.Unlock()
		return nil // long polls from now on, at once
	}
	return err
}

// readEvents reads events; each line is a sign of life.
func readEvents(in *bufio.Reader, alive func(), told func(wire.Poke)) error {
	event := ""
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("read stream: %w", err)
		}
		alive()
		name, value, _ := strings.Cut(strings.TrimRight(text, "\r\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "event":
			event = value
		case "data":
			if event == "end" {
				return &wire.Problem{Code: wire.CodeSignIn}
			}
			var p wire.Poke
			if json.Unmarshal([]byte(value), &p) == nil && event == "poke" {
				told(p)
			}
		case "":
			if text == "\n" || text == "\r\n" {
				event = ""
			}
		}
	}
}

// poll asks once and waits for the answer.
func (h *HTTP) poll(ctx context.Context, since int64, told func(wire.Poke)) error {
	var p wire.Poke
	err := h.get(ctx, fmt.Sprintf("/v1/poll?since=%d&wait=%d", since, int(pollWait.Seconds())), true, &p)
	h.mu.Lock()
	if h.deaf++; err == nil {
		h.deaf = 0
	}
	h.mu.Unlock()
	if err == nil {
		told(p)
	}
	return err
}

// plain has the desktop look by itself.
func (h *HTTP) plain(ctx context.Context, told func(wire.Poke)) error {
	over, end := context.WithCancel(ctx)
	defer end()
	defer h.r.Alarm(plainEvery, end).Stop()
	if <-over.Done(); ctx.Err() != nil {
		return nil
	}
	told(wire.Poke{Rev: math.MaxInt64})
	h.mu.Lock()
	h.deaf = deafAfter - 1 // try a long poll again now and then
	h.mu.Unlock()
	return nil
}
