package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/server/gate"
	"vigie/server/rehearse"
	"vigie/store"
)

type serveCmd struct {
	Listen    string        `default:":8443" help:"${serve_listen}"`
	PublicURL string        `name:"public-url" placeholder:"URL" help:"${serve_public_url}"`
	Cert      string        `type:"path" placeholder:"FILE" help:"${serve_cert}"`
	Key       string        `type:"path" placeholder:"FILE" help:"${serve_key}"`
	Plain     bool          `help:"${serve_plain}"`
	Metrics   string        `placeholder:"ADDRESS" help:"${serve_metrics}"`
	Proxy     []string      `placeholder:"NETWORK" help:"${serve_proxy}"`
	NoSend    bool          `help:"${collect_no_send}"`
	Exercises bool          `help:"${serve_exercises}"`
	Lease     time.Duration `default:"20s" help:"${serve_lease}"`
	OIDC      oidcArgs      `embed:"" prefix:"oidc-"`
}

// stopTime is how long a stopping server waits for running requests.
const stopTime = 20 * time.Second

// server is a running vigied serve.
type server struct {
	j       *job
	c       *serveCmd
	w       *store.Workspace
	cert    *gate.Certificate // nil: plaintext on loopback
	gate    *gate.Gate
	drills  *rehearse.Host // nil: this server keeps no exercises of the team
	log     *slog.Logger
	address string // host:port that invitations name
}

// Run serves the desktops of a team until it is told to stop.
func (c *serveCmd) Run(j *job) error {
	if err := c.sound(); err != nil {
		return err
	}
	j.level = min(j.level, slog.LevelInfo)
	return j.with(j.open, func(w *store.Workspace) error {
		s := &server{j: j, c: c, w: w, log: j.log()}
		if err := s.prepare(); err != nil {
			return err
		}
		return s.run()
	})
}

// sound refuses what could send passwords in the clear.
func (c *serveCmd) sound() error {
	if (c.Cert == "") != (c.Key == "") {
		return fault.New(fault.Invalid, "fault.serve-certificate")
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.serve-address", "Address", c.Listen)
	}
	a, err := netip.ParseAddr(host)
	if c.Plain && (err != nil || !a.IsLoopback()) {
		return fault.New(fault.Invalid, "fault.serve-plain", "Address", c.Listen)
	}
	return nil
}

func (s *server) prepare() error {
	pin := ""
	s.address = serverHost(s.c)
	if !s.c.Plain {
		var err error
		if s.c.Cert != "" {
			s.cert, err = gate.LoadCertificate(s.c.Cert, s.c.Key)
		} else {
			bare, _, _ := net.SplitHostPort(s.address)
			s.cert, err = gate.OwnCertificate(s.j.dir, []string{bare, "localhost", "127.0.0.1", "::1"}, s.j.now())
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "fault.serve-certificate")
		}
		if s.c.Cert == "" {
			pin = s.cert.Pin()
		}
	}
	proxies, err := s.c.proxies()
	if err != nil {
		return err
	}
	provider, err := s.c.OIDC.provider(s.j, s.w)
	if err != nil {
		return err
	}
	if err := writeDoorplate(s.j.dir, doorplate{Server: s.address, Pin: pin}); err != nil {
		return err
	}
	o := gate.Options{
		House: s.w, Register: s.w, Spool: filepath.Join(s.j.dir, "uploads"), Version: version, Server: s.address, Pin: pin,
		OIDC: provider, Proxies: proxies, Neighbours: s.w, Now: s.j.now, Log: s.log,
	}
	if s.j.server == "" || s.c.Exercises { // of several servers on one database, the one that is told to
		s.drills, err = rehearse.New(rehearse.Options{Root: exercisesIn(s.j.dir), House: s.w, Now: s.j.now, Random: rand.Reader, Log: s.log})
		if err != nil {
			return err
		}
		o.House, o.Exercises = s.drills.House(), s.drills
	}
	s.gate, err = gate.New(s.j.ctx, o)
	return err
}

