package gate_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"io"
	"strings"
	"testing"
	"time"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store/wire"
)

func random() io.Reader { return rand.Reader }

func TestCode_OpensTheDoorOnce(t *testing.T) {
	d := open(t)
	i := d.invite(nadia)
	k := d.desk()
	if a := k.signIn(wire.SignIn{Way: wire.ByCode, Code: strings.ToLower(i.Code)}); a.status != 200 || k.Member != string(nadia) {
		t.Fatalf("%+v", a)
	}
	d.want("with the token", k.get(), 200, "")
	d.want("the code again", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: i.Code}), 401, wire.CodeSignIn)
	if got := d.events(); !strings.Contains(got, "member.invited") || !strings.Contains(got, "device.signed-in") {
		t.Errorf("the audit says %q", got)
	}
}

func TestCode_EndsAfterAQuarterOfAnHourAndAfterFiveTries(t *testing.T) {
	d := open(t)
	late := d.invite(nadia)
	d.clock.on(gate.CodeLife)
	d.want("too late", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: late.Code}), 401, wire.CodeSignIn)

	i := d.invite(nadia)
	wrong := i.Code[:len(i.Code)-4] + "0000"
	for range 5 {
		d.want("wrong", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: wrong}), 401, wire.CodeSignIn)
	}
	d.want("right, after five wrong ones", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: i.Code}), 401, wire.CodeSignIn)

	first, second := d.invite(nadia), d.invite(nadia)
	d.want("the one before the last", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: first.Code}), 401, wire.CodeSignIn)
	d.want("the last", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: second.Code}), 200, "")
	if list, err := d.w.Devices(context.Background(), ""); err != nil || len(list) != 1 {
		t.Errorf("%d devices, %v", len(list), err)
	}
}

func TestCode_IsOnlyForTheOwnerOfTheKey(t *testing.T) {
	d := open(t)
	i := d.invite(nadia)
	k, other := d.desk(), d.desk()
	s := wire.SignIn{Way: wire.ByCode, Code: i.Code, Name: "Laptop", Key: other.public()}
	s.Proof = wire.Sign(k.key, wire.SignInText(d.uid, s))
	d.want("another's key", k.signIn(s), 401, wire.CodeSignIn)
	s.Key, s.Proof = k.public(), wire.Sign(k.key, wire.SignInText("another workspace", wire.SignIn{Way: wire.ByCode, Code: i.Code, Key: k.public()}))
	d.want("a proof for another server", k.signIn(s), 401, wire.CodeSignIn)
	for name, s := range map[string]wire.SignIn{
		"no name": {Way: wire.ByCode, Code: i.Code, Name: " \t"}, "no key": {Way: wire.ByCode, Code: i.Code, Key: "00"},
		"a long name": {Way: wire.ByCode, Code: i.Code, Name: strings.Repeat("é", 101)}, "no such way": {Way: "friend"},
		"a device that is a path": {Way: wire.ByCode, Code: i.Code, Device: "../../etc/passwd"},
		"oidc without a provider": {Way: wire.ByOIDC, Code: "x"},
	} {
		d.want(name, k.signIn(s), 400, wire.CodeInvalid)
	}
	d.want("after all that", k.signIn(wire.SignIn{Way: wire.ByCode, Code: i.Code}), 200, "")
}

func TestPassword_SignsInWithTheRealHash(t *testing.T) {
	d := open(t)
	hashed, err := gate.HashPassword("correct horse battery", rand.Reader)
	d.must(err)
	if !strings.HasPrefix(hashed, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hashed, "horse") {
		t.Fatalf("hashed as %q", hashed)
	}
	d.must(d.w.PutPassword(context.Background(), nadia, hashed, ""))
	k := d.desk()
	d.want("right", k.signIn(wire.SignIn{Way: wire.ByPassword, Handle: "@Nadia ", Password: "correct horse battery"}), 200, "")
	for name, s := range map[string]wire.SignIn{
		"wrong":          {Handle: "nadia", Password: "correct horse batterz"},
		"empty":          {Handle: "nadia"},
		"nobody":         {Handle: "nobody", Password: "correct horse battery"},
		"without one":    {Handle: "chief", Password: ""},
		"megabytes long": {Handle: "nadia", Password: strings.Repeat("x", 60000)},
	} {
		s.Way = wire.ByPassword
		d.want(name, d.desk().signIn(s), 401, wire.CodeSignIn)
	}
	m := team.Member{ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior, Retired: true}
	d.must(d.w.PutMember(context.Background(), m, ""))
	d.want("one who has left", d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: "correct horse battery"}), 401, wire.CodeSignIn)
}

