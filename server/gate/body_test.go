package gate_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"vigie/server/gate"
	"vigie/store/wire"
)

func zipped(t *testing.T, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstded(t *testing.T, raw []byte, o ...zstd.EOption) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil, o...)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(raw, nil)
}

func TestBodies_AreBoundedBeforeTheyAreParsed(t *testing.T) {
	d := open(t, generous)
	k := d.member(nadia)
	push, err := json.Marshal(wire.Push{Epoch: "e"})
	d.must(err)
	bomb := bytes.Repeat([]byte(" "), 256<<20)
	nested := []byte(`{"orders":` + strings.Repeat("[", 200_000))
	for _, c := range []struct {
		name, encoding string
		body           []byte
		status         int
	}{
		{"plain", "", push, 200}, {"gzip", "gzip", zipped(t, push), 200}, {"zstd", "zstd", zstded(t, push), 200},
		{"too large", "", bytes.Repeat([]byte(" "), wire.MostPush+1), 413},
		{"a gzip bomb", "gzip", zipped(t, bomb), 413},
		{"a zstd bomb", "zstd", zstded(t, bomb), 413},
		{"a zstd with an enormous window", "zstd", zstded(t, bytes.Repeat([]byte("abcdefgh"), 2<<20), zstd.WithWindowSize(256<<20), zstd.WithSingleSegment(false)), 413},
		{"no gzip", "gzip", push, 400}, {"no zstd", "zstd", push, 400}, {"a truncated gzip", "gzip", zipped(t, push)[:15], 400},
		{"an unknown encoding", "br", push, 415},
		{"no JSON", "", []byte("{"), 400}, {"nothing", "", nil, 400}, {"two values", "", append(push, push...), 400}, {"a list", "", []byte("[]"), 400},
		{"deeply nested", "", nested, 400}, {"a number that is none", "", []byte(`{"orders":[{"seq":1e999}]}`), 400},
		{"invalid UTF-8", "", []byte("{\"epoch\":\"\xff\xfe\"}"), 200}, {"what a newer desktop says", "", []byte(`{"epoch":"e","new":{"x":1}}`), 200},
	} {
		a := d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: c.body, header: map[string]string{"Content-Encoding": c.encoding}})
		if a.status != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, a.status, a.body, c.status)
		}
	}
	many := wire.Push{Orders: make([]wire.Order, wire.MostOrders+1)}
	d.want("too many orders", d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: many}), 413, wire.CodeInvalid)
	d.want("a large sign-in", d.call(request{method: "POST", path: "/v1/enroll", body: bytes.Repeat([]byte("x"), 1<<20)}), 413, wire.CodeInvalid)
	d.want("a negative cursor", d.call(request{method: "POST", path: "/v1/pull", token: k.Access, body: wire.Pull{Cursor: -1}}), 400, wire.CodeInvalid)
}

// endless is a body that never ends.
type endless struct{ sent *atomic.Int64 }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.sent.Add(int64(len(p)))
	return len(p), nil
}

func TestBodies_ThatNeverEndAreCutOff(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	var sent atomic.Int64
	a, err := d.try(request{method: "POST", path: "/v1/push", token: k.Access, body: io.Reader(endless{&sent})})
	if err == nil && a.status != 413 {
		t.Errorf("answered %d", a.status)
	}
	if n := sent.Load(); n > 64<<20 {
		t.Errorf("%d bytes were taken", n)
	}
	d.want("afterwards", k.get(), 200, "")
}