// serverHost is the address that desktops are told.
func serverHost(c *serveCmd) string {
	if c.PublicURL != "" {
		return publicHost(c.PublicURL)
	}
	name, port, _ := net.SplitHostPort(c.Listen)
	if a, err := netip.ParseAddr(name); name == "" || err == nil && a.IsUnspecified() {
		if own, err := os.Hostname(); err == nil {
			name = own
		}
	}
	return net.JoinHostPort(cmp.Or(name, "localhost"), port)
}

func (c *serveCmd) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range c.Proxy {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, bad := netip.ParseAddr(text)
			if bad != nil {
				return nil, fault.Wrap(err, fault.Invalid, "fault.serve-address", "Address", text)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

// run serves until the job's context ends, and then stops in order: streams
// are closed, requests are finished, sending ends cleanly, the workspace is
// closed by who opened it.
func (s *server) run() error {
	work, err := s.work()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", s.c.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.serve-listen", "Address", s.c.Listen)
	}
	if err := s.open(ln.Addr().String()); err != nil {
		return errors.Join(err, ln.Close())
	}
	parts := map[string]func(context.Context) error{
		"gate":        func(ctx context.Context) error { s.gate.Run(ctx); return nil },
		"engine":      work,
		"https":       func(ctx context.Context) error { return s.listen(ctx, ln) },
		"metrics":     s.showFigures,
		"certificate": s.renewCertificate,
		"farewell":    s.farewell,
		"memory":      giveBack,
	}
	if s.j.server == "" { // a database takes other programs beside us
		parts["socket"] = s.answerSocket
	}
	if s.drills != nil {
		parts["exercises"] = func(ctx context.Context) error { return s.drills.Run(ctx, s.gate) }
	}
	return engine.Together(s.j.ctx, parts)
}

// farewell says in the log that the server stops.
func (s *server) farewell(ctx context.Context) error {
	<-ctx.Done()
	s.log.Info("stopping")
	return nil
}

// work is collecting, sending and keeping time. Several servers on one database
// share the accounts, and the others take over those of one that falls silent.
func (s *server) work() (func(context.Context) error, error) {
	o, err := s.j.engineOptions(s.w, s.c.NoSend)
	if err != nil {
		return nil, err
	}
	if s.j.server != "" {
		if o.Node, err = s.j.newID(); err != nil {
			return nil, err
		}
		o.Tenure = s.c.Lease
	}
	return engine.New(o).Run, nil
}

// open says where the server is, lets the first coordinator in when nobody
// ever was, and wires what changes to the streams.
func (s *server) open(at string) error {
	pin := "-"
	if s.cert != nil {
		pin = s.cert.Pin()
	}
	s.log.Info("serving", "address", at, "public", s.address, "pin", pin, "version", version)
	return s.firstCoordinator()
}

// listen serves requests until ctx ends.
func (s *server) listen(ctx context.Context, ln net.Listener) error {
	unsubscribe := s.w.Subscribe(func(inbox.Notice) { s.gate.Changed() })
	defer unsubscribe()
	srv := gate.NewServer(s.gate.Handler(), gate.Times{}, s.log)
	if s.cert != nil {
		ln = tls.NewListener(ln, s.cert.TLS())
	}
	return serveUntil(ctx, srv, ln, s.gate.Close)
}

// serveUntil runs an HTTP server and ends it with its context: first what
// would last for ever, then what is under way.
func serveUntil(ctx context.Context, srv *http.Server, ln net.Listener, before func()) error {
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	before()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	err := srv.Shutdown(end)
	if err != nil {
		err = errors.Join(err, srv.Close())
	}
	<-ended
	return err
}

// renewCertificate takes up a certificate that was renewed on the disk.
func (s *server) renewCertificate(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for s.cert != nil {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.cert.Renewed(); err != nil {
				s.log.Warn("the certificate was not renewed", "error", err)
			}
		}
	}
	return nil
}
