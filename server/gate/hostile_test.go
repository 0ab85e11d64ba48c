package gate_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store/wire"
)

// endpoints are those that need a token. A new one must be added: a test
// compares the list with what the server answers.
func endpoints() []request {
	id := strings.Repeat("ab", 32)
	return []request{
		{method: "POST", path: "/v1/push", body: wire.Push{}},
		{method: "POST", path: "/v1/pull", body: wire.Pull{}},
		{method: "POST", path: "/v1/bootstrap", body: wire.Bootstrap{}},
		{method: "GET", path: "/v1/stream"},
		{method: "GET", path: "/v1/poll?since=0&wait=0"},
		{method: "POST", path: "/v1/presence", body: wire.Presence{Conversation: "C1"}},
		{method: "GET", path: "/v1/blobs/" + id},
		{method: "HEAD", path: "/v1/blobs/" + id},
		{method: "PUT", path: "/v1/blobs/" + id, body: []byte("x")},
		{method: "GET", path: "/v1/messages/M1/raw"},
		{method: "POST", path: "/v1/search", body: wire.Search{}},
		{method: "POST", path: "/v1/fetch", body: wire.Fetch{Conversations: []string{"C1"}}},
		{method: "POST", path: "/v1/invitations", body: wire.Invite{Member: string(nadia)}},
		{method: "GET", path: "/v1/devices"},
		{method: "DELETE", path: "/v1/devices/01DEVICE000000000000000000"},
		{method: "POST", path: "/v1/exercises", body: wire.ExercisePlan{Hash: "h"}},
		{method: "GET", path: "/v1/exercises"},
		{method: "DELETE", path: "/v1/exercises/01DEVICE000000000000000000"},
		{method: "POST", path: "/v1/password", body: wire.NewPassword{New: "a long new password"}},
	}
}

// signer is the server's key, as somebody who forges would like to have it.
func (d *door) signer() (string, ed25519.PrivateKey) {
	d.t.Helper()
	keys, err := d.w.SigningKeys(context.Background())
	d.must(err)
	seed, err := hex.DecodeString(keys[0].Seed)
	d.must(err)
	return keys[0].ID, ed25519.NewKeyFromSeed(seed)
}

// forgery is a token, with what is wrong about it.
type forgery struct {
	claims jwt.MapClaims
	header map[string]any
	method jwt.SigningMethod
	key    any
}

// good is the token that the server itself would make.
func (d *door) good(k *desk) forgery {
	d.t.Helper()
	id, key := d.signer()
	now := d.clock.now()
	return forgery{
		claims: jwt.MapClaims{
			"iss": "vigie:" + d.uid, "aud": "vigie:" + d.uid, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
			"member": k.Member, "device": k.Device, "workspace": d.uid,
		},
		header: map[string]any{"typ": "vigie-at+jwt", "kid": id}, method: jwt.SigningMethodEdDSA, key: key,
	}
}