func TestAnswers_ComeAsTheCallerReadsThem(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	for accept, want := range map[string]string{"zstd, gzip": "zstd", "gzip": "gzip", "identity": "", "zstd;q=0, gzip": "gzip"} {
		a := d.call(request{method: "POST", path: "/v1/pull", token: k.Access, body: wire.Pull{}, header: map[string]string{"Accept-Encoding": accept}})
		if got := a.header.Get("Content-Encoding"); a.status != 200 || got != want {
			t.Errorf("%s: %d, as %q", accept, a.status, got)
			continue
		}
		var plain io.Reader = bytes.NewReader(a.body)
		switch want {
		case "zstd":
			z, err := zstd.NewReader(plain)
			d.must(err)
			defer z.Close()
			plain = z
		case "gzip":
			z, err := gzip.NewReader(plain)
			d.must(err)
			plain = z
		}
		var p wire.Page
		d.must(json.NewDecoder(plain).Decode(&p))
		if len(p.Puts) != 500 {
			t.Errorf("%s: %d rows", accept, len(p.Puts))
		}
	}
	a := k.get()
	for _, h := range []string{"X-Content-Type-Options", "Cache-Control"} {
		if a.header.Get(h) == "" {
			t.Errorf("no %s", h)
		}
	}
}

func TestConnections_ThatDripAreClosed(t *testing.T) {
	d := open(t, func(_ *gate.Options, times *gate.Times) {
		times.Header, times.Body = 1500*time.Millisecond, 2*time.Second // the handshake is in it
	})
	for name, begin := range map[string]string{
		"headers": "GET /v1/hello HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body":  "POST /v1/enroll HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
		"nothing": "",
	} {
		c, err := tls.Dial("tcp", d.addr, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
		d.must(err)
		_, err = c.Write([]byte(begin))
		d.must(err)
		d.must(c.SetReadDeadline(time.Now().Add(patience)))
		raw, err := io.ReadAll(c)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s that drips is kept: %q, %v", name, raw, err)
		}
		d.must(c.Close())
	}
}

func TestTLS_IsNothingOlderThan13(t *testing.T) {
	d := open(t)
	_, err := tls.Dial("tcp", d.addr, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	if err == nil {
		t.Error("TLS 1.2 is spoken")
	}
	resp, err := http.Get("http://" + d.addr + "/v1/hello")
	if err == nil {
		defer resp.Body.Close()
		if resp.StatusCode < 400 {
			t.Errorf("plaintext is answered: %d", resp.StatusCode)
		}
	}
	other := pinned(strings.Repeat("00", 32))
	defer other.CloseIdleConnections()
	if _, err := other.Get("https://" + d.addr + "/v1/hello"); err == nil {
		t.Error("another server's pin is taken for ours")
	}
}

func TestCertificate_IsKeptAndRenewed(t *testing.T) {
	dir := t.TempDir()
	one, err := gate.OwnCertificate(dir, []string{"vigie.test"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	two, err := gate.OwnCertificate(dir, nil, time.Now())
	if err != nil || one.Pin() != two.Pin() || len(one.Pin()) != 64 {
		t.Errorf("pins %s and %s, %v", one.Pin(), two.Pin(), err)
	}
	mustBeOurs(t, dir)
	other := t.TempDir()
	next, err := gate.OwnCertificate(other, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, other, dir, gate.CertificateFile)
	if err := one.Reload(); err == nil {
		t.Error("a certificate with another key was taken up")
	}
	copyFile(t, other, dir, gate.KeyFile)
	if err := one.Renewed(); err != nil || one.Pin() != next.Pin() {
		t.Errorf("not renewed: %v", err)
	}
}

func TestRates_AreByAddressByMemberAndByDevice(t *testing.T) {
	for name, limit := range map[string]change{
		"address": func(o *gate.Options, _ *gate.Times) { o.Limits.IP = gate.Pace{Every: time.Hour, Burst: 8} },
		"member":  func(o *gate.Options, _ *gate.Times) { o.Limits.Account = gate.Pace{Every: time.Hour, Burst: 4} },
		"device":  func(o *gate.Options, _ *gate.Times) { o.Limits.Device = gate.Pace{Every: time.Hour, Burst: 4} },
	} {
		d := open(t, limit)
		k := d.member(nadia)
		var a answer
		for range 12 {
			a = k.get()
		}
		d.want(name, a, 429, wire.CodeSlow)
		if a.header.Get("Retry-After") != "3600" {
			t.Errorf("%s: Retry-After %q", name, a.header.Get("Retry-After"))
		}
	}
	d := open(t, func(o *gate.Options, _ *gate.Times) { o.Limits.SignIn = gate.Pace{Every: time.Hour, Burst: 3} })
	for range 3 {
		d.want("a sign-in", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: "x"}), 401, wire.CodeSignIn)
	}
	d.want("one too many", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: d.invite(nadia).Code}), 429, wire.CodeSlow)
}

