package gate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// attack is how a route is tried by somebody who means ill, besides with wrong
// tokens, which hostile_test.go does. Every route has one.
type attack struct {
	good any // a body that it takes; nil is none
	// names asks for, or acts on, things by their ids. They are tried with what
	// is another department's and with what is not there.
	names func(thing) request
	// nothing says why no id can be named here that another may not see.
	nothing string
}

// thing is what a request may name.
type thing struct{ conversation, message, file, device, member string }

func (x thing) hidden(answer []byte) string {
	out := string(answer)
	for _, id := range []string{x.conversation, x.message, x.file, x.device, x.member} {
		out = strings.ReplaceAll(out, id, "ID")
	}
	return regexp.MustCompile(`"rev":\d+`).ReplaceAllString(out, `"rev":0`) // each push is a revision of its own
}

func post(path string, body any) request { return request{method: "POST", path: path, body: body} }

// attacks has every route. A new one belongs here: a test compares.
func attacks() map[string]attack {
	order := func(x thing) request {
		return post("/v1/push", wire.Push{Orders: []wire.Order{{
			ID: "01HZZZZZZZZZZZZZZZZZZZZZ0R", Seq: 1, Name: "note.add", V: 1, Conversation: x.conversation, Args: json.RawMessage(`{"text":"x"}`),
		}}})
	}
	return map[string]attack{
		"GET /healthz":    {nothing: "it says ok"},
		"GET /v1/hello":   {nothing: "it is the same for everybody"},
		"POST /v1/enroll": {good: wire.SignIn{}, nothing: "there is no caller yet"},
		"POST /v1/token":  {good: wire.Renewal{}, nothing: "there is no caller yet"},
		"POST /v1/oidc":   {good: wire.OIDCStart{}, nothing: "there is no caller yet"},
		"POST /v1/push":   {good: wire.Push{}, names: order},
		"POST /v1/pull":   {good: wire.Pull{}, nothing: "it takes no id; TestOtherDepartments_AreNotThereForWhoDoesNotSeeThem reads what comes"},
		"GET /v1/stream":  {nothing: "a revision, and TestPresence_IsHiddenWithItsConversation"},
		"GET /v1/poll":    {nothing: "a revision, and TestPresence_IsHiddenWithItsConversation"},
		"GET /v1/devices": {nothing: "the caller's own, TestDevices_AreListedToTheirOwner"},
		"POST /v1/search": {good: wire.Search{}, names: func(x thing) request {
			return post("/v1/search", wire.Search{View: inbox.View{Search: x.conversation}})
		}},
		"POST /v1/fetch": {good: wire.Fetch{}, names: func(x thing) request { return post("/v1/fetch", wire.Fetch{Conversations: []string{x.conversation}}) }},
		"POST /v1/presence": {good: wire.Presence{}, names: func(x thing) request {
			return post("/v1/presence", wire.Presence{Conversation: x.conversation})
		}},
		"POST /v1/bootstrap": {good: wire.Bootstrap{}, nothing: "of the ids that it takes it says only whether their words were erased, as everybody is told; TestOtherDepartments_AreNotThereForWhoDoesNotSeeThem reads what comes"},
		"GET /v1/blobs/{sha256}": {names: func(x thing) request {
			return request{method: "GET", path: "/v1/blobs/" + x.file + "?on=message&id=" + x.message}
		}},
		"PUT /v1/blobs/{sha256}": {nothing: "it brings; TestFile_IsWhatItsNameSays"},
		"GET /v1/messages/{id}/raw": {names: func(x thing) request {
			return request{method: "GET", path: "/v1/messages/" + x.message + "/raw"}
		}},
		"POST /v1/invitations":      {good: wire.Invite{}, names: func(x thing) request { return post("/v1/invitations", wire.Invite{Member: x.member}) }},
		"DELETE /v1/devices/{id}":   {names: func(x thing) request { return request{method: "DELETE", path: "/v1/devices/" + x.device} }},
		"POST /v1/exercises":        {good: wire.ExercisePlan{}, nothing: "a house has none here; rehearse tries them"},
		"GET /v1/exercises":         {nothing: "a house has none here; rehearse tries them"},
		"DELETE /v1/exercises/{id}": {nothing: "a house has none here; rehearse tries them"},
		"POST /v1/password":         {good: wire.NewPassword{}, nothing: "the caller's own, TestPassword_IsChangedByWhoKnowsTheOldOne"},
	}
}

