package replica_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/server/gate"
	"vigie/store/replica"
	"vigie/store/wire"
)

// drawer keeps a sign-in for a test.
type drawer struct {
	mu   sync.Mutex
	text string
}

func (d *drawer) Load(context.Context) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text, nil
}

func (d *drawer) Save(_ context.Context, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.text = text
	return nil
}

// serve puts the real gate before a crew's workspace, on a real TLS listener.
func (c *crew) serve() (address, pin string) {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	cert, err := gate.OwnCertificate(c.t.TempDir(), []string{"127.0.0.1"}, time.Now())
	c.must(err)
	g, err := gate.New(ctx, gate.Options{House: c.house, Register: c.house, Spool: c.t.TempDir(), Pin: cert.Pin(), Now: c.clock.now, Log: slog.New(slog.DiscardHandler)})
	c.must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	c.must(err)
	srv := gate.NewServer(g.Handler(), gate.Times{}, slog.New(slog.DiscardHandler))
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	all.Go(func() {
		if err := srv.Serve(tls.NewListener(ln, cert.TLS())); !errors.Is(err, http.ErrServerClosed) {
			c.t.Errorf("the server ended with %v", err)
		}
	})
	c.t.Cleanup(func() {
		g.Close()
		end, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c.must(srv.Shutdown(end))
		stop()
		all.Wait()
	})
	return ln.Addr().String(), cert.Pin()
}

func TestHTTP_BringsTwoDesksTogetherOverTLS(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	address, pin := c.serve()
	i, err := gate.Invite(ctx, c.house, gate.Guest{Member: sami, By: cleo, Now: c.clock.now(), Random: rand.Reader})
	c.must(err)
	remote := replica.Remote{Address: address, Pin: pin, Now: c.clock.now}
	secrets := &drawer{}
	badge, err := replica.OpenBadge(ctx, remote, secrets)
	c.must(err)
	c.must(badge.SignIn(ctx, wire.SignIn{Way: wire.ByCode, Code: i.Code, Name: "Portable de Sami"}))
	remote.Token = badge.Token
	server := replica.Dial(remote)
	defer server.Close()
	r, err := replica.Open(ctx, filepath.Join(t.TempDir(), "desk"), replica.Options{Server: server, Member: sami, Now: c.clock.now, Chance: func() float64 { return 0 }, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	c.must(err)
	defer r.Close()
	c.must(r.Settle(ctx))
	d := &desk{Replica: r, c: c, who: sami}
	d.same()

	b := c.join(lea)
	b.settle()
	d.act(id, inbox.Claim{})
	sha, _, err := r.Workspace().PutBlob(ctx, strings.NewReader("le bon de livraison"))
	c.must(err)
	d.act(id, inbox.SaveDraft{Draft: inbox.Draft{
		ID: "01HZZZZZZZZZZZZZZZZZZZDRFT", Kind: inbox.PublicReply, Text: "Voici", Attachments: []inbox.Attachment{{Name: "bon.txt", Type: "text/plain", Size: 19, Blob: sha}},
	}})
	c.clock.pass(11 * time.Minute) // the token is old by now
	c.must(r.Settle(ctx))
	d.same()
	f, err := c.house.Blob(ctx, sha)
	c.must(err)
	raw, err := io.ReadAll(f)
	c.must(errors.Join(err, f.Close()))
	if string(raw) != "le bon de livraison" {
		t.Errorf("the file came as %q", raw)
	}
	again, err := replica.OpenBadge(ctx, remote, secrets)
	c.must(err)
	if device, member := again.Device(); device == "" || member != string(sami) {
		t.Errorf("after the end it is %q of %q", device, member)
	}

	run, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() {
		if err := r.Run(run); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	b.act(id, inbox.AddNote{Text: "Par le flux."})
	b.settle()
	seen := false
	for range 2400 { // two minutes
		detail, err := r.Workspace().Detail(ctx, id, 9)
		c.must(err)
		if seen = len(detail.Notes) == 1; seen {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	all.Wait()
	if !seen {
		t.Error("the note did not come by the stream")
	}
}

func TestHTTP_RefusesAnotherServersKey(t *testing.T) {
	c := newCrew(t)
	address, pin := c.serve()
	wrong := strings.Repeat("0", len(pin))
	s := replica.Dial(replica.Remote{Address: address, Pin: wrong})
	defer s.Close()
	if _, err := s.Hello(context.Background()); !errors.Is(err, replica.ErrPin) {
		t.Errorf("got %v", err)
	}
	s = replica.Dial(replica.Remote{Address: address})
	defer s.Close()
	if _, err := s.Hello(context.Background()); err == nil {
		t.Error("a certificate of nobody is trusted")
	}
}
