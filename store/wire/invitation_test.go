package wire_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"strings"
	"testing"

	"vigie/store/wire"
)

func TestInvitation_SurvivesItsAddress(t *testing.T) {
	pin := strings.Repeat("0a", 32)
	for _, i := range []wire.Invitation{
		{Server: "vigie.example.org:8443", Code: "K7QM-4T2X-9PRA-M3ZD-00AB", Pin: pin},
		{Server: "[2001:db8::1]:8443", Code: "K7QM-4T2X-9PRA-M3ZD-00AB"},
		{Server: "10.0.0.7:8443", Code: "0000-0000-0000-0000-0000", Pin: pin},
	} {
		got, err := wire.ParseInvitation(" " + i.String() + "\n")
		if err != nil || got != i {
			t.Errorf("%s: got %+v, %v", i, got, err)
		}
		i.Pin = ""
		if got, err := wire.ParseInvitation(i.Short()); err != nil || got != i {
			t.Errorf("%s: got %+v, %v", i.Short(), got, err)
		}
	}
}

func TestInvitation_IsReadAsPeopleTypeIt(t *testing.T) {
	got, err := wire.ParseInvitation("srv:1 k7qm 4t2x-9pra m3zd-oolI")
	if err != nil || got.Code != "K7QM-4T2X-9PRA-M3ZD-0011" {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{
		"", "x", "vigie://srv:1/SHORT", "https://srv:1/K7QM-4T2X-9PRA-M3ZD-00AB", "vigie://u:p@srv:1/K7QM-4T2X-9PRA-M3ZD-00AB",
		"vigie://srv:1/K7QM-4T2X-9PRA-M3ZD-00AB?pin=abc", "vigie:///K7QM-4T2X-9PRA-M3ZD-00AB", "srv:1/evil K7QM-4T2X-9PRA-M3ZD-00AB",
		"vigie://srv:1/K7QM-4T2X-9PRA-M3ZD-00UU", strings.Repeat("K", 4000),
	} {
		if got, err := wire.ParseInvitation(bad); err == nil {
			t.Errorf("%.60q is taken for %+v", bad, got)
		}
	}
}

func TestProof_IsOfTheKeyAndOfTheWholeRequest(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key := hex.EncodeToString(public)
	r := wire.Renewal{Device: "d", Refresh: "r", Nonce: "n"}
	proof := wire.Sign(private, wire.RenewalText("w", r))
	if !wire.Proves(key, wire.RenewalText("w", r), proof) {
		t.Error("the right proof proves nothing")
	}
	for _, other := range []wire.Renewal{{Device: "e", Refresh: "r", Nonce: "n"}, {Device: "d", Refresh: "s", Nonce: "n"}, {Device: "d", Refresh: "r", Nonce: "o"}} {
		if wire.Proves(key, wire.RenewalText("w", other), proof) {
			t.Errorf("the proof holds for %+v", other)
		}
	}
	for _, c := range [][2]string{{key[2:], proof}, {key, ""}, {"zz", proof}, {key, proof[:20]}, {hex.EncodeToString(make([]byte, 32)), proof}} {
		if wire.Proves(c[0], wire.RenewalText("w", r), c[1]) {
			t.Errorf("%v proves", c)
		}
	}
	if wire.Proves(key, wire.RenewalText("another", r), proof) {
		t.Error("the proof holds in another workspace")
	}
}

func FuzzParseInvitation(f *testing.F) {
	f.Add("vigie://srv:8443/K7QM-4T2X-9PRA-M3ZD-00AB?pin=CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo")
	f.Add("srv K7QM4T2X9PRAM3ZD00AB")
	f.Fuzz(func(t *testing.T, text string) {
		i, err := wire.ParseInvitation(text)
		if err != nil {
			return
		}
		if again, err := wire.ParseInvitation(i.String()); err != nil || again != i {
			t.Errorf("%q: %+v became %+v, %v", text, i, again, err)
		}
	})
}