func TestLog_SaysNothingOfWhatPeopleWrite(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	const secret = "the-secret-that-she-wrote"
	args, err := json.Marshal(map[string]string{"text": secret})
	d.must(err)
	d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: wire.Push{Orders: []wire.Order{{ID: "1", Seq: 1, Name: "note.add", Args: args}}}})
	d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: []byte(`{"orders": "` + secret)})
	d.call(request{method: "POST", path: "/v1/search", token: k.Access, body: []byte(`{"view":{"search":"` + secret + `"}}`)})
	d.call(request{method: "GET", path: "/v1/poll?since=" + secret + "&wait=1", token: k.Access})
	d.call(request{method: "GET", path: "/v1/" + secret, token: k.Access})
	d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: secret})
	i := d.invite(nadia)
	d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: i.Code})
	d.call(request{method: "POST", path: "/v1/invitations", token: boss.Access, body: wire.Invite{Member: string(nadia)}})
	log := d.log.String()
	for name, text := range map[string]string{
		"what she wrote": secret, "an access token": k.Access, "a refresh token": k.Refresh, "a code": i.Code, "half a token": k.Access[:40],
	} {
		if strings.Contains(log, text) {
			t.Errorf("%s is in the log", name)
		}
	}
	if !strings.Contains(log, k.Device) || !strings.Contains(log, "POST /v1/push") {
		t.Errorf("the log says too little: %.500s", log)
	}
}

func TestFigures_CountWithoutNames(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	k.get()
	d.want("nobody", d.call(request{method: "GET", path: "/v1/devices"}), 401, wire.CodeSignIn)
	e := k.listen()
	e.hears(t, "the revision", func(wire.Poke) bool { return true })
	w := &page{header: http.Header{}}
	r, err := http.NewRequestWithContext(context.Background(), "GET", "/metrics", nil)
	d.must(err)
	d.gate.Metrics().ServeHTTP(w, r)
	text := w.body.String()
	for _, line := range []string{
		`vigie_requests_total{endpoint="GET /v1/devices",status="200"} 1`, `vigie_requests_total{endpoint="GET /v1/devices",status="401"} 1`,
		`vigie_refusals_total{code="sign-in"} 1`, "vigie_streams 1", "go_goroutines",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s", line)
		}
	}
	if strings.Contains(text, k.Device) || strings.Contains(text, string(nadia)) {
		t.Error("somebody is named in the figures")
	}
}

type page struct {
	header http.Header
	body   bytes.Buffer
}

func (p *page) Header() http.Header         { return p.header }
func (p *page) Write(b []byte) (int, error) { return p.body.Write(b) }
func (p *page) WriteHeader(int)             {}

func TestProxy_IsBelievedOnlyWhenItIsOurs(t *testing.T) {
	limit := func(o *gate.Options, _ *gate.Times) { o.Limits.IP = gate.Pace{Every: time.Hour, Burst: 5} }
	d := open(t, limit)
	var a answer
	for i := range 10 {
		a = d.call(request{method: "GET", path: "/v1/hello", header: map[string]string{"X-Forwarded-For": fmt.Sprintf("198.51.100.%d", i)}})
	}
	d.want("a header that anybody can write", a, 429, wire.CodeSlow)
	d = open(t, limit, func(o *gate.Options, _ *gate.Times) { o.Proxies = loopback() })
	for i := range 10 {
		a = d.call(request{method: "GET", path: "/v1/hello", header: map[string]string{"X-Forwarded-For": fmt.Sprintf("6.6.6.6, 198.51.100.%d", i)}})
	}
	d.want("ten visitors through our proxy", a, 200, "")
	for range 10 {
		a = d.call(request{method: "GET", path: "/v1/hello", header: map[string]string{"X-Forwarded-For": "2001:db8::1, 2001:db8::2"}})
	}
	d.want("one visitor", a, 429, wire.CodeSlow)
}
