package exercise

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// What is usual: so many days before the exercise in which so many people a day
// say something, so that the early warning knows what is not.
const (
	usualDays   = 30
	usualPosts  = 7
	usualOpens  = 8 // the hour at which people begin to write
	usualCloses = 22
)

// usual brings in a month of usual days, and says of the press and of the
// authorities who they are.
func (f *filler) usual() error {
	c, err := readCrowd(f.m.Lang)
	if err != nil {
		return err
	}
	w := &writer{crowd: c, meta: f.m, rng: rand.New(rand.NewPCG(f.m.Seed, 2))}
	var list []inbox.Message
	for day := usualDays; day > 0; day-- {
		begin := f.m.Made.AddDate(0, 0, -day).Truncate(24 * time.Hour)
		for range usualPosts + w.rng.IntN(3) - 1 {
			at := begin.Add(usualOpens*time.Hour + time.Duration(w.rng.Int64N(int64((usualCloses-usualOpens)*time.Hour))))
			p := w.post(Noise, []Place{Social, Page}[w.rng.IntN(2)], 0, w.fill(w.Usual[w.rng.IntN(len(w.Usual))]), "usual")
			list = append(list, p.message(f.m.Lang, at))
		}
	}
	begin := f.m.Made.AddDate(0, 0, -usualDays)
	for _, p := range w.known() {
		list = append(list, p.message(f.m.Lang, begin))
	}
	slices.SortStableFunc(list, func(a, b inbox.Message) int { return a.SentAt.Compare(b.SentAt) })
	byAccount, err := sealed(list)
	if err != nil {
		return err
	}
	f.clock.at = f.m.Made.Add(-time.Minute)
	for _, on := range Places() {
		if _, err := f.w.Import(f.ctx, on.account(), byAccount[on.account()]); err != nil {
			return err
		}
	}
	return f.introduce(w)
}

// known are messages by those whose word carries, one of each in each place.
func (w *writer) known() []post {
	var out []post
	seen := map[string]bool{}
	for _, who := range []Voice{Journalist, Authority} {
		for _, on := range Places() {
			for range 24 { // until each was drawn
				p := w.post(who, on, 0, w.fill(w.Usual[0]), "usual")
				if !seen[p.Author.Handle+string(on)] {
					seen[p.Author.Handle+string(on)] = true
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// introduce tags the press and the authorities, by whose word an alert weighs
// more, and clears the inbox of the usual days.
func (f *filler) introduce(w *writer) error {
	rows, err := f.w.Rows(f.ctx, inbox.View{}, inbox.Place{}, 2000)
	if err != nil {
		return err
	}
	hand, err := f.hand()
	if err != nil {
		return err
	}
	for i, row := range rows {
		if tag := w.tag(row.ContactName); tag != "" {
			c, err := f.w.Contact(f.ctx, row.Contact)
			if err != nil {
				return err
			}
			if !slices.Contains(c.Tags, tag) {
				c.Tags = append(c.Tags, tag)
				if err := f.w.PutContact(f.ctx, c, ""); err != nil {
					return err
				}
			}
		}
		if hand == "" {
			continue
		}
		cmd := inbox.Command{ID: inbox.CommandID(fmt.Sprintf("%s-%06d", f.m.ID, i)), Conversation: row.ID, Act: inbox.Ignore{}}
		if _, err := f.w.Do(f.ctx, cmd, hand); err != nil {
			return err
		}
	}
	return nil
}

// hand is who clears the inbox of the usual days; "" is nobody who may.
func (f *filler) hand() (team.MemberID, error) {
	roster, err := f.w.Roster(f.ctx)
	if err != nil {
		return "", err
	}
	for _, m := range roster.Members {
		if m.Profile.May(team.Triage) && !m.Retired {
			return m.ID, nil
		}
	}
	return "", nil
}

// tag is what a contact of that name is.
func (w *writer) tag(name string) string {
	for _, p := range w.Press {
		if strings.HasPrefix(name, p) {
			return "press"
		}
	}
	if slices.Contains(w.Authority, name) {
		return "authority"
	}
	return ""
}
