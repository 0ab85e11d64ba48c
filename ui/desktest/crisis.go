package desktest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
	"vigie/ui/vm"
)

// Storm is the crises of a house of a test: runs are decided and folded as in
// a real one.
type Storm struct {
	Logs  map[crisis.RunID][]crisis.Event
	Plans map[crisis.RunID]*crisis.Plan
	Order []crisis.RunID // of the runs, the newest first
	Saved []string
	// Drafted are the drafts of retrospectives.
	Drafted []crisis.ReviewDraft
	// Reread is called while a retrospective is read, after what it gives was
	// looked up; Counted is how often a curve was counted.
	Reread  func()
	Counted int
	Tools   []string
	Look    crisisroom.Confirmed
	Typed   map[team.MemberID]crisisroom.Typed
	Later   time.Duration // since Now: a test passes time by it
	Rows    []inbox.Row   // the conversations that runs may be tied to
	More    int           // the conversations of a run besides
	// Shelf changes the playbooks that are listed; nil leaves those built in.
	Shelf func([]crisisroom.Book) []crisisroom.Book
}

func (d *Desk) folded(id crisis.RunID) *crisis.Run {
	return crisis.Fold(d.Crises.Plans[id], d.Crises.Logs[id])
}

// CrisisRuns lists the runs.
func (d *Desk) CrisisRuns(context.Context) ([]*crisis.Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []*crisis.Run
	for _, id := range d.Crises.Order {
		out = append(out, d.folded(id))
	}
	return out, d.Fail["CrisisRuns"]
}

// CrisisAlerts lists the alerts that are open.
func (d *Desk) CrisisAlerts(context.Context) ([]alert.Alert, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []alert.Alert
	for _, a := range d.Warns.Alerts {
		if a.Open() {
			out = append(out, a)
		}
	}
	return out, d.Fail["CrisisAlerts"]
}

// CrisisRoom gives a run.
func (d *Desk) CrisisRoom(_ context.Context, id crisis.RunID) (crisisroom.Room, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Crises.Plans[id] == nil {
		return crisisroom.Room{}, fault.New(fault.NotFound, "crisis.no-run")
	}
	r := crisisroom.Room{Run: d.folded(id), Plan: d.Crises.Plans[id], Events: d.Crises.Logs[id], Roster: d.Team, Me: d.Member, Accounts: d.List, LinkedMore: d.Crises.More}
	for _, row := range d.Crises.Rows {
		if slices.Contains(r.Run.Links, crisis.Link{Kind: "conversation", ID: string(row.ID)}) {
			r.Linked = append(r.Linked, row)
		}
		r.Given = append(r.Given, row)
	}
	return r, d.Fail["CrisisRoom"]
}

// CrisisBooks gives the playbooks that are built in.
func (d *Desk) CrisisBooks(_ context.Context, lang string) ([]crisisroom.Book, error) {
	files, err := built.All()
	var out []crisisroom.Book
	for _, f := range files {
		if f.Lang != lang {
			continue
		}
		p, _ := playbook.Read(f.Text)
		out = append(out, crisisroom.Book{Hash: playbook.Hash(f.Text), ID: p.ID, Version: p.Version, Lang: p.Lang, Title: p.Title,
			Summary: p.Summary, Owner: p.Owner, Text: string(f.Text), Playbook: p,
			Publishes: crisis.MayPublishBook(d.Member, false), Versions: d.versionsOf(p.ID)})
	}
	if d.Crises.Shelf != nil {
		out = d.Crises.Shelf(out)
	}
	return out, err
}

// versionsOf are the drafts that were saved of a playbook.
func (d *Desk) versionsOf(id string) []crisisroom.BookVersion {
	var out []crisisroom.BookVersion
	for _, text := range d.Crises.Saved {
		if p, _ := playbook.Read([]byte(text)); p.ID == id {
			out = append(out, crisisroom.BookVersion{Hash: playbook.Hash([]byte(text)), Version: p.Version, Lang: p.Lang, Draft: true, By: d.Member.ID, At: Now()})
		}
	}
	return out
}

// CrisisPeople gives the team.
func (d *Desk) CrisisPeople(context.Context) (team.Roster, team.Member, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Team, d.Member, nil
}

