package replica_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/server/gate"
	"vigie/store/replica"
	"vigie/store/wire"
)

// alarms ring when the test says so.
type alarms chan alarm

type alarm struct {
	after time.Duration
	ring  func()
}

func (a alarms) set(after time.Duration, ring func()) replica.Alarm {
	a <- alarm{after, ring}
	return time.AfterFunc(time.Hour, func() {}) // what the caller may stop
}

// holding is a proxy of the kind that reads an answer to its end before it
// gives any of it on; cut has it answer the long polls itself.
type holding struct {
	*httptest.Server
	asked chan string // the paths
	mu    sync.Mutex
	cut   bool
}

func newHolding(t *testing.T, address string) *holding {
	p := &holding{asked: make(chan string, 100)}
	onward := &http.Client{Transport: &http.Transport{DisableCompression: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked <- r.URL.Path
		p.mu.Lock()
		cut := p.cut
		p.mu.Unlock()
		if cut && r.URL.Path == "/v1/poll" {
			http.Error(w, "<html>too long</html>", http.StatusBadGateway)
			return
		}
		out := r.Clone(r.Context())
		out.RequestURI, out.URL.Scheme, out.URL.Host, out.Host = "", "https", address, address
		res, err := onward.Do(out)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		all, err := io.ReadAll(res.Body)
		if err != nil {
			return
		}
		for name := range res.Header {
			w.Header().Set(name, res.Header.Get(name))
		}
		w.WriteHeader(res.StatusCode)
		_, _ = w.Write(all) // the desk may be gone
	}))
	t.Cleanup(func() {
		p.Server.Close()
		onward.CloseIdleConnections()
	})
	return p
}

// next is the path that was asked for next, sign-in apart.
func (p *holding) next(t *testing.T) string {
	t.Helper()
	for {
		select {
		case path := <-p.asked:
			if path == "/v1/stream" || path == "/v1/poll" {
				return path
			}
		case <-t.Context().Done():
			t.Fatal("nothing was asked")
		case <-time.After(2 * time.Minute):
			t.Fatal("nothing was asked")
		}
	}
}

// behind is a signed-in desk's line through a proxy that holds back.
func (c *crew) behind(t *testing.T) (*replica.HTTP, *holding, alarms) {
	t.Helper()
	ctx := context.Background()
	address, _ := c.serve()
	p := newHolding(t, address)
	i, err := gate.Invite(ctx, c.house, gate.Guest{Member: sami, By: cleo, Now: c.clock.now(), Random: rand.Reader})
	c.must(err)
	bell := make(alarms, 100)
	remote := replica.Remote{Address: strings.TrimPrefix(p.URL, "http://"), Insecure: true, Now: c.clock.now, Alarm: bell.set}
	badge, err := replica.OpenBadge(ctx, remote, &drawer{})
	c.must(err)
	c.must(badge.SignIn(ctx, wire.SignIn{Way: wire.ByCode, Code: i.Code, Name: "Portable de Sami"}))
	remote.Token = badge.Token
	server := replica.Dial(remote)
	t.Cleanup(server.Close)
	return server, p, bell
}

// wait has the desk wait for news in a goroutine.
func wait(ctx context.Context, server *replica.HTTP) (ended chan error, told chan wire.Poke) {
	ended, told = make(chan error, 1), make(chan wire.Poke, 10)
	go func() { ended <- server.Wait(ctx, 0, func(p wire.Poke) { told <- p }) }()
	return ended, told
}

func TestWait_AsksByLongPollsWhereTheNetworkHoldsStreamsBack(t *testing.T) {
	c := newCrew(t)
	c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	server, p, bell := c.behind(t)
	ended, told := wait(t.Context(), server)
	if path := p.next(t); path != "/v1/stream" {
		t.Fatalf("at first it asks for %s", path)
	}
	quiet := <-bell
	if quiet.after != 45*time.Second {
		t.Errorf("it takes a stream for held back after %s", quiet.after)
	}
	quiet.ring()
	c.must(<-ended)
	if len(told) > 0 {
		t.Errorf("news came through: %+v", <-told)
	}

	ended, told = wait(t.Context(), server)
	if path := p.next(t); path != "/v1/poll" {
		t.Errorf("then it asks for %s", path)
	}
	c.must(<-ended)
	if news := <-told; news.Rev == 0 {
		t.Errorf("it is told %+v", news)
	}

	c.clock.pass(25 * time.Hour) // perhaps it is another network by now
	ctx, cancel := context.WithCancel(t.Context())
	ended, _ = wait(ctx, server)
	if path := p.next(t); path != "/v1/stream" {
		t.Errorf("a day later it asks for %s", path)
	}
	cancel()
	<-ended
}

func TestWait_AsksEveryThirtySecondsWhereLongPollsAreCutToo(t *testing.T) {
	c := newCrew(t)
	server, p, bell := c.behind(t)
	p.mu.Lock()
	p.cut = true
	p.mu.Unlock()
	ended, _ := wait(t.Context(), server)
	p.next(t)
	(<-bell).ring()
	c.must(<-ended)
	for range 3 {
		ended, told := wait(t.Context(), server)
		if path := p.next(t); path != "/v1/poll" {
			t.Errorf("it asks for %s", path)
		}
		if err := <-ended; err == nil || len(told) > 0 {
			t.Errorf("a long poll that is cut tells of news (%v)", err)
		}
	}

	ended, told := wait(t.Context(), server)
	every := <-bell
	if every.after != 30*time.Second {
		t.Errorf("it looks every %s", every.after)
	}
	every.ring()
	c.must(<-ended)
	if news := <-told; news.Rev != math.MaxInt64 {
		t.Errorf("it is told %+v, so that it does not look", news)
	}
	ended, _ = wait(t.Context(), server)
	if path := p.next(t); path != "/v1/poll" {
		t.Errorf("now and then it asks for %s", path)
	}
	<-ended

	t.Run("the end of the program does not wait for it", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ended, told := wait(ctx, server)
		<-bell
		cancel()
		c.must(<-ended)
		if len(told) > 0 {
			t.Error("it has the desk look, at the end of the program")
		}
	})
}

// envBehind has a child of the test ask a server through the proxy of its
// environment, which a program reads once.
const envBehind = "VIGIE_STORE_TEST_PIN_BEHIND_PROXY"

func TestDial_GoesThroughTheProxyOfTheEnvironment(t *testing.T) {
	if pin := os.Getenv(envBehind); pin != "" {
		s := replica.Dial(replica.Remote{Address: "vigie.example:443", Pin: pin})
		defer s.Close()
		if _, err := s.Hello(t.Context()); err != nil {
			t.Error(err)
		}
		return
	}
	c := newCrew(t)
	address, pin := c.serve()
	asked := make(chan string, 9)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		tunnel(w, address)
	}))
	defer proxy.Close()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=5m")
	child.Env = append(os.Environ(), envBehind+"="+pin, "HTTPS_PROXY="+proxy.URL, "https_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")
	if text, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	if len(asked) != 1 {
		t.Fatalf("the proxy was asked %d times", len(asked))
	}
	if got := <-asked; got != "CONNECT vigie.example:443" {
		t.Errorf("the proxy was asked %s", got)
	}
}

// tunnel carries bytes between who asked a proxy and a server.
func tunnel(w http.ResponseWriter, address string) {
	far, err := net.Dial("tcp", address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer far.Close()
	near, read, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer near.Close()
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(far, read) // ends with the one who asked
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far) // ends with the server
}
