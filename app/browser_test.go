package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"vigie/inbox/fault"
	"vigie/server/gate/oidctest"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// newOutside is an office whose people sign in at a provider of identities.
func newOutside(t *testing.T, program string) (*office, *oidctest.Provider) {
	t.Helper()
	p := oidctest.Start(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(p.Secret), 0o600); err != nil {
		t.Fatal(err)
	}
	return newOffice(t, program, "--oidc-issuer", p.URL, "--oidc-client", p.Client, "--oidc-secret-file", secret, "--oidc-group", "press=Presse"), p
}

func samiOutside() *oidctest.Person {
	return &oidctest.Person{Subject: "sub-1", Name: "Sami Service", Email: "sami@maison.example", Verified: true}
}

// seen is what a computer that was invited finds; the code is not used.
func (d *desktop) seen() setup.FoundTeam {
	d.o.t.Helper()
	found, err := d.LookAtTeam(context.Background(), d.o.invite("cleo"))
	d.o.must(err)
	if !found.Browser {
		d.o.t.Fatal("signing in by the browser is not offered")
	}
	found.Code = ""
	return found
}

// outside is how a computer joins through the browser; visit is what the
// browser does with the address.
func (d *desktop) outside(ctx context.Context, found setup.FoundTeam, visit func(address string)) error {
	d.browser = func(address string) error {
		go visit(address)
		return nil
	}
	return d.JoinTeam(ctx, setup.Join{Team: found, InBrowser: true, Computer: "outside-pc"}, func(int, int) {})
}

func signsInByBrowser(t *testing.T, program string) {
	o, p := newOutside(t, program)
	ctx := context.Background()
	p.Seat(samiOutside())
	d := o.computer()
	pages := make(chan string, 2)
	err := d.outside(ctx, d.seen(), func(address string) {
		// Somebody on this computer who does not know the state ends nothing.
		if u, err := url.Parse(address); err == nil {
			forged := u.Query().Get("redirect_uri") + "?" + url.Values{"code": {"stolen"}, "state": {"guessed"}}.Encode()
			if status, _, err := oidctest.Visit(ctx, forged); err != nil || status != http.StatusBadRequest {
				t.Errorf("a forged return: %d, %v", status, err)
			}
		}
		status, page, err := oidctest.Visit(ctx, address)
		if err != nil || status != http.StatusOK {
			t.Errorf("the browser ends on %d, %v", status, err)
		}
		pages <- page
	})
	o.must(err)
	if page := <-pages; !strings.Contains(page, "Vigie") || strings.Contains(page, "code=") {
		t.Errorf("the page says %q", page)
	}
	if me := d.triage().Me(); me.ID != sami {
		t.Errorf("at the desk sits %+v", me)
	}
	d.phase("the copy is whole", func(s vm.Sync) bool { return s.Phase == vm.SyncDone })
	d.about("Où est mon colis ?")

	again := o.computer() // the house knows the subject now, whatever the address is
	p.Seat(&oidctest.Person{Subject: "sub-1", Name: "Sami", Email: "sami.new@maison.example"})
	o.must(again.outside(ctx, again.seen(), func(address string) { _, _, _ = oidctest.Visit(ctx, address) }))
	if me := again.triage().Me(); me.ID != sami {
		t.Errorf("the second time sits %+v", me)
	}
}

func browserRefusals(t *testing.T, program string) {
	o, p := newOutside(t, program)
	ctx := context.Background()
	d := o.computer()
	found := d.seen()
	visit := func(address string) { _, _, _ = oidctest.Visit(ctx, address) }
	stranger := samiOutside()
	stranger.Email = "nobody@maison.example"
	for name, c := range map[string]struct { // the gate's own tests have more of them
		who   *oidctest.Person
		spoil func()
		key   string
	}{
		"the person says no":             {nil, func() {}, "fault.sign-in-refused"},
		"nobody of the house":            {stranger, func() {}, "fault.sign-in-unknown"},
		"a forged signature":             {samiOutside(), func() { p.Forge(true) }, "fault.sign-in-refused"},
		"the provider is down meanwhile": {samiOutside(), func() { p.Down(true) }, "fault.provider-unavailable"},
		"a token about nobody":           {samiOutside(), func() { p.Spoil(func(c jwt.MapClaims) { delete(c, "sub") }) }, "fault.sign-in-refused"},
	} {
		p.Forge(false)
		p.Spoil(nil)
		p.Down(false)
		p.Seat(c.who)
		c.spoil()
		err := d.outside(ctx, found, visit)
		if err == nil || fault.Of(err).Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
		if _, shared := d.Sync(); shared {
			t.Errorf("%s: it is in the team all the same", name)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	var back string
	err := d.outside(stopped, found, func(address string) {
		if u, err := url.Parse(address); err == nil {
			back = u.Query().Get("redirect_uri")
		}
		stop()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped by the person: %v", err)
	}
	if _, _, err := oidctest.Visit(ctx, back); err == nil {
		t.Error("the port is still open")
	}
}