func TestPassword_IsGuessedSlowly(t *testing.T) {
	d := open(t, func(o *gate.Options, _ *gate.Times) { o.Limits.Guess = gate.Pace{Every: time.Minute, Burst: 3} })
	for range 3 {
		d.want("a guess", d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: "x"}), 401, wire.CodeSignIn)
	}
	a := d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "NADIA", Password: "x"})
	d.want("one too many", a, 429, wire.CodeSlow)
	if a.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
	}
	d.clock.on(time.Minute)
	d.want("a minute later", d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: "x"}), 401, wire.CodeSignIn)
}

func TestPassword_IsChangedByWhoKnowsTheOldOne(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	put := func(old, next string) answer {
		return d.call(request{method: "POST", path: "/v1/password", token: k.Access, body: wire.NewPassword{Old: old, New: next}})
	}
	d.want("too short", put("", "short"), 400, wire.CodeInvalid)
	d.want("the first", put("", "a first long password"), 204, "")
	d.want("without the old one", put("a wrong old password", "a second password"), 403, "forbidden")
	d.want("with the old one", put("a first long password", "a second password"), 204, "")
	d.want("the old one", d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: "a first long password"}), 401, wire.CodeSignIn)
	d.want("the new one", d.desk().signIn(wire.SignIn{Way: wire.ByPassword, Handle: "nadia", Password: "a second password"}), 200, "")
}

func TestRenewal_RotatesAndForgivesALostAnswer(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	r := k.renewal()
	one, a := k.renew(r)
	d.want("renewed", a, 200, "")
	d.clock.on(59 * time.Second)
	two, a := k.renew(r)
	d.want("the same again", a, 200, "")
	if one.Refresh == k.Refresh || two.Refresh != one.Refresh {
		t.Errorf("successors %q and %q", one.Refresh, two.Refresh)
	}
	k.Tokens = two
	d.want("with the successor's access", k.get(), 200, "")
	three, a := k.renew(k.renewal())
	d.want("the successor renews", a, 200, "")
	k.Tokens = three
	d.clock.on(25 * 24 * time.Hour)
	_, a = k.renew(k.renewal())
	d.want("weeks later", a, 200, "")
}

func TestRenewal_OfAUsedTokenEndsTheFamily(t *testing.T) {
	for name, steal := range map[string]func(d *door, k *desk, used wire.Renewal) wire.Renewal{
		"another request": func(d *door, k *desk, used wire.Renewal) wire.Renewal { return k.renewal() },
		"the same after a minute": func(d *door, k *desk, used wire.Renewal) wire.Renewal {
			d.clock.on(61 * time.Second)
			return used
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			k := d.member(nadia)
			r := k.renewal()
			next, a := k.renew(r)
			d.want("renewed", a, 200, "")
			_, a = k.renew(steal(d, k, r))
			d.want("the used one again", a, 401, wire.CodeSignIn)
			k.Tokens = next
			_, a = k.renew(k.renewal())
			d.want("the successor, now", a, 401, wire.CodeSignIn)
			if got := d.events(); !strings.Contains(got, "device.token-reused") {
				t.Errorf("the audit says %q", got)
			}
			again := wire.SignIn{Way: wire.ByCode, Code: d.invite(nadia).Code, Device: k.Device}
			before := k.Device
			d.want("signing in again on the same computer", k.signIn(again), 200, "")
			if k.Device != before {
				t.Error("the computer became another device")
			}
		})
	}
}

func TestRenewal_NeedsTheDevicesKey(t *testing.T) {
	d := open(t)
	k, thief := d.member(nadia), d.desk()
	r := k.renewal()
	r.Proof = wire.Sign(thief.key, wire.RenewalText(d.uid, r))
	_, a := k.renew(r)
	d.want("a thief", a, 401, wire.CodeSignIn)
	_, a = k.renew(k.renewal())
	d.want("the owner, whom the thief could not end", a, 200, "")
	other := d.member(nadia)
	r = k.renewal()
	r.Device = other.Device
	r.Proof = wire.Sign(other.key, wire.RenewalText(d.uid, r))
	_, a = k.renew(r)
	d.want("on another of her devices", a, 401, wire.CodeSignIn)
	_, a = k.renew(wire.Renewal{Device: "nothing", Refresh: k.Refresh, Nonce: "n", Proof: "x"})
	d.want("no device", a, 401, wire.CodeSignIn)
}