func TestEveryRoute_HasItsAttacks(t *testing.T) {
	d := open(t, generous)
	table := attacks()
	for _, pattern := range d.gate.Patterns() {
		a, there := table[pattern]
		switch {
		case !there:
			t.Errorf("%s is in no table of attacks", pattern)
		case (a.names == nil) == (a.nothing == ""):
			t.Errorf("%s names ids, or says why not", pattern)
		case strings.HasPrefix(pattern, "POST ") && a.good == nil:
			t.Errorf("%s has no body to be spoilt", pattern)
		}
		delete(table, pattern)
	}
	for pattern := range table {
		t.Errorf("%s is attacked and is not there", pattern)
	}
}

func TestEveryRoute_RefusesBodiesThatAreNone(t *testing.T) {
	d := open(t, generous, real)
	k := d.member(nadia)
	large := bytes.Repeat([]byte(" "), wire.MostPush+1)
	for pattern, a := range attacks() {
		if a.good == nil {
			continue
		}
		good, err := json.Marshal(a.good)
		d.must(err)
		_, path, _ := strings.Cut(pattern, " ")
		for name, c := range map[string]struct {
			body     []byte
			encoding string
		}{
			"nothing": {nil, ""}, "half": {good[:len(good)-1], ""}, "a list": {[]byte("[]"), ""}, "a word": {[]byte("true"), ""}, "two": {slices.Concat(good, good), ""},
			"nested": {[]byte(strings.Repeat(`{"a":`, 100_000)), ""}, "bytes": {[]byte{0, 1, 2, 255, 254}, ""}, "too large": {large, ""},
			"a bomb": {zstded(t, bytes.Repeat([]byte(" "), 64<<20)), "zstd"}, "no zstd": {good, "zstd"}, "no gzip": {good, "gzip"}, "what is br?": {good, "br"},
		} {
			got := d.call(request{method: "POST", path: path, token: k.Access, body: c.body, header: map[string]string{"Content-Encoding": c.encoding}})
			if pattern == "POST /v1/oidc" && got.status == 404 { // this house has no provider; oidc_test.go has one
				continue
			}
			if got.status != 400 && got.status != 413 && got.status != 415 || got.problem.Code == "" {
				t.Errorf("%s with %s: %d %.100s", pattern, name, got.status, got.body)
			}
		}
	}
	d.want("afterwards", k.get(), 200, "")
}

func TestEveryRoute_AnswersOthersIdsLikeMissingOnes(t *testing.T) {
	d := open(t, generous, real)
	d.must(d.w.PutMember(context.Background(), team.Member{
		ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior, Departments: []team.DepartmentID{"social"}, Sees: team.Own,
	}, ""))
	d.mail("acc-social", "social", "open words")
	c, m, f := d.mail("acc-care", "care", "hidden words")
	boss := d.member(chief)
	theirs := thing{string(c), string(m), f, boss.Device, string(chief)}
	missing := thing{ulid.Make().String(), ulid.Make().String(), strings.Repeat("cd", 32), ulid.Make().String(), ulid.Make().String()}
	for pattern, a := range attacks() {
		if a.names == nil {
			continue
		}
		var got [2]answer
		for i, x := range []thing{theirs, missing} {
			q := a.names(x)
			q.token = d.member(nadia).Access // of a new computer: each starts with order 1
			got[i] = d.call(q)
			if got[i].status >= 500 {
				t.Errorf("%s: %d %s", pattern, got[i].status, got[i].body)
			}
		}
		if got[0].status != got[1].status || theirs.hidden(got[0].body) != missing.hidden(got[1].body) {
			t.Errorf("%s tells others' from missing:\n%d %.300s\n%d %.300s", pattern, got[0].status, got[0].body, got[1].status, got[1].body)
		}
		if bytes.Contains(got[0].body, []byte("hidden words")) {
			t.Errorf("%s says %s", pattern, got[0].body)
		}
	}
	d.want("the chief's computer, afterwards", boss.get(), 200, "")
}

