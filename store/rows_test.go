package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// crowd is a house with conversations of every sort.
func crowd(t *testing.T) (*house, []inbox.ConversationID) {
	h := newHouse(t)
	var events []channel.Event
	for i := range 40 {
		// Several share their time, so that pages must break ties.
		at := noon().Add(-time.Duration(i/3) * time.Hour)
		events = append(events, mail(fmt.Sprintf("m%02d", i), fmt.Sprintf("c%d@client.example", i%5), fmt.Sprintf("Sujet %02d", i), "texte", at))
	}
	h.take(events...)
	rows := h.rows(inbox.View{Sort: inbox.OldestFirst})
	var ids []inbox.ConversationID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	for i, id := range ids {
		switch i % 5 {
		case 0:
			h.act(id, inbox.Claim{}, senior)
		case 1:
			h.act(id, inbox.Resolve{}, senior)
		case 2:
			h.act(id, inbox.Label{Add: []string{"vip"}}, senior)
		case 3:
			h.act(id, inbox.Snooze{Until: h.clock.now().Add(time.Hour)}, coordinator)
		}
	}
	return h, ids
}

// everyView gives views that narrow in every way.
func everyView() map[string]inbox.View {
	active := []inbox.Status{inbox.New, inbox.Open}
	return map[string]inbox.View{
		"everything": {}, "active": {Statuses: active}, "resolved": {Statuses: []inbox.Status{inbox.Resolved}},
		"mine": {Statuses: active, Assignee: senior}, "nobody's": {Statuses: active, Unassigned: true},
		"department": {Department: support, Statuses: active}, "department queue": {Department: support, Unassigned: true},
		"account": {Account: mailbox}, "tag": {Tag: "vip"}, "tag and status": {Tag: "vip", Statuses: active}, "kind": {Kind: inbox.Email},
		"search": {Search: "texte"}, "search and status": {Search: "texte", Statuses: active}, "search and tag": {Search: "texte", Tag: "vip"},
		"search by status": {Search: "status:snoozed"}, "nothing": {Department: press},
	}
}

// matches says in Go what a view says in SQL.
func matches(v inbox.View, c inbox.Conversation) bool {
	switch {
	case len(v.Statuses) > 0 && !slices.Contains(v.Statuses, c.Status), v.Unassigned && c.Assignee != "":
		return false
	case v.Assignee != "" && c.Assignee != v.Assignee, v.Department != "" && c.Department != v.Department, v.Account != "" && c.Account != v.Account:
		return false
	case v.Tag != "" && !slices.Contains(c.Tags, v.Tag), v.Kind != "" && c.Kind != v.Kind:
		return false
	case v.Search == "status:snoozed" && c.Status != inbox.Snoozed:
		return false
	}
	return true
}

func TestRows_PageThroughEveryViewInEveryOrder(t *testing.T) {
	h, _ := crowd(t)
	everything := h.rows(inbox.View{})
	equal(t, "everything", len(everything), 40)
	for name, v := range everyView() {
		for _, sort := range []inbox.Sort{inbox.NewestFirst, inbox.OldestFirst, inbox.DueFirst} {
			t.Run(name+" "+string(sort), func(t *testing.T) {
				v.Sort = sort
				var want int
				for _, r := range everything {
					if matches(v, r.Conversation) {
						want++
					}
				}
				seen := map[inbox.ConversationID]bool{}
				var last inbox.Place
				for {
					page, err := h.Rows(context.Background(), v, last, 7)
					h.must(err)
					for _, r := range page {
						at := inbox.PlaceOf(r.Conversation, sort)
						if seen[r.ID] {
							t.Fatalf("%s is listed twice", r.Subject)
						}
						if ordered := sort == inbox.NewestFirst && at.Key <= last.Key || sort != inbox.NewestFirst && at.Key >= last.Key; len(seen) > 0 && !ordered {
							t.Fatalf("%s at %d comes after %d", r.Subject, at.Key, last.Key)
						}
						if !matches(v, r.Conversation) {
							t.Fatalf("%s does not belong here", r.Subject)
						}
						seen[r.ID], last = true, at
					}
					if len(page) == 0 {
						break
					}
				}
				equal(t, "listed", len(seen), want)
			})
		}
	}
}

