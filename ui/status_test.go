package ui

import (
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

func TestPill_SaysTheWorstThatIsTrue(t *testing.T) {
	now := time.Date(2026, 3, 12, 9, 41, 0, 0, time.UTC)
	ok := inbox.Health{State: inbox.Live, LastSuccess: now.Add(-4 * time.Second)}
	with := func(s inbox.Liveness) inbox.Health { h := ok; h.State = s; return h }
	fm := vm.NewFormats(locale.New("en"), time.UTC)
	for name, c := range map[string]struct {
		accounts int
		paused   int
		health   []inbox.Health
		text     string
		tone     kit.Tone
	}{
		"no account":                   {0, 0, nil, "On this computer · no mailbox yet", kit.Plain},
		"an account never tried":       {1, 0, []inbox.Health{{State: inbox.Idle}}, "On this computer · connecting…", kit.Plain},
		"all is well":                  {1, 0, []inbox.Health{ok}, "On this computer · mail checked 4 s ago", kit.Good},
		"reading":                      {2, 0, []inbox.Health{ok, with(inbox.Collecting)}, "On this computer · reading mail…", kit.Brand},
		"one of two does not answer":   {2, 0, []inbox.Health{ok, with(inbox.Retrying)}, "1 account does not answer", kit.Caution},
		"none answers":                 {2, 0, []inbox.Health{with(inbox.Retrying), with(inbox.Retrying)}, "Offline since 09:40", kit.Caution},
		"none ever answered":           {1, 0, []inbox.Health{{State: inbox.Retrying}}, "Offline", kit.Caution},
		"a feed that is gone answered": {1, 0, []inbox.Health{{State: inbox.Retrying, FaultKey: "fault.channel-gone", LastSuccess: now}}, "1 account does not answer", kit.Caution},
		"one is refused":               {2, 0, []inbox.Health{with(inbox.Refused), with(inbox.Retrying)}, "Sign-in refused: box 0", kit.Alarm},
		"two are refused":              {2, 0, []inbox.Health{with(inbox.Refused), with(inbox.Refused)}, "Sign-in refused: 2 accounts", kit.Alarm},
		"all are paused":               {1, 1, []inbox.Health{with(inbox.Stopped)}, "Collecting is paused", kit.Plain},
		"a refused one that is paused": {2, 1, []inbox.Health{with(inbox.Refused), ok}, "On this computer · mail checked 4 s ago", kit.Good},
	} {
		t.Run(name, func(t *testing.T) {
			var accounts []inbox.Account
			for i := range c.accounts {
				id := inbox.AccountID(rune('a' + i))
				accounts = append(accounts, inbox.Account{ID: id, Name: "box " + string(rune('0'+i)), Paused: i < c.paused})
				c.health[i].Account = id
			}
			if got := survey(accounts, c.health).pill(fm, now); got.Text != c.text || got.Tone != c.tone {
				t.Errorf("%q in tone %d, want %q in tone %d", got.Text, got.Tone, c.text, c.tone)
			}
		})
	}
}

func TestSurvey_WhatIsRecordedByHandIsNeverReached(t *testing.T) {
	f := survey([]inbox.Account{{ID: "a"}, {ID: "c", Channel: inbox.ChannelClip}}, []inbox.Health{{Account: "a", State: inbox.Retrying}})
	if !f.offline() {
		t.Errorf("no network answers, and it is not called offline: %+v", f)
	}
}

func TestSurvey_LeavesRetiredAccountsOut(t *testing.T) {
	f := survey([]inbox.Account{{ID: "a", Retired: true}}, []inbox.Health{{Account: "a", State: inbox.Refused}})
	if f.accounts != 0 || f.refused != 0 {
		t.Errorf("%+v", f)
	}
}

func TestMatching_FindsAcrossAccentsAndBestGroupFirst(t *testing.T) {
	entry := func(group, text string) paletteEntry {
		return paletteEntry{PaletteEntry: PaletteEntry{Group: group, Text: text}}
	}
	all := []paletteEntry{
		entry("Actes", "Transmettre à Marketing"), entry("Actes", "Marquer comme lue"), entry("Services", "Marketing"), entry("Fenêtre", "Réglages"),
	}
	got := matching(all, "regl")
	if len(got) != 1 || got[0].entry.Text != "Réglages" {
		t.Fatalf("found %+v", got)
	}
	if want := []int{0, 1, 2, 3}; len(got[0].at) != 4 || got[0].at[0] != want[0] || got[0].at[3] != want[3] {
		t.Errorf("it marks the runes %v", got[0].at)
	}
	got = matching(all, "marketing")
	if len(got) != 2 || got[0].entry.Group != "Services" {
		t.Errorf("the whole word should come first: %+v", got)
	}
	if got = matching(all, "  "); len(got) != 4 {
		t.Errorf("without words everything is there, not %d", len(got))
	}
	if got = matching(all, "zzz"); len(got) != 0 {
		t.Errorf("found %+v", got)
	}
}

func TestKeys_ShortcutsComeBackAsTheKeyTheyWereMadeOf(t *testing.T) {
	for _, k := range []vm.Key{
		{Rune: 'k', Ctrl: true}, {Rune: ',', Ctrl: true}, {Name: "Return", Ctrl: true}, {Name: "Return", Ctrl: true, Shift: true},
		{Rune: 'a', Ctrl: true}, {Rune: 'z', Ctrl: true}, {Rune: 'i', Ctrl: true, Shift: true}, {Rune: '1', Alt: true},
	} {
		s, ok := shortcutOf(k)
		if !ok {
			t.Fatalf("%s has no shortcut", k.Label())
		}
		if back, ok := keyOf(s); !ok || back != k {
			t.Errorf("%+v came back as %+v", k, back)
		}
	}
	if _, ok := shortcutOf(vm.Key{Rune: 'j'}); ok {
		t.Error("a bare letter is no shortcut")
	}
}

func TestJoined_LosesNothingOfTwoNotices(t *testing.T) {
	got := joined(inbox.Notice{Arrived: 1, Accounts: []inbox.AccountID{"a"}, Outbox: true}, inbox.Notice{Arrived: 2, Accounts: []inbox.AccountID{"b"}, Team: true})
	if got.Arrived != 3 || len(got.Accounts) != 2 || !got.Outbox || !got.Team || got.All {
		t.Errorf("%+v", got)
	}
}

func TestRail_LeadsEverySettingsPageToTheGear(t *testing.T) {
	for place, want := range map[string]string{
		"inbox": "inbox", "settings/outbox": "settings/outbox", "settings/accounts": "settings/accounts",
		"settings/general": "settings/general", "settings/team": "settings/general", "setup": "",
	} {
		if got := stopOf(place); got != want {
			t.Errorf("%s is under %q, want %q", place, got, want)
		}
	}
}

func TestRail_LeadsWhatBelongsToACrisisToTheFlag(t *testing.T) {
	for _, place := range []string{"crisis", "retex", "retex/actions", "exercise"} {
		if got := stopOf(place); got != "crisis" {
			t.Errorf("%s is under %q", place, got)
		}
	}
}
