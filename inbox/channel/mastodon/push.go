package mastodon

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/coder/websocket"
)

// maxPush is the size of one pushed event.
const maxPush = 4 << 20

// streamingURL is where an instance streams: where it says, or where its API
// is. A place without encryption is taken only on this computer.
func streamingURL(said string, base *url.URL) *url.URL {
	u, err := url.Parse(said)
	if err != nil || u.Host == "" {
		u = base
	}
	scheme := "wss"
	switch u.Scheme {
	case "https", "wss":
	case "http", "ws":
		if scheme = "ws"; !loopback(u.Hostname()) {
			scheme = "wss"
		}
	}
	return &url.URL{Scheme: scheme, Host: u.Host, Path: "/api/v1/streaming"}
}

// errNoSocket says that the instance answered, but not with a websocket.
var errNoSocket = errors.New("the instance gives no websocket")

func noSocket(err error) bool { return errors.Is(err, errNoSocket) }

// websocket listens to the stream of the account, and to that of its direct
// conversations on the same connection.
func (e *ear) websocket(ctx context.Context) error {
	s := e.session
	u := *s.streaming
	u.RawQuery = url.Values{"stream": {"user"}}.Encode()
	dialing, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	// The token goes into the header, because addresses end up in logs.
	conn, res, err := websocket.Dial(dialing, u.String(), &websocket.DialOptions{
		HTTPClient: s.client.sender,
		HTTPHeader: http.Header{"Authorization": {"Bearer " + s.client.token}, "User-Agent": {"Vigie"}},
	})
	if err != nil {
		if res != nil && res.StatusCode != http.StatusSwitchingProtocols && res.StatusCode != http.StatusUnauthorized {
			return fmt.Errorf("%w: HTTP %d", errNoSocket, res.StatusCode)
		}
		return fmt.Errorf("open a websocket: %w", err)
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(maxPush)
	if err := conn.Write(dialing, websocket.MessageText, []byte(`{"type":"subscribe","stream":"direct"}`)); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	e.entered()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alive := make(chan struct{})
	go func() {
		defer close(alive)
		cancel(e.keepAlive(ctx, conn))
	}()
	defer func() { cancel(nil); <-alive }()
	for {
		_, raw, err := conn.Read(ctx)
		if err != nil {
			return fmt.Errorf("read a push: %w", errors.Join(err, context.Cause(ctx)))
		}
		var pushed struct {
			Event   string `json:"event"`
			Payload string `json:"payload"`
		}
		if json.Unmarshal(raw, &pushed) == nil {
			e.heard(pushed.Event, []byte(pushed.Payload))
		}
	}
}

// keepAlive pings: a connection that is half gone answers no more, and says
// nothing of it by itself.
func (e *ear) keepAlive(ctx context.Context, conn *websocket.Conn) error {
	tick := time.NewTicker(e.pulse.ping)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		limited, stop := context.WithTimeout(ctx, e.pulse.pong)
		err := conn.Ping(limited)
		stop()
		if err != nil {
			return fmt.Errorf("no answer to a ping: %w", err)
		}
	}
}

// events listens to server-sent events.
func (e *ear) events(ctx context.Context) error {
	s := e.session
	u := *s.streaming
	u.Scheme = "https"
	if s.streaming.Scheme == "ws" {
		u.Scheme = "http"
	}
	u.Path += "/user"
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.client.token)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("User-Agent", "Vigie")
	dead := time.AfterFunc(e.pulse.silence, func() { cancel(errors.New("nothing was heard for too long")) })
	defer dead.Stop()
	res, err := s.client.sender.Do(req)
	if err != nil {
		return fmt.Errorf("open a stream of events: %w", errors.Join(err, context.Cause(ctx)))
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("open a stream of events: HTTP %d", res.StatusCode)
	}
	e.entered()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 0, 64<<10), maxPush)
	var name string
	var payload []byte
	for lines.Scan() {
		dead.Reset(e.pulse.silence)
		name, payload = e.line(lines.Bytes(), name, payload)
	}
	return fmt.Errorf("read a stream of events: %w", errors.Join(errors.New("it ended"), lines.Err(), context.Cause(ctx)))
}

// line takes one line of a stream of events; an empty one ends an event, and
// one that begins with a colon is a sign of life.
func (e *ear) line(line []byte, name string, payload []byte) (string, []byte) {
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch {
	case len(line) == 0:
		if name != "" {
			e.heard(name, payload)
		}
		return "", nil
	case string(field) == "event":
		return string(value), payload
	case string(field) == "data" && len(payload)+len(value) < maxPush:
		if payload != nil {
			payload = append(payload, '\n')
		}
		return name, append(payload, value...)
	}
	return name, payload
}