func TestTotal_IsWhatTheViewShows(t *testing.T) {
	h, _ := crowd(t)
	known := 0
	for name, v := range everyView() {
		n, ok := h.Total(context.Background(), v)
		if ok {
			known++
			equal(t, name, n, len(h.rows(v)))
		}
	}
	if known < 4 {
		t.Errorf("only %d totals are known", known)
	}
	h.take(answering(mail("x1", "c1@client.example", "Re: Sujet 00", "suite", noon().Add(time.Hour)), "m00@mail.example"))
	n, _ := h.Total(context.Background(), inbox.View{Statuses: []inbox.Status{inbox.Snoozed}})
	equal(t, "snoozed", n, len(h.rows(inbox.View{Statuses: []inbox.Status{inbox.Snoozed}})))
	h.sound()
}

func TestSearch_FindsWhatWasWritten(t *testing.T) {
	h := newHouse(t)
	a := mail("m1", "lea@client.example", "Colis perdu à Besançon", "L'été dernier, le colis n'est jamais arrivé.", noon())
	a.Message.Attachments = []inbox.Attachment{{Name: "facture.pdf", Type: "application/pdf"}}
	a.Message.Quoted = "Votre commande 4711"
	b := mail("m2", "max@autre.example", "Parcel lost", "My parcel never arrived. \"Quotes\" AND (brackets)*", noon().Add(time.Hour))
	c := mail("m3", "zoe@autre.example", "Merci", "Le colis est arrivé, merci !", noon().Add(2*time.Hour))
	h.take(a, b, c)
	id := h.only(inbox.View{Search: "besancon"}).ID
	h.act(id, inbox.Label{Add: []string{"vip"}}, senior)
	h.act(id, inbox.Resolve{}, senior)
	for query, want := range map[string]string{
		"colis":                  "[Merci Colis perdu à Besançon]",
		"COLIS ARRIVE":           "[Merci Colis perdu à Besançon]",
		"arriv":                  "[Merci Parcel lost Colis perdu à Besançon]",
		"arriv ":                 "[]",
		"colis -merci":           "[Colis perdu à Besançon]",
		"-colis":                 "[Parcel lost]",
		`"jamais arrivé"`:        "[Colis perdu à Besançon]",
		`"arrivé jamais"`:        "[]",
		"ete":                    "[Colis perdu à Besançon]",
		"from:max":               "[Parcel lost]",
		"from:max@autre.example": "[Parcel lost]",
		"to:hello@maison":        "[Merci Parcel lost Colis perdu à Besançon]",
		"from:colis":             "[]",
		"subject:merci":          "[Merci]",
		"tag:vip":                "[Colis perdu à Besançon]",
		"colis -tag:vip":         "[Merci]",
		"status:resolved colis":  "[Colis perdu à Besançon]",
		"has:attachment":         "[Colis perdu à Besançon]",
		"colis -has:attachment":  "[Merci]",
		"facture.pdf":            "[Colis perdu à Besançon]",
		"4711":                   "[Colis perdu à Besançon]",
		`"quotes" and brackets`:  "[Parcel lost]",
		"NEAR(":                  "[]",
		"a* OR":                  "[]",
		`"`:                      "[Merci Parcel lost Colis perdu à Besançon]",
	} {
		equal(t, query, fmt.Sprint(subjects(h.rows(inbox.View{Search: query}))), want)
	}
	_, err := h.Rows(context.Background(), inbox.View{Search: "status:shut"}, inbox.Place{}, 9)
	h.fails(err, fault.Invalid, "fault.search-status")
}

func TestDetail_ShowsTheLastMessagesAndTheHistory(t *testing.T) {
	h := newHouse(t)
	h.take(mail("m0", "lea@client.example", "Autre", "avant", noon().AddDate(0, 0, -30)))
	h.take(mail("m1", "lea@client.example", "Colis", "1", noon()))
	for i := 2; i <= 5; i++ {
		h.take(answering(mail(fmt.Sprintf("m%d", i), "lea@client.example", "Re: Colis", fmt.Sprint(i), noon().Add(time.Duration(i)*time.Minute)), "m1@mail.example"))
	}
	c := h.rows(inbox.View{})[0].ID
	d, err := h.Detail(context.Background(), c, 2)
	h.must(err)
	equal(t, "first shown", d.Messages[0].Text, "4")
	equal(t, "earlier", d.Earlier, 3)
	before, err := h.Earlier(context.Background(), d.Messages[0], 2)
	h.must(err)
	equal(t, "page before", before[0].Text+before[1].Text, "23")
	equal(t, "history", fmt.Sprint(subjects(d.History)), "[Autre]")
	equal(t, "activity", fmt.Sprint(d.Activity), "[0 0 0 0 0 0 0 1 0 0 0 5]")
	_, err = h.Detail(context.Background(), "nowhere", 2)
	h.fails(err, fault.NotFound, "fault.conversation-gone")
	_, err = h.Row(context.Background(), "nowhere")
	h.fails(err, fault.NotFound, "fault.conversation-gone")
}

