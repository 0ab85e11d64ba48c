package desktest

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui"
	"vigie/ui/settings"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// Acme is a house at work: four departments, a handful of members, one mailbox
// that listens and one that is refused. Nobody in it exists.
func Acme() *Desk {
	d := Fresh()
	d.Open, d.In = true, ui.House{Brand: "Acme", Path: "/home/lea/Vigie"}
	d.Team = roster()
	d.Member = d.Team.Members[0]
	d.List = []inbox.Account{
		{ID: "a1", Channel: inbox.ChannelEmail, Name: "contact@acme.example", Address: "contact@acme.example", Department: "d1", Caps: mailCaps(),
			Settings: map[string]string{"imap_host": "imap.acme.example", "smtp_host": "smtp.acme.example", "auth": "password", "user": "contact@acme.example"}},
		{ID: "a2", Channel: inbox.ChannelEmail, Name: "Presse", Address: "presse@acme.example", Caps: mailCaps()},
	}
	now := Now()
	d.Fares = []inbox.Health{
		{Account: "a1", State: inbox.Live, LastTry: now, LastSuccess: now.Add(-4 * time.Second), LastMessage: now.Add(-12 * time.Minute)},
		{Account: "a2", State: inbox.Live, LastSuccess: now.Add(-40 * time.Second), LastMessage: now.Add(-50 * time.Hour)},
	}
	d.Counters = map[inbox.Counter]int{inbox.CountInbox: 42}
	d.TagCounts = map[string]int{"x200": 12, "sécurité": 7, "livraison": 31, "concours": 2}
	d.Sendings = sendings(now)
	d.OnDuty = team.Duty{Zone: "Europe/Paris", Shifts: []team.Shift{
		{Member: "m1", Days: []time.Weekday{1, 2, 3, 4, 5}, From: 8 * 60, To: 19 * 60},
		{Member: "m2", Days: []time.Weekday{6, 0}, From: 9 * 60, To: 21 * 60},
	}}
	d.Taught = []settings.TaughtWord{
		{Language: "en", Word: "bean juice", Tone: "positive", Points: 3, By: "Anna Smith", At: Now().Add(-2 * time.Hour)},
		{Language: "fr", Word: "pschitt", Tone: "neutral", Points: 3, By: "Anna Smith", At: Now().AddDate(0, 0, -3)},
		{Language: "en", Word: "soggy", Points: 1},
	}
	d.Aside = []inbox.Quarantined{
		{ID: "q1", Account: "a1", Native: "1:4711", Cause: "the header never ends: no empty line within 1 MB", Size: 1_204_332, At: now.Add(-3 * time.Hour)},
	}
	d.At = settings.Place{Brand: "Acme", Path: "/home/lea/Vigie", Bytes: 412_000_000, MadeAt: now.AddDate(0, -2, 0), Log: "/home/lea/.config/vigie/vigie.log"}
	d.Found = settings.Checked{Messages: 18234, Conversations: 6120, Contacts: 4410, Files: 210}
	d.Outside, d.Dossiers = outside(now)
	d.Looks = looking(now)
	d.Self = settings.About{Version: "0.2.0", Parts: []settings.Part{{Name: "Fyne", Version: "2.8.0", Licence: "BSD-3-Clause"}, {Name: "Inter", Version: "4.0", Licence: "OFL-1.1"}, {Name: "SQLite (modernc.org/sqlite)", Version: "1.60.1", Licence: "BSD-3-Clause"}}}
	return d
}

// Fresh is a computer on which Vigie was never started.
func Fresh() *Desk {
	return &Desk{
		System: "en", Rule: inbox.DefaultRules(), Has: map[settings.Ability]bool{settings.Notify: true}, Fail: map[string]error{},
		Ways: map[setup.Way]vm.Verdict{setup.LookAround: vm.Cannot("setup.team-later"), setup.JoinTeam: vm.Cannot("setup.team-later")},
		Guesses: map[string]setup.Guess{
			"contact@acme.example": {Values: map[string]string{"imap_host": "imap.acme.example", "smtp_host": "smtp.acme.example"}},
			"brand@gmail.com":      {Values: map[string]string{"imap_host": "imap.gmail.com", "smtp_host": "smtp.gmail.com"}, Advice: "setup.advice-gmail", Sure: true},
		},
		Stages: []setup.StageResult{
			{Stage: setup.StageReach, State: setup.StagePassed}, {Stage: setup.StageSignIn, State: setup.StagePassed},
			{Stage: setup.StageMailbox, State: setup.StagePassed, Count: 1284}, {Stage: setup.StageSend, State: setup.StagePassed},
			{Stage: setup.StageSendIn, State: setup.StagePassed},
		},
	}
}