func (f forgery) text(t *testing.T) string {
	t.Helper()
	token := jwt.NewWithClaims(f.method, f.claims)
	for name, v := range f.header {
		if v == nil {
			delete(token.Header, name)
			continue
		}
		token.Header[name] = v
	}
	text, err := token.SignedString(f.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// forgeries are all the tokens that must open nothing.
func forgeries(t *testing.T, d *door, k *desk) map[string]string {
	t.Helper()
	_, key := d.signer()
	public, _ := key.Public().(ed25519.PublicKey)
	_, own, err := ed25519.GenerateKey(nil)
	d.must(err)
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	d.must(err)
	out := map[string]string{
		"none": "", "not a token": "x.y.z", "empty parts": "..", "very long": strings.Repeat("A", 5000),
		"the refresh token": k.Refresh, "trailing": d.good(k).text(t) + "x",
	}
	for name, spoil := range map[string]func(*forgery){
		"expired":                   func(f *forgery) { f.claims["exp"] = d.clock.now().Add(-31 * time.Second).Unix() },
		"without an end":            func(f *forgery) { delete(f.claims, "exp") },
		"made tomorrow":             func(f *forgery) { f.claims["iat"] = d.clock.now().Add(24 * time.Hour).Unix() },
		"not yet":                   func(f *forgery) { f.claims["nbf"] = d.clock.now().Add(time.Hour).Unix() },
		"of another server":         func(f *forgery) { f.claims["iss"] = "vigie:ANOTHER" },
		"for another server":        func(f *forgery) { f.claims["aud"] = "vigie:ANOTHER" },
		"another workspace":         func(f *forgery) { f.claims["workspace"] = "ANOTHER" },
		"another member":            func(f *forgery) { f.claims["member"] = string(chief) },
		"no device":                 func(f *forgery) { delete(f.claims, "device") },
		"an unknown device":         func(f *forgery) { f.claims["device"] = "01NODEVICE0000000000000000" },
		"another type":              func(f *forgery) { f.header["typ"] = "JWT" },
		"no type":                   func(f *forgery) { f.header["typ"] = nil },
		"no key's name":             func(f *forgery) { f.header["kid"] = nil },
		"a key that is a path":      func(f *forgery) { f.header["kid"] = "../../../dev/null" },
		"a key that is SQL":         func(f *forgery) { f.header["kid"] = "' OR '1'='1" },
		"a key by address":          func(f *forgery) { f.header["jku"] = "https://evil.example/keys" },
		"its own key inside":        func(f *forgery) { f.header["jwk"] = map[string]string{"kty": "OKP"}; f.key = own },
		"a chain":                   func(f *forgery) { f.header["x5u"] = "https://evil.example/chain" },
		"a critical header":         func(f *forgery) { f.header["crit"] = []string{"exp"} },
		"another key":               func(f *forgery) { f.key = own },
		"alg none":                  func(f *forgery) { f.method, f.key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType },
		"HS256 with our public key": func(f *forgery) { f.method, f.key = jwt.SigningMethodHS256, []byte(public) },
		"RS256":                     func(f *forgery) { f.method, f.key = jwt.SigningMethodRS256, weak },
	} {
		f := d.good(k)
		spoil(&f)
		out[name] = f.text(t)
	}
	unsigned := strings.Split(d.good(k).text(t), ".")
	out["without its signature"] = unsigned[0] + "." + unsigned[1] + "."
	header, err := json.Marshal(map[string]string{"alg": "nOnE", "typ": "vigie-at+jwt", "kid": "x"})
	d.must(err)
	out["alg nOnE"] = base64.RawURLEncoding.EncodeToString(header) + "." + unsigned[1] + "."
	return out
}

func TestEveryEndpoint_RefusesEveryForgedToken(t *testing.T) {
	d := open(t, generous)
	k := d.member(nadia)
	d.want("the good one, made by hand", d.call(request{method: "GET", path: "/v1/devices", token: d.good(k).text(t)}), 200, "")
	before := d.events()
	for name, token := range forgeries(t, d, k) {
		for _, e := range endpoints() {
			e.token = token
			a := d.call(e)
			if a.status != 401 || e.method != "HEAD" && a.problem.Code != wire.CodeSignIn {
				t.Errorf("%s %s with a token %q: %d %+v", e.method, e.path, name, a.status, a.problem)
			}
		}
	}
	if after := d.events(); after != before {
		t.Errorf("something happened: %s", strings.TrimPrefix(after, before))
	}
	d.want("hers, afterwards", k.get(), 200, "")
}

func generous(o *gate.Options, _ *gate.Times) {
	o.Limits.IP = gate.Pace{Every: time.Microsecond, Burst: 1e6}
	o.Limits.Device, o.Limits.Account, o.Limits.SignIn = o.Limits.IP, o.Limits.IP, o.Limits.IP
}

func TestEveryEndpoint_KnowsTheRevokedTheRetiredAndTheForeign(t *testing.T) {
	d, elsewhere := open(t, generous), open(t, generous)
	gone, left, foreign := d.member(nadia), d.member(chief), elsewhere.member(nadia)
	d.must(d.w.RevokeDevice(context.Background(), gone.Device, ""))
	d.must(d.w.PutMember(context.Background(), team.Member{ID: chief, Name: "Chief", Handle: "chief", Profile: team.Coordinator, Retired: true}, ""))
	for _, e := range endpoints() {
		for name, c := range map[string]struct{ token, code string }{
			"revoked": {gone.Access, wire.CodeRevoked}, "retired": {left.Access, wire.CodeRevoked}, "foreign": {foreign.Access, wire.CodeSignIn},
		} {
			e.token = c.token
			if a := d.call(e); a.status != 401 || e.method != "HEAD" && a.problem.Code != c.code {
				t.Errorf("%s %s, %s: %d %+v", e.method, e.path, name, a.status, a.problem)
			}
		}
	}
}

func TestEveryEndpoint_IsInTheTable(t *testing.T) {
	d := open(t, generous)
	known := map[string]bool{"GET /v1/hello": true, "POST /v1/enroll": true, "POST /v1/token": true, "POST /v1/oidc": true, "GET /healthz": true}
	for _, e := range endpoints() {
		path, _, _ := strings.Cut(e.path, "?")
		known[e.method+" "+path] = true
	}
	for _, pattern := range d.gate.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{sha256}", strings.Repeat("ab", 32), "{id}/raw", "M1/raw", "{id}", "01DEVICE000000000000000000").Replace(path)
		if path != "" && !known[method+" "+path] {
			t.Errorf("%s is in no table of hostile requests", pattern)
		}
	}
	d.want("another path", d.call(request{method: "GET", path: "/v1/nothing"}), 404, wire.CodeNotSeen)
	d.want("the root", d.call(request{method: "GET", path: "/"}), 404, wire.CodeNotSeen)
	d.want("an exercise where none is kept", d.call(request{method: "GET", path: "/exercises/01DEVICE000000000000000000/v1/hello"}), 403, string(fault.Unsupported))
	d.want("the figures", d.call(request{method: "GET", path: "/metrics"}), 404, wire.CodeNotSeen)
	d.want("a profile", d.call(request{method: "GET", path: "/debug/pprof/"}), 404, wire.CodeNotSeen)
}

func TestToken_StaysGoodWhenTheKeyIsRotatedByAnotherServer(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	next, err := gate.NewSigningKey(rand.Reader)
	d.must(err)
	d.clock.on(time.Minute)
	d.must(d.w.RotateSigningKey(context.Background(), next, time.Hour, "")) // as another server, or vigied, does
	d.want("a token of the retired key", k.get(), 200, "")
	f := d.good(k) // signed with the new one
	d.want("a token of the new key", d.call(request{method: "GET", path: "/v1/devices", token: f.text(t)}), 200, "")
	fresh := d.member(nadia)
	if kid := header(t, fresh.Access)["kid"]; kid != next.ID {
		t.Errorf("still signs with %v", kid)
	}
}

func header(t *testing.T, token string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	var h map[string]any
	if err := json.Unmarshal(raw, &h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestToken_SaysWhoAndNothingOfWhatTheyMay(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(k.Access, ".")[1])
	d.must(err)
	var c map[string]any
	d.must(json.Unmarshal(raw, &c))
	for name := range c {
		if !strings.Contains(" iss aud iat exp member device workspace ", " "+name+" ") {
			t.Errorf("the token says %s", name)
		}
	}
	if life := c["exp"].(float64) - c["iat"].(float64); life != 600 {
		t.Errorf("it lives %v s", life)
	}
	if h := header(t, k.Access); h["typ"] != "vigie-at+jwt" || h["alg"] != "EdDSA" || len(h) != 3 {
		t.Errorf("header %v", h)
	}
	d.clock.on(10*time.Minute + 29*time.Second)
	d.want("just before its end", k.get(), 200, "")
	d.clock.on(2 * time.Second)
	d.want("after its end", k.get(), 401, wire.CodeSignIn)
}

func TestRights_AreReadAtEachRequest(t *testing.T) {
	d := open(t)
	boss := d.member(chief)
	ask := func() answer {
		return d.call(request{method: "POST", path: "/v1/invitations", token: boss.Access, body: wire.Invite{Member: string(nadia)}})
	}
	d.want("a coordinator", ask(), 200, "")
	d.must(d.w.PutMember(context.Background(), team.Member{ID: chief, Name: "Chief", Handle: "chief", Profile: team.Junior}, ""))
	d.want("the same token, a junior now", ask(), 403, "forbidden")
}

func TestRaw_IsForWhoSeesTheMessage(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	d.house.hide(nadia, "message", "M1")
	hidden := d.call(request{method: "GET", path: "/v1/messages/M1/raw", token: k.Access})
	missing := d.call(request{method: "GET", path: "/v1/messages/M2/raw", token: k.Access})
	d.want("hidden", hidden, 404, wire.CodeNotSeen)
	if string(hidden.body) != string(missing.body) || hidden.status != missing.status {
		t.Errorf("hidden and missing differ: %s, %s", hidden.body, missing.body)
	}
}
