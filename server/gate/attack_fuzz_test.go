package gate_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
)

// Whatever a signed-in computer sends to whichever route, the server answers,
// and never with a fault of its own.
func FuzzEveryRoute(f *testing.F) {
	handler, routes, token := doorForFuzzing(f)
	for i, pattern := range routes {
		raw, err := json.Marshal(attacks()[pattern].good)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), "", "", raw)
		f.Add(uint8(i), "?since=-1&wait=x&on=draft&id=../..", "bytes 0-1/2", []byte(`{"view":{"search":"from:( \"a"},"orders":[{"seq":1}]}`))
	}
	f.Fuzz(func(t *testing.T, route uint8, query, span string, body []byte) {
		method, path, _ := strings.Cut(routes[int(route)%len(routes)], " ")
		path = strings.NewReplacer("{sha256}", strings.Repeat("ab", 32), "{id}", "M1").Replace(path)
		q := httptest.NewRequest(method, path, bytes.NewReader(body))
		q.URL.RawQuery = strings.TrimPrefix(query, "?")
		q.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Range": {span}, "Content-Type": {"application/json"}}
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, q)
		if out.Code >= 500 {
			t.Errorf("%s %s?%s: %d %s", method, path, q.URL.RawQuery, out.Code, out.Body.String())
		}
	})
}

// doorForFuzzing gives the gate without its network, its routes that end by
// themselves, and the token of a senior.
func doorForFuzzing(f *testing.F) (http.Handler, []string, string) {
	f.Helper()
	must := func(err error) {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
	}
	ctx := context.Background()
	w, err := store.Open(ctx, f.TempDir(), store.Options{})
	must(err)
	f.Cleanup(func() { must(w.Close()) })
	must(w.PutMember(ctx, team.Member{ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior}, ""))
	const device = "01HZZZZZZZZZZZZZZZZZZZZD01"
	_, err = w.Admit(ctx, store.Admission{
		Device: store.Device{ID: device, Member: nadia, Name: "desk", Key: device}, Token: device, Until: time.Now().Add(time.Hour), Way: "test",
	})
	must(err)
	o := gate.Options{House: w, Register: w, Spool: f.TempDir()}
	generous(&o, nil)
	g, err := gate.New(ctx, o)
	must(err)
	f.Cleanup(g.Close)
	keys, err := w.SigningKeys(ctx)
	must(err)
	seed, err := hex.DecodeString(keys[0].Seed)
	must(err)
	hello, err := w.Hello(ctx)
	must(err)
	house := "vigie:" + hello.Workspace
	claims := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": house, "aud": house, "iat": time.Now().Unix(), "exp": time.Now().Add(10 * time.Hour).Unix(),
		"member": string(nadia), "device": device, "workspace": hello.Workspace,
	})
	claims.Header["typ"], claims.Header["kid"] = "vigie-at+jwt", keys[0].ID
	token, err := claims.SignedString(ed25519.NewKeyFromSeed(seed))
	must(err)
	handler := g.Handler()
	routes := slices.DeleteFunc(slices.Clone(g.Patterns()), func(p string) bool {
		return strings.HasSuffix(p, "/stream") || strings.HasSuffix(p, "/poll") || strings.HasSuffix(p, "/password") // they wait
	})
	return handler, routes, token
}