func TestSignIn_OnADeviceThatIsAnothers(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	thief := d.desk()
	d.want("another key", thief.signIn(wire.SignIn{Way: wire.ByCode, Code: d.invite(nadia).Code, Device: k.Device}), 401, wire.CodeSignIn)
	d.want("another member", k.signIn(wire.SignIn{Way: wire.ByCode, Code: d.invite(chief).Code, Device: k.Device}), 401, wire.CodeSignIn)
	d.want("still hers", k.get(), 200, "")
}

func TestRevocation_EndsAccessAtTheNextRequest(t *testing.T) {
	d := open(t)
	k, boss, other := d.member(nadia), d.member(chief), d.member(nadia)
	del := func(by *desk, id string) answer {
		return d.call(request{method: "DELETE", path: "/v1/devices/" + id, token: by.Access})
	}
	d.want("hers by nobody's right", del(k, boss.Device), 404, wire.CodeNotSeen)
	d.want("the chief's still works", boss.get(), 200, "")
	d.want("one's own", del(other, other.Device), 204, "")
	d.want("another's, by who may", del(boss, k.Device), 204, "")
	for _, ended := range []*desk{k, other} {
		d.want("the next request", ended.get(), 401, wire.CodeRevoked)
		_, a := ended.renew(ended.renewal())
		d.want("the next renewal", a, 401, wire.CodeRevoked)
		d.want("signing in on it", ended.signIn(wire.SignIn{Way: wire.ByCode, Code: d.invite(nadia).Code, Device: ended.Device}), 401, wire.CodeSignIn)
	}
	m := team.Member{ID: chief, Name: "Chief", Handle: "chief", Profile: team.Coordinator, Retired: true}
	d.must(d.w.PutMember(context.Background(), m, ""))
	d.want("one who has left", boss.get(), 401, wire.CodeRevoked)
	_, a := boss.renew(boss.renewal())
	d.want("one who has left, renewing", a, 401, wire.CodeRevoked)
}

func TestInvitation_IsMadeByWhoMayManage(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	ask := func(by *desk, m team.MemberID) (got wire.Invited, a answer) {
		a = d.call(request{method: "POST", path: "/v1/invitations", token: by.Access, body: wire.Invite{Member: string(m)}, into: &got})
		return got, a
	}
	_, a := ask(k, chief)
	d.want("a senior", a, 403, "forbidden")
	got, a := ask(boss, nadia)
	d.want("a coordinator", a, 200, "")
	i, err := wire.ParseInvitation(got.Text)
	if err != nil || i.Pin != d.pin || i.Server != "vigie.test:8443" || i.Short() != got.Short {
		t.Errorf("%+v: %+v, %v", got, i, err)
	}
	if !strings.HasPrefix(string(got.Picture), "\x89PNG") {
		t.Error("the picture is no PNG")
	}
	d.want("the code works", d.desk().signIn(wire.SignIn{Way: wire.ByCode, Code: i.Code}), 200, "")
	blocks, err := gate.Blocks(i)
	if err != nil || strings.Count(blocks, "\n") < 10 {
		t.Errorf("%q, %v", blocks, err)
	}
}

func TestDevices_AreListedToTheirOwner(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	list := func(by *desk, query string) int {
		var got []wire.Device
		d.call(request{method: "GET", path: "/v1/devices" + query, token: by.Access, into: &got})
		return len(got)
	}
	if list(k, "?all=1") != 1 || list(boss, "") != 1 || list(boss, "?all=1") != 2 {
		t.Errorf("%d %d %d devices", list(k, "?all=1"), list(boss, ""), list(boss, "?all=1"))
	}
}

func TestSignIn_KeepsNoSecretInTheDatabase(t *testing.T) {
	d := open(t)
	i := d.invite(chief)
	k := d.member(nadia)
	next, a := k.renew(k.renewal())
	d.want("renewed", a, 200, "")
	raw := d.bytesOfDatabase()
	for name, secret := range map[string]string{
		"the code": i.Code, "the refresh token": k.Refresh, "its successor": next.Refresh, "the private key": hex.EncodeToString(k.key.Seed()),
	} {
		if strings.Contains(raw, secret) {
			t.Errorf("%s is in the database", name)
		}
	}
	public, _ := k.key.Public().(ed25519.PublicKey)
	if !strings.Contains(raw, hex.EncodeToString(public)) {
		t.Error("the public key is not: this test looks in the wrong place")
	}
}
