package inbox_test

import (
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// square is a public place on which everything may be done, with a mention on
// it.
func square(t *testing.T) *moderating {
	acts := map[inbox.Action]inbox.Support{
		inbox.Like: inbox.Yes, inbox.Unlike: inbox.Yes, inbox.Mute: inbox.Yes, inbox.Unmute: inbox.Yes, inbox.Block: inbox.Yes, inbox.Unblock: inbox.Yes,
		inbox.Report: inbox.Yes,
	}
	d := newDesk(t)
	d.state.Account.Caps.Kinds = map[inbox.Kind]inbox.KindCaps{inbox.Mention: {Actions: acts}}
	d.state.Messages[0].Kind = inbox.Mention
	d.state.Messages[0].Native = "p1"
	return &moderating{d}
}

type moderating struct{ *desk }

// acts decides an act of moderation and keeps what it changes.
func (m *moderating) acts(by team.MemberID, act inbox.Act) (inbox.Moderation, error) {
	m.t.Helper()
	m.n++
	m.at = m.at.Add(time.Minute)
	who, _ := m.state.Roster.Member(by)
	out, err := inbox.Decide(m.state, inbox.Command{ID: m.id(), Conversation: m.state.Conversation.ID, Act: act}, who, m.at)
	if err != nil {
		return inbox.Moderation{}, err
	}
	m.apply(out)
	one := out.Moderations[0]
	m.keep(one)
	return one, nil
}

func (m *moderating) keep(one inbox.Moderation) {
	for i := range m.state.Moderations {
		if m.state.Moderations[i].ID == one.ID {
			m.state.Moderations[i] = one
			return
		}
	}
	m.state.Moderations = append(m.state.Moderations, one)
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	if f := fault.Of(err); f == nil || f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func report(g inbox.Ground) inbox.Moderate {
	return inbox.Moderate{Message: "m1", Action: inbox.Report, Ground: g, Said: "Insulte", Words: "Il recommence"}
}

func TestModerate_SealsWhatWasSeenBeforeAnythingLeaves(t *testing.T) {
	d := square(t)
	m, err := d.acts("lea", report(inbox.Insult))
	if err != nil {
		t.Fatal(err)
	}
	if m.State != inbox.ModerationAsked || m.By != "lea" || !m.NotBefore.Equal(d.at.Add(inbox.DefaultRules().UndoDelay)) {
		t.Errorf("got %+v", m)
	}
	if m.Evidence.Text != "Bonjour, mon mixeur fume." || m.Evidence.Handle != "claire@mail.example" || !m.Evidence.Intact() {
		t.Errorf("evidence %+v", m.Evidence)
	}
	forged := m.Evidence
	forged.Text = "Autre chose"
	if forged.Intact() {
		t.Error("a changed text has the same seal")
	}
	if why := m.Why(); why.Ground != inbox.Insult || why.Words != "Insulte. Il recommence" {
		t.Errorf("the network is told %+v", why)
	}
}

func TestModerate_NeedsAGroundAndCriticismIsNone(t *testing.T) {
	d := square(t)
	for key, act := range map[string]inbox.Moderate{
		"fault.criticism-is-no-ground": report(inbox.Criticism),
		"fault.ground-missing":         report(""),
		"fault.ground-needs-words":     {Message: "m1", Action: inbox.Block, Ground: inbox.OffCharter, Words: "  "},
		"fault.moderation-words-long":  {Message: "m1", Action: inbox.Block, Ground: inbox.Spam, Words: strings.Repeat("é", 901)},
		"fault.message-gone":           {Message: "m9", Action: inbox.Block, Ground: inbox.Spam},
		"caps.action-not-possible":     {Message: "m1", Action: inbox.Hide, Ground: inbox.Spam},
	} {
		_, err := d.acts("lea", act)
		refused(t, err, key)
	}
	if _, err := d.acts("lea", inbox.Moderate{Message: "m1", Action: inbox.Like}); err != nil {
		t.Errorf("a favourite needs no ground: %v", err)
	}
	if _, err := d.acts("lea", inbox.Moderate{Message: "m1", Action: inbox.Unblock, Ground: inbox.Spam}); err == nil {
		t.Error("what was never blocked can be unblocked")
	}
}

func TestModerate_ByWhoIsNotAutonomousIsAProposal(t *testing.T) {
	for by, alone := range map[team.MemberID]bool{"lea": true, "chief": true, "agence": false, "sofia": false, "ines": false} {
		d := square(t)
		m, err := d.acts(by, report(inbox.Hatred))
		if err != nil {
			t.Fatalf("%s: %v", by, err)
		}
		if (m.State == inbox.ModerationAsked) != alone {
			t.Errorf("%s: %s", by, m.State)
		}
	}
	d := square(t)
	_, err := d.acts("judge", report(inbox.Hatred))
	refused(t, err, "fault.profile-may-not")

	m, _ := d.acts("ines", report(inbox.Hatred))
	for _, by := range []team.MemberID{"ines", "sofia", "agence"} {
		_, err := d.acts(by, inbox.AllowModeration{Moderation: m.ID})
		refused(t, err, "fault.moderation-needs-senior")
	}
	_, err = d.acts("lea", report(inbox.Spam))
	refused(t, err, "fault.moderated-already")
	m, err = d.acts("lea", inbox.AllowModeration{Moderation: m.ID})
	if err != nil || m.State != inbox.ModerationAsked || m.Allowed != "lea" || m.By != "ines" {
		t.Errorf("%+v, %v", m, err)
	}
	_, err = d.acts("lea", inbox.AllowModeration{Moderation: m.ID})
	refused(t, err, "fault.nothing-changed")
}

func TestModerate_CanBeStoppedUntilItBegins(t *testing.T) {
	d := square(t)
	m, _ := d.acts("ines", report(inbox.Hatred))
	_, err := d.acts("sofia", inbox.RefuseModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-needs-senior")
	m, err = d.acts("ines", inbox.RefuseModeration{Moderation: m.ID})
	if err != nil || m.State != inbox.ModerationRefused {
		t.Fatalf("%+v, %v", m, err)
	}
	m, err = d.acts("lea", report(inbox.Hatred))
	if err != nil {
		t.Fatalf("what was refused can be asked again: %v", err)
	}
	d.keep(m.Begin())
	_, err = d.acts("lea", inbox.RefuseModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-under-way")
	d.keep(m.Done(d.at))
	_, err = d.acts("lea", inbox.RefuseModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-over")
	_, err = d.acts("lea", inbox.RevertModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-for-good")
}

func TestModerate_TakesBackWhatTheNetworkLetsUs(t *testing.T) {
	d := square(t)
	m, _ := d.acts("lea", inbox.Moderate{Message: "m1", Action: inbox.Block, Ground: inbox.Spam})
	_, err := d.acts("lea", inbox.RevertModeration{Moderation: m.ID})
	refused(t, err, "fault.nothing-changed")
	d.keep(m.Done(d.at))
	_, err = d.acts("agence", inbox.RevertModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-needs-senior")
	back, err := d.acts("nadia", inbox.RevertModeration{Moderation: m.ID})
	if err != nil || back.Action != inbox.Unblock || back.Reverts != m.ID || back.State != inbox.ModerationAsked || back.By != "nadia" {
		t.Fatalf("%+v, %v", back, err)
	}
	_, err = d.acts("lea", inbox.RevertModeration{Moderation: m.ID})
	refused(t, err, "fault.nothing-changed")
}

func TestModerate_OfUnknownFateIsNotDoneTwiceUnseen(t *testing.T) {
	d := square(t)
	m, _ := d.acts("lea", report(inbox.Hatred))
	lost := m.Begin().Fail(true, "fault.channel-ambiguous", "EOF", d.at)
	d.keep(lost)
	_, err := d.acts("lea", inbox.RetryModeration{Moderation: m.ID})
	refused(t, err, "fault.moderation-unknown")
	again, err := d.acts("lea", inbox.RetryModeration{Moderation: m.ID, NotDone: true})
	if err != nil || again.State != inbox.ModerationAsked || again.Attempts != 0 || again.FaultKey != "" {
		t.Errorf("%+v, %v", again, err)
	}
	d.keep(lost)
	settled, err := d.acts("lea", inbox.SettleModeration{Moderation: m.ID})
	if err != nil || settled.State != inbox.ModerationDone {
		t.Errorf("%+v, %v", settled, err)
	}
}