func TestEveryRoute_StandsNamesThatAreTricks(t *testing.T) {
	d := open(t, generous, real)
	k := d.member(nadia)
	before := filesOf(t, filepath.Dir(d.spool), d.dir)
	for _, pattern := range d.gate.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		from, to := strings.Index(path, "{"), strings.Index(path, "}")
		if from < 0 {
			continue
		}
		for _, trick := range []string{
			"../../etc/passwd", "..", ".", "%00", strings.Repeat("A", 4000), "con", "a\\b", "é", "'; DROP TABLE device; --", "*", strings.Repeat("AB", 32), "~", "%2e%2e%2fvigie.db",
			strings.Repeat("ab", 31) + "/a", strings.Repeat("ab", 32) + ".part", "\u202e", "01HZZZZZZZZZZZZZZZZZZZZZ0R\n",
		} {
			a, err := d.try(request{method: method, path: path[:from] + url.PathEscape(trick) + path[to+1:], token: k.Access, body: []byte("x")})
			if err != nil || a.status < 300 || a.status >= 500 {
				t.Errorf("%s with %q: %d %s, %v", pattern, trick, a.status, a.body, err)
			}
		}
	}
	if after := filesOf(t, filepath.Dir(d.spool), d.dir); after != before {
		t.Errorf("files were made:\n%s\nbefore\n%s", after, before)
	}
	d.want("afterwards", k.get(), 200, "")
}

// filesOf lists files, but for those that SQLite makes and takes away.
func filesOf(t *testing.T, dirs ...string) string {
	t.Helper()
	var all []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && !strings.Contains(path, "vigie.db") {
				all = append(all, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(all, "\n")
}

// A desktop whose clock is a day off works like any other: its clock is shown
// at most, never decided by. What goes out in public is late all the same.
func TestClock_OfADesktopThatIsADayOff(t *testing.T) {
	d := open(t, generous, real)
	c, _, _ := d.mail("acc", "social", "a question")
	for i, off := range []time.Duration{-24 * time.Hour, 24 * time.Hour, -30 * 365 * 24 * time.Hour, 200 * 365 * 24 * time.Hour} {
		k := d.member(nadia)
		at := d.clock.now().Add(off).UnixMilli()
		note := wire.Order{
			ID: ulid.Make().String(), Seq: 1, Name: "note.add", V: 1, Conversation: string(c), Args: json.RawMessage(fmt.Sprintf(`{"text":"note %d"}`, i)), At: at,
		}
		late := wire.Order{ID: ulid.Make().String(), Seq: 2, Name: "reply.send", V: 1, Conversation: string(c), Args: json.RawMessage(`{}`), At: at, Until: d.clock.now().UnixMilli() - 1}
		var got wire.Pushed
		a := d.call(request{method: "POST", path: "/v1/push", token: k.Access, body: wire.Push{Orders: []wire.Order{note, late}}, into: &got})
		d.want("a push", a, 200, "")
		if len(got.Answers) != 2 || got.Answers[0].State != wire.Done || got.Answers[1].State != wire.Refused || got.Answers[1].Fault.Key != "fault.reply-late" {
			t.Errorf("%v off: %+v", off, got.Answers)
		}
		a = d.call(request{method: "POST", path: "/v1/bootstrap", token: k.Access, body: wire.Bootstrap{Horizon: at}})
		d.want("a first copy", a, 200, "")
	}
	detail, err := d.w.Detail(context.Background(), c, 5)
	d.must(err)
	for _, n := range detail.Notes {
		if off := n.At.Sub(d.clock.now()); off > 5*time.Minute || off < -31*24*time.Hour {
			t.Errorf("%s is of %v", n.Text, n.At)
		}
	}
	if len(detail.Notes) != 4 {
		t.Errorf("%d notes", len(detail.Notes))
	}
}
