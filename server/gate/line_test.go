package gate_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store/wire"
)

// figure is a line of the figures, whole.
func (d *door) figure(line string) bool {
	w := httptest.NewRecorder()
	d.gate.Metrics().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return strings.Contains(w.Body.String(), "\n"+line+"\n")
}

// raw asks for a stream by hand and gives what comes back, from the head on.
func (k *desk) raw(method, proto string) *bufio.Reader {
	k.t.Helper()
	c, err := tls.Dial("tcp", k.addr, &tls.Config{InsecureSkipVerify: true})
	k.must(err)
	k.t.Cleanup(func() { _ = c.Close() }) // the server may have closed it
	k.must(c.SetDeadline(time.Now().Add(patience)))
	_, err = fmt.Fprintf(c, "%s /v1/stream HTTP/%s\r\nHost: vigie.test\r\nAuthorization: Bearer %s\r\n\r\n", method, proto, k.Access)
	k.must(err)
	return bufio.NewReader(c)
}

func TestStream_IsFramedAsItsReaderKnows(t *testing.T) {
	for proto, chunked := range map[string]bool{"1.1": true, "1.0": false} {
		t.Run("HTTP "+proto, func(t *testing.T) {
			d := open(t)
			k := d.member(nadia)
			in := k.raw("GET", proto)
			a, err := http.ReadResponse(in, nil)
			d.must(err)
			defer a.Body.Close()
			if !a.Close || a.StatusCode != 200 || (len(a.TransferEncoding) == 1) != chunked || a.ContentLength != -1 || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("the head: %+v", a)
			}
			lines := bufio.NewReader(a.Body)
			said := func(what string, ok func(text string) bool) {
				t.Helper()
				for text := ""; !ok(text); {
					var err error
					if text, err = lines.ReadString('\n'); err != nil {
						t.Fatalf("%s: %v", what, err)
					}
				}
			}
			told := func(rev int64) func(string) bool {
				return func(text string) bool {
					var p wire.Poke
					raw, data := strings.CutPrefix(text, "data: ")
					return data && json.Unmarshal([]byte(raw), &p) == nil && p.Rev >= rev
				}
			}
			said("the first words", func(text string) bool { return text == ": hello\n" })
			said("where we are", told(1))
			want := d.change("News")
			d.gate.Changed()
			said("the change", told(want))
			d.gate.Close()
			if rest, err := io.ReadAll(lines); err != nil {
				t.Errorf("it breaks off after %q: %v", rest, err)
			}
			if left, err := io.ReadAll(in); err != nil || len(left) > 0 {
				t.Errorf("after its end: %q, %v", left, err)
			}
		})
	}
}

func TestStream_OfWhichOnlyTheHeadIsAskedEndsThere(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	a := d.call(request{method: "HEAD", path: "/v1/stream", token: k.Access})
	if a.status != 200 || a.header.Get("Content-Type") != "text/event-stream" || len(a.body) > 0 {
		t.Errorf("%d %v %q", a.status, a.header, a.body)
	}
	if !d.figure("vigie_streams 0") {
		t.Error("it is counted as a stream")
	}
}

func TestStream_KeepsNothingOfItsRequest(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	const many = 20
	for range many {
		k.listen()
	}
	until(t, "each has one goroutine, and none is a request's", func() bool {
		var all bytes.Buffer
		d.must(pprof.Lookup("goroutine").WriteTo(&all, 2))
		text := all.String()
		return strings.Count(text, "gate.(*line).notice(") == many && !strings.Contains(text, "gate.(*Gate).endpoint") && !strings.Contains(text, "gate.(*board).work(")
	})
	if !d.figure(fmt.Sprintf("vigie_streams %d", many)) {
		t.Error("they are not counted")
	}
}

func TestStream_IsTheOldWayWhereTheConnectionHasOthers(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	s := httptest.NewUnstartedServer(d.gate.Handler())
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	defer d.gate.Close()
	r, err := http.NewRequest("GET", s.URL+"/v1/stream", nil)
	d.must(err)
	r.Header.Set("Authorization", "Bearer "+k.Access)
	a, err := s.Client().Do(r)
	d.must(err)
	defer a.Body.Close()
	if a.ProtoMajor != 2 {
		t.Fatalf("it is %s", a.Proto)
	}
	lines, asked := bufio.NewScanner(a.Body), false
	var all strings.Builder
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
		if !asked && strings.HasPrefix(lines.Text(), "data: {\"rev\":") {
			asked = true
			d.want("revoked", d.call(request{method: "DELETE", path: "/v1/devices/" + k.Device, token: boss.Access}), 204, "")
		}
	}
	if err := lines.Err(); err != nil || !asked || !strings.HasSuffix(all.String(), "event: end\ndata: {}\n\n") {
		t.Errorf("%v: %q", err, all.String())
	}
}