// StartRun begins a run of a playbook that is built in.
func (d *Desk) StartRun(ctx context.Context, a crisis.Start) (crisis.RunID, error) {
	books, err := d.CrisisBooks(ctx, a.Book.Lang)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	if d.Crises.Logs == nil {
		d.Crises.Logs, d.Crises.Plans = map[crisis.RunID][]crisis.Event{}, map[crisis.RunID]*crisis.Plan{}
	}
	id := crisis.RunID(fmt.Sprint("run-", len(d.Crises.Order)+1))
	for _, b := range books {
		if b.Hash == a.Book.Hash {
			d.Crises.Plans[id] = crisis.NewPlan(b.Playbook)
		}
	}
	d.mu.Unlock()
	if err := d.ActInRun(ctx, crisis.Order{Run: id, Act: a}); err != nil {
		return "", err
	}
	d.mu.Lock()
	d.Crises.Order = append([]crisis.RunID{id}, d.Crises.Order...)
	d.mu.Unlock()
	return id, nil
}

// ActInRun decides an act and keeps its events.
func (d *Desk) ActInRun(_ context.Context, o crisis.Order) error {
	if err := d.did("ActInRun", fmt.Sprintf("%s %s", o.Act.Kind(), o.Step)); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	plan := d.Crises.Plans[o.Run]
	if plan == nil {
		return fault.New(fault.NotFound, "crisis.no-playbook")
	}
	o.ID, o.At = fmt.Sprintf("%s-%d", o.Run, len(d.Crises.Logs[o.Run])+1), d.now()
	events, err := crisis.Decide(plan, d.folded(o.Run), o, d.Member, d.now())
	if err != nil {
		return err
	}
	d.Crises.Logs[o.Run] = append(d.Crises.Logs[o.Run], events...)
	return nil
}

// CrisisTools are the outside tools.
func (d *Desk) CrisisTools(context.Context) ([]string, error) { return d.Crises.Tools, nil }

// NameTools says which.
func (d *Desk) NameTools(_ context.Context, tools []string) error {
	d.Crises.Tools = tools
	return d.did("NameTools", strings.Join(tools, ","))
}

// CrisesAfoot tells of the runs that go on.
func (d *Desk) CrisesAfoot(context.Context) ([]vm.Afoot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []vm.Afoot{}
	for _, id := range d.Crises.Order {
		if a, ok := vm.NewAfoot(d.folded(id), d.Crises.Plans[id], d.Crises.Logs[id], d.Member.ID, d.now()); ok {
			out = append(out, a)
		}
	}
	return out, nil
}

func (d *Desk) now() time.Time { return Now().Add(d.Crises.Later) }

// AnswerInRun publishes in each conversation.
func (d *Desk) AnswerInRun(ctx context.Context, o crisis.Order, to []inbox.ConversationID) ([]inbox.Outcome, error) {
	var out []inbox.Outcome
	for _, id := range to {
		if err := d.Fail["AnswerInRun from "+string(id)]; err != nil { // it stopped the whole
			return out, err
		}
		a := o.Act.(crisis.Publish)
		a.Conversation = id
		o.Act = a
		one := inbox.Outcome{Conversation: id, Err: d.Fail["AnswerInRun "+string(id)]}
		if one.Err == nil {
			one.Err = d.ActInRun(ctx, o)
		}
		out = append(out, one)
	}
	return out, nil
}

// CrisisTyped is what a member left.
func (d *Desk) CrisisTyped(_ context.Context, by team.MemberID) (crisisroom.Typed, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Crises.Typed[by], nil
}

// KeepCrisisTyped keeps it.
func (d *Desk) KeepCrisisTyped(_ context.Context, by team.MemberID, t crisisroom.Typed) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Crises.Typed == nil {
		d.Crises.Typed = map[team.MemberID]crisisroom.Typed{}
	}
	d.Crises.Typed[by] = t
	return d.Fail["KeepCrisisTyped"]
}

// CrisisContacts is when somebody last looked.
func (d *Desk) CrisisContacts(context.Context) (crisisroom.Confirmed, error) {
	return d.Crises.Look, nil
}

// ConfirmContacts says that the member did now.
func (d *Desk) ConfirmContacts(context.Context) error {
	d.Crises.Look = crisisroom.Confirmed{By: d.Member.ID, At: d.now()}
	return d.did("ConfirmContacts", "")
}

// BookText gives the last text that was saved under a hash.
func (d *Desk) BookText(_ context.Context, hash string) (string, error) {
	for _, text := range d.Crises.Saved {
		if playbook.Hash([]byte(text)) == hash {
			return text, nil
		}
	}
	return "", fault.New(fault.NotFound, "crisis.no-playbook")
}

// SaveBook records the text.
func (d *Desk) SaveBook(_ context.Context, text string) (string, error) {
	d.mu.Lock()
	d.Crises.Saved = append(d.Crises.Saved, text)
	d.mu.Unlock()
	return playbook.Hash([]byte(text)), d.did("SaveBook", "")
}

// PublishBook records it.
func (d *Desk) PublishBook(_ context.Context, hash string) error { return d.did("PublishBook", hash) }
