package inbox_test

import (
	"math"
	"testing"

	"vigie/inbox"
)

func TestInfluence_TellsUnknownFromZero(t *testing.T) {
	many, none, wrote := int64(9_999), int64(0), 9
	t.Run("nothing known is no figure", func(t *testing.T) {
		if i := inbox.InfluenceOf(inbox.InfluenceParts{}); i.Total != nil || i.Whole {
			t.Errorf("got %+v", i)
		}
	})
	t.Run("no follower is a known zero", func(t *testing.T) {
		i := inbox.InfluenceOf(inbox.InfluenceParts{Followers: &none})
		if i.Reach == nil || *i.Reach != 0 || i.Total == nil || i.Activity != nil || i.Whole {
			t.Errorf("got %+v", i)
		}
	})
	t.Run("the total is the sum of what is known", func(t *testing.T) {
		i := inbox.InfluenceOf(inbox.InfluenceParts{Followers: &many, Messages: &wrote})
		if i.Total == nil || math.Abs(*i.Total-5) > 1e-9 || i.Answers != nil || i.Whole {
			t.Errorf("got %+v", i)
		}
	})
	t.Run("with every part it is whole", func(t *testing.T) {
		answers := 99
		i := inbox.InfluenceOf(inbox.InfluenceParts{Followers: &many, Messages: &wrote, Answers: &answers})
		if !i.Whole || math.Abs(*i.Total-7) > 1e-9 {
			t.Errorf("got %+v", i)
		}
	})
}

func TestAlike_ProposesOnlyAcrossNetworks(t *testing.T) {
	mail := func(handle, name string) inbox.Identity {
		return inbox.Identity{Channel: inbox.ChannelEmail, Handle: handle, Name: name}
	}
	toot := func(handle, name string) inbox.Identity {
		return inbox.Identity{Channel: inbox.ChannelMastodon, Handle: handle, Name: name}
	}
	for _, c := range []struct {
		name   string
		a, b   inbox.Identity
		ground inbox.LinkGround
	}{
		{"the same address", mail("claire@piaille.example", ""), toot("@Claire@piaille.example", ""), inbox.SameAddress},
		{"the same name and handle", mail("claire.d@poste.example", "Claire Dubois"), toot("claire.d@piaille.example", "claire dubois"), inbox.SameNameAndHandle},
		{"the same name alone", mail("cd@poste.example", "Claire Dubois"), toot("claire@piaille.example", "Claire Dubois"), ""},
		{"the same handle alone", mail("claire@poste.example", "Claire Dubois"), toot("claire@piaille.example", "Claire Petit"), ""},
		{"a handle of two letters", mail("cd@poste.example", "Claire"), toot("cd@piaille.example", "Claire"), ""},
		{"one network", mail("claire@a.example", "Claire"), mail("claire@b.example", "Claire"), ""},
		{"no name", mail("claire@a.example", ""), toot("claire@b.example", ""), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ground, ok := inbox.Alike(c.a, c.b)
			if ground != c.ground || ok != (c.ground != "") {
				t.Errorf("got %q %v, want %q", ground, ok, c.ground)
			}
		})
	}
}