// Refused are the stages of a test whose password is wrong.
func Refused() []setup.StageResult {
	return []setup.StageResult{
		{Stage: setup.StageReach, State: setup.StagePassed},
		{Stage: setup.StageSignIn, State: setup.StageFailed, Err: fault.New(fault.Auth, "fault.channel-auth-revoked")},
	}
}

func roster() team.Roster {
	return team.Roster{
		Departments: []team.Department{
			{ID: "d1", Name: "Customer service", Coordinator: "m2", Reasons: []string{"Needs a case number", "Refund", "Product safety"}},
			{ID: "d2", Name: "Marketing", Coordinator: "m1", Reasons: []string{"Partnership", "Press or influencer"}, Position: 1},
			{ID: "d3", Name: "Legal", Reasons: []string{"Threat of legal action"}, Position: 2},
			{ID: "d4", Name: "Human resources", Position: 3},
		},
		Members: []team.Member{
			{ID: "m1", Name: "Léa Martin", Handle: "lea", Email: "lea@acme.example", Profile: team.Coordinator, Departments: []team.DepartmentID{"d2"}},
			{ID: "m2", Name: "Marc Petit", Handle: "marc", Profile: team.Senior, Departments: []team.DepartmentID{"d1"}},
			{ID: "m3", Name: "Inès Benali", Handle: "ines", Profile: team.Trainee, Departments: []team.DepartmentID{"d1", "d2"}, Supervisor: "m2"},
			{ID: "m4", Name: "Bartholomäus-Alexander von und zu Grafenstein", Handle: "bartholomaus", Profile: team.Adviser, Departments: []team.DepartmentID{"d3"}, Away: true},
			{ID: "m5", Name: "Paul Roux", Handle: "paul", Profile: team.Junior, Departments: []team.DepartmentID{"d4"}, Retired: true},
		},
	}
}

func mailCaps() inbox.Caps {
	return inbox.Caps{
		Poll: true, Stream: true, History: true, Attachments: true, MaxAttached: 25_000_000, Subject: true, FindSent: true,
		Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes, Actions: map[inbox.Action]inbox.Support{inbox.Junk: inbox.Yes, inbox.Archive: inbox.Yes}}},
	}
}

func sendings(now time.Time) []settings.Sending {
	entry := func(id string, s inbox.SendState, text string) inbox.OutboxEntry {
		return inbox.OutboxEntry{ID: inbox.OutboxID(id), Conversation: inbox.ConversationID("c-" + id), Account: "a1", State: s, Text: text, QueuedAt: now.Add(-5 * time.Minute)}
	}
	queued := entry("o1", inbox.Queued, "Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout.")
	queued.NotBefore = now.Add(8 * time.Second)
	failed := entry("o2", inbox.Failed, "Bonjour Julien, votre commande est partie ce matin ; vous la recevrez demain.")
	failed.FaultKey = "fault.channel-auth-revoked"
	unknown := entry("o3", inbox.Unknown, "Hello Hannah, we would love to. Our marketing team writes to you this week.")
	sent := entry("o4", inbox.Sent, "Merci à vous !")
	sent.EndedAt = now.Add(-time.Hour)
	return []settings.Sending{
		{Entry: queued, Contact: "Claire Dubois", Account: "contact@acme.example", Author: "Léa Martin"},
		{Entry: failed, Contact: "Julien Bernard", Account: "contact@acme.example", Author: "Marc Petit"},
		{Entry: unknown, Contact: "Hannah Weiss", Account: "Presse", Author: "Léa Martin"},
		{Entry: sent, Contact: "Amélie Laurent", Account: "contact@acme.example", Author: "Marc Petit"},
	}
}