func TestContacts_AreLinkedAndUnlinked(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.take(mail("m1", "lea@client.example", "Colis", "1", noon()), mail("m2", "Lea@Perso.example", "Autre", "2", noon().Add(time.Minute)))
	rows := h.rows(inbox.View{Sort: inbox.OldestFirst})
	one, two := rows[0].Contact, rows[1].Contact
	h.must(h.LinkIdentity(ctx, inbox.ChannelEmail, "lea@perso.example", one, senior))
	equal(t, "both", len(h.rows(inbox.View{Contact: one})), 2)
	ids, err := h.Identities(ctx, one)
	h.must(err)
	equal(t, "identities", len(ids), 2)
	h.take(mail("m3", "lea@perso.example", "Encore", "3", noon().Add(time.Hour)))
	equal(t, "a new one too", len(h.rows(inbox.View{Contact: one})), 3)
	h.must(h.UnlinkIdentity(ctx, inbox.ChannelEmail, "LEA@perso.example", senior))
	equal(t, "hers", len(h.rows(inbox.View{Contact: one})), 1)
	equal(t, "the other's", len(h.rows(inbox.View{Contact: two})), 2)

	c, err := h.Contact(ctx, one)
	h.must(err)
	c.Name, c.Tags = "Léa Martin", []string{"VIP", "presse", "vip"}
	h.must(h.PutContact(ctx, c, senior))
	h.fails(h.PutContact(ctx, c, senior), fault.Conflict, "fault.contact-changed")
	r := h.rows(inbox.View{Contact: one})[0]
	equal(t, "name", r.ContactName, "Léa Martin")
	equal(t, "tags", fmt.Sprint(r.ContactTags), "[presse vip]")
	h.sound()
}

func TestPeople_AreKeptByWhoMay(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	m := team.Member{ID: "01HZZZZZZZZZZZZZZZZZZZZZN0", Name: "Nora", Handle: "nora", Profile: team.Senior}
	h.fails(h.PutMember(ctx, m, junior), fault.Forbidden, "fault.profile-may-not")
	h.must(h.PutMember(ctx, m, coordinator))
	m.ID = "01HZZZZZZZZZZZZZZZZZZZZZN1"
	h.fails(h.PutMember(ctx, m, coordinator), fault.Conflict, "fault.member-handle-taken")
	h.fails(h.PutRules(ctx, inbox.DefaultRules(), senior), fault.Forbidden, "fault.profile-may-not")
	rules := inbox.DefaultRules()
	rules.ReplyWithin = time.Hour
	h.must(h.PutRules(ctx, rules, coordinator))
	h.reopen()
	got, err := h.Rules(ctx)
	h.must(err)
	equal(t, "rules", got, rules)
	roster, err := h.Roster(ctx)
	h.must(err)
	equal(t, "members", len(roster.Members), 4)
	equal(t, "first department", roster.Departments[0].Name, "Presse")
	a, err := h.AccountByName(ctx, "bonjour")
	h.must(err)
	equal(t, "account", a.ID, mailbox)
	_, err = h.AccountByName(ctx, "nobody")
	h.fails(err, fault.NotFound, "fault.account-gone")
	h.must(h.PutSetting(ctx, "theme", "dark"))
	v, err := h.Setting(ctx, "theme")
	h.must(err)
	equal(t, "setting", v, "dark")
	h.must(h.PutHealth(ctx, inbox.Health{Account: mailbox, State: inbox.Live, LastTry: noon()}))
	health, err := h.Health(ctx)
	h.must(err)
	equal(t, "health", fmt.Sprint(health[0].State, " ", health[1].State), "live idle")
}
