//go:build unix

package killtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/server/engine"
	"vigie/server/gate"
	"vigie/store"
)

// nodeRole is what a server process is told.
type nodeRole struct {
	Dir, Database, Network string
	Listen                 string
	Name                   string // among several
	Point                  string
	After                  int
	Taken                  inbox.ConversationID // Cléo claims it the moment the desktop pushes
	Claim                  inbox.CommandID
}

// stateOfNode is what /test/state says.
type stateOfNode struct {
	Rev, Open, Messages, Unindexed int
	Works                          bool // it collects
}

// run is a server: the store, the engine and the gate, as vigied ties them.
func (r nodeRole) run() error {
	ctx := context.Background()
	t := newTrap(r.Point, r.After)
	if r.Database == "" {
		t.watchFiles()
	} else {
		var err error
		if r.Database, err = openWay(t, r.Database); err != nil {
			return err
		}
	}
	t.doing("opening", true)
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	w, err := store.Open(ctx, r.Dir, store.Options{Now: now, Database: r.Database, Log: log})
	if err != nil {
		return err
	}
	t.doing("opening", false)
	net1 := &network{dir: r.Network, trap: t}
	o := engine.Options{Workspace: w, Secrets: noSecrets{}, Log: log, Connector: func(inbox.Channel) (channel.Connector, bool) { return net1, true }}
	if r.Database != "" {
		o.Node, o.Tenure = r.Name, 600*time.Millisecond
	}
	go func() {
		if err := engine.New(o).Run(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "engine:", err)
			os.Exit(4)
		}
	}()
	g, err := gate.New(ctx, gate.Options{House: w, Register: w, Spool: filepath.Join(r.Dir, "uploads"), Log: log})
	if err != nil {
		return err
	}
	go g.Run(ctx)
	retain := func() error {
		ahead.Store(int64(31 * 24 * time.Hour))
		t.doing("retention", true)
		return w.Forget(ctx)
	}
	mux := http.NewServeMux()
	mux.Handle("/", r.around(t, w, g.Handler(), retain))
	mux.HandleFunc("/test/state", func(out http.ResponseWriter, _ *http.Request) {
		s, err := stateOf(ctx, w)
		if err != nil {
			http.Error(out, err.Error(), 500)
			return
		}
		s.Works = t.is("at work")
		_ = json.NewEncoder(out).Encode(s)
	})
	ln, err := net.Listen("tcp", r.Listen)
	if err != nil {
		return err
	}
	return http.Serve(ln, mux)
}

func stateOf(ctx context.Context, w *store.Workspace) (s stateOfNode, err error) {
	rev, err := w.Revision(ctx)
	if err != nil {
		return s, err
	}
	open, err := w.Replies(ctx, inbox.Queued, inbox.Sending)
	if err != nil {
		return s, err
	}
	rep, err := w.Check(ctx)
	return stateOfNode{Rev: int(rev), Open: len(open), Messages: rep.Messages, Unindexed: rep.Unindexed}, err
}

// around stands before the gate: pushes with orders are where the server is
// killed.
func (r nodeRole) around(t *trap, w *store.Workspace, inner http.Handler, retain func() error) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/v1/bootstrap" && t.point == midStream {
			out = cutAnswer{out, t}
		}
		if q.URL.Path != "/v1/push" {
			inner.ServeHTTP(out, q)
			return
		}
		if r.Taken != "" {
			_, err := w.Do(q.Context(), inbox.Command{ID: r.Claim, Conversation: r.Taken, Act: inbox.Claim{}}, cleo)
			if err != nil && !strings.Contains(err.Error(), "already-yours") {
				fmt.Fprintln(os.Stderr, "claim:", err)
			}
		}
		t.at(beforeTx)
		if t.point == beforeAnswer {
			out = mute{out}
		}
		inner.ServeHTTP(out, q)
		if t.point == midRetention {
			if err := retain(); err != nil {
				fmt.Fprintln(os.Stderr, "retention:", err)
			}
		}
	})
}

// mute dies instead of answering.
type mute struct{ http.ResponseWriter }

func (m mute) Write([]byte) (int, error) {
	die()
	return 0, nil
}

func (m mute) WriteHeader(int) { die() }
