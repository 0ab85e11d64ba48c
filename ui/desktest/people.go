package desktest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
)

// Contacts are those outside whose name has the words, in the order they have.
func (d *Desk) Contacts(_ context.Context, v inbox.ContactView, after inbox.ContactPlace, limit int) ([]inbox.ContactRow, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Asked = append(d.Asked, fmt.Sprintf("Contacts %q %q after %d", v.Search, v.Sort, after.Rank))
	var out []inbox.ContactRow
	for i, r := range d.Outside {
		r.Place = inbox.ContactPlace{Begun: true, Rank: int64(i + 1), ID: r.ID}
		if int64(i) >= after.Rank && len(out) < limit && strings.Contains(strings.ToLower(r.Name), strings.ToLower(v.Search)) {
			if v.Sort == inbox.ByActivity {
				r.Written = len(d.Outside) - i
			}
			out = append(out, r)
		}
	}
	return out, d.Fail["Contacts"]
}

// Dossier is what Dossiers says, or the bare contact.
func (d *Desk) Dossier(_ context.Context, id inbox.ContactID) (inbox.Dossier, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.Outside, func(r inbox.ContactRow) bool { return r.ID == id })
	if i < 0 {
		return inbox.Dossier{}, d.Fail["Dossier"]
	}
	out := d.Dossiers[id]
	out.Contact = d.Outside[i].Contact
	if out.Identities == nil {
		out.Identities = d.Outside[i].Identities
	}
	return out, d.Fail["Dossier"]
}

// PutContact keeps it.
func (d *Desk) PutContact(_ context.Context, c inbox.Contact) error {
	if err := d.did("PutContact", c.Name); err != nil {
		return err
	}
	for i := range d.Outside {
		if d.Outside[i].ID == c.ID {
			d.Outside[i].Contact = c
		}
	}
	return nil
}

// LinkIdentity records it.
func (d *Desk) LinkIdentity(_ context.Context, ch inbox.Channel, handle string, to inbox.ContactID) error {
	return d.did("LinkIdentity", fmt.Sprint(ch, " ", handle, " ", to))
}

// UnlinkIdentity records it.
func (d *Desk) UnlinkIdentity(_ context.Context, ch inbox.Channel, handle string) error {
	return d.did("UnlinkIdentity", fmt.Sprint(ch, " ", handle))
}

// RefuseLink records it, and moves the proposal.
func (d *Desk) RefuseLink(_ context.Context, mine, other inbox.Identity) error {
	if err := d.did("RefuseLink", other.Handle); err != nil {
		return err
	}
	s := d.Dossiers[mine.Contact]
	s.Proposed, s.Refused = nil, append(s.Refused, s.Proposed...)
	d.Dossiers[mine.Contact] = s
	return nil
}

// AllowLink records it, and moves the proposal back.
func (d *Desk) AllowLink(_ context.Context, mine, other inbox.Identity) error {
	if err := d.did("AllowLink", other.Handle); err != nil {
		return err
	}
	s := d.Dossiers[mine.Contact]
	s.Refused, s.Proposed = nil, append(s.Proposed, s.Refused...)
	d.Dossiers[mine.Contact] = s
	return nil
}

// outside are people who write to Acme. None of them exists.
func outside(now time.Time) ([]inbox.ContactRow, map[inbox.ContactID]inbox.Dossier) {
	fans := func(n int64) *int64 { return &n }
	wrote, answers := 14, 32
	claire := []inbox.Identity{
		{Channel: inbox.ChannelEmail, Handle: "claire.dubois@poste.example", Contact: "p1", Origin: "p1"},
		{Channel: inbox.ChannelMastodon, Handle: "clairecuisine@piaille.example", Followers: fans(12_400), Contact: "p1", Origin: "p9"},
	}
	row := func(id, name, role string, ago time.Duration, handles ...inbox.Identity) inbox.ContactRow {
		return inbox.ContactRow{Contact: inbox.Contact{ID: inbox.ContactID(id), Name: name, Role: role, FirstAt: now.AddDate(0, -7, 0), LastAt: now.Add(-ago)}, Identities: handles}
	}
	list := []inbox.ContactRow{
		row("p1", "Claire Dubois", "Food blogger, Lyon", 12*time.Minute, claire...),
		row("p2", "Julien Bernard", "", 3*time.Hour, inbox.Identity{Channel: inbox.ChannelEmail, Handle: "j.bernard@courrier.example", Contact: "p2", Origin: "p2"}),
		row("p3", "Bartholomäus-Alexander von und zu Grafenstein-Hohenlohe", "Redakteur für Wirtschaft und Verbraucherschutz, Tageblatt", 26*time.Hour, inbox.Identity{Channel: inbox.ChannelMastodon, Handle: "bartholomaeus.alexander@sehr-lange-instanz.example", Followers: fans(0), Contact: "p3", Origin: "p3"}),
		row("p4", "Hannah Weiss", "", 9*24*time.Hour, inbox.Identity{Channel: inbox.ChannelMastodon, Handle: "hannah@social.example", Contact: "p4", Origin: "p4"}),
	}
	list[0].Tags, list[0].Remark = []string{"blogger", "vip"}, "Prefers to be called by her first name. Met at the Salon du Livre; asked for the spring catalogue."
	list[1].NoContact = true
	list[2].Tags = []string{"journalist"}
	d := inbox.Dossier{
		Identities: claire, Conversations: 23,
		Parts:    inbox.InfluenceParts{Followers: fans(12_400), Messages: &wrote, Answers: &answers},
		Activity: [inbox.Weeks]int{0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 3, 1, 0, 0, 0, 1, 0, 2, 0, 4, 1, 0, 0, 2, 5, 7},
		Proposed: []inbox.LinkProposal{{Mine: claire[0], OtherName: "Claire Dubois", Ground: inbox.SameNameAndHandle,
			Other: inbox.Identity{Channel: inbox.ChannelMastodon, Handle: "claire.dubois@framapiaf.example", Contact: "p8", Origin: "p8"}}},
	}
	for i, subject := range []string{"The blender X200 smells of burning", "", "Invitation: a workshop with your spring catalogue, and a few words about the programme"} {
		r := inbox.Row{}
		r.ID, r.Subject, r.Snippet, r.Status, r.LastAt = inbox.ConversationID(fmt.Sprint("c", i)), subject, "@acme thanks for the quick answer!", inbox.Open, now.AddDate(0, 0, -i)
		d.History = append(d.History, r)
	}
	return list, map[inbox.ContactID]inbox.Dossier{"p1": d}
}