func TestStream_IsInTheFiguresAndTheLogOnceItIsOver(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	e := k.listen()
	e.hears(t, "where we are", func(wire.Poke) bool { return true })
	requests := `vigie_requests_total{endpoint="GET /v1/stream",status="200"} 1`
	told := `endpoint="GET /v1/stream" status=200`
	if !d.figure("vigie_streams 1") || d.figure(requests) || strings.Contains(d.log.String(), told) {
		t.Errorf("while it is open:\n%s", d.log)
	}
	d.clock.on(3 * time.Second)
	e.stop()
	until(t, "it is over", func() bool { return d.figure("vigie_streams 0") && d.figure(requests) })
	until(t, "the log says so", func() bool { return strings.Contains(d.log.String(), told+" ms=3000 device="+k.Device) })
	if !d.figure(`vigie_request_seconds_sum{endpoint="GET /v1/stream"} 3`) {
		t.Error("how long it took is not in the figures")
	}
}

func TestStream_ThatStumblesEndsAlone(t *testing.T) {
	d := open(t)
	k, boss, third := d.member(nadia), d.member(chief), d.member(chief)
	e, stays := k.listen(), third.listen()
	e.hears(t, "where we are", func(wire.Poke) bool { return true })
	d.house.hide(nadia, "stumble", "C1")
	d.want("the chief", d.call(request{method: "POST", path: "/v1/presence", token: boss.Access, body: wire.Presence{Conversation: "C1"}}), 204, "")
	<-e.ended
	want := d.change("After")
	d.gate.Changed()
	stays.hears(t, "the change", func(p wire.Poke) bool { return p.Rev >= want })
	if !strings.Contains(d.log.String(), "a stream stumbled") {
		t.Error("the log does not say so")
	}
	until(t, "it is not counted any more", func() bool { return d.figure("vigie_streams 1") })
}

// rehearsal is an exercise beside the house that counts who is in it.
type rehearsal struct {
	others
	gate.Exercise
	h  http.Handler
	in atomic.Int64
}

// others are what the test does not ask.
type others = interface {
	Start(context.Context, team.Member, wire.ExercisePlan) (wire.Exercise, error)
	Exercises(context.Context) ([]wire.Exercise, error)
	Delete(context.Context, string, team.Member) error
}

func (x *rehearsal) Enter(context.Context, string) (http.Handler, func(), error) {
	x.in.Add(1)
	return x.h, func() { x.in.Add(-1) }, nil
}

func (x *rehearsal) Status(_ context.Context, _ team.Member, here []team.MemberID) (wire.ExerciseStatus, error) {
	var s wire.ExerciseStatus
	for _, m := range here {
		s.Here = append(s.Here, string(m))
	}
	return s, nil
}

func TestStream_OfAnExerciseHoldsItOpen(t *testing.T) {
	x := &rehearsal{}
	d := open(t, func(o *gate.Options, _ *gate.Times) { o.Exercises = x })
	beside, err := d.gate.Beside(gate.Annex{House: d.house, Register: d.w, Spool: t.TempDir(), Exercise: x})
	d.must(err)
	x.h = beside.Handler()
	defer beside.Close()
	k := d.member(nadia)
	r, err := http.NewRequest("GET", "https://"+d.addr+gate.ExercisePath("X")+"/v1/stream", nil)
	d.must(err)
	r.Header.Set("Authorization", "Bearer "+k.Access)
	a, err := d.client.Do(r)
	d.must(err)
	defer a.Body.Close()
	lines := bufio.NewReader(a.Body)
	for text := ""; !strings.HasPrefix(text, "data:"); {
		text, err = lines.ReadString('\n')
		d.must(err)
	}
	var s wire.ExerciseStatus
	status := d.call(request{method: "GET", path: gate.ExercisePath("X") + "/v1/exercise", token: k.Access, into: &s})
	if d.want("status", status, 200, ""); len(s.Here) != 1 || s.Here[0] != string(nadia) {
		t.Errorf("here are %v", s.Here)
	}
	until(t, "only the stream is in it", func() bool { return x.in.Load() == 1 })
	beside.Close()
	if _, err := io.ReadAll(lines); err != nil {
		t.Error(err)
	}
	until(t, "nobody is in it", func() bool { return x.in.Load() == 0 })
}
