package watch

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox/team"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/place"
)

// placePage says all that is known of a place.
func (s *Screen) placePage(p domain.Entry) *kit.Dock {
	w := s.words()
	state, tone := w.placeState(p)
	facts := []fyne.CanvasObject{kit.NewKeyValue(s.t("watch.fact-how"), w.how(p))}
	if p.OfAccount {
		facts = append(facts, kit.NewKeyValue(s.t("watch.fact-account"), p.Name+" ("+w.ChannelText(p.Channel)+")"))
	}
	if read := w.lastRead(p); read != "" {
		facts = append(facts, kit.NewKeyValue(s.t("watch.fact-read"), read))
	}
	if !p.LastNews.IsZero() {
		facts = append(facts, kit.NewKeyValue(s.t("watch.fact-news"), w.Moment(p.LastNews, s.host.Now())))
	}
	if p.Gap > 0 {
		facts = append(facts, kit.NewKeyValue(s.t("watch.fact-gap"), w.Span(p.Gap)))
	}
	if p.URL != "" {
		facts = append(facts, kit.NewKeyValue(s.t("watch.fact-url"), p.URL))
	}
	value := kit.NewKeyValue(s.t("watch.fact-state"), "")
	value.Set(state, tone)
	col := kit.NewColumn(14, kit.NewBox(kit.NewColumn(4, append([]fyne.CanvasObject{value}, facts...)...))).Pad(20, 14)
	for _, o := range s.placeWords(p) {
		col.Set(append(col.Objects(), o)...)
	}
	head := kit.NewTitled(w.placeName(p), s.placeActs(p)...)
	return kit.NewDock(kit.NewScroll(col)).Head(kit.NewSheet(kit.Background, head).Pad(20, 14).Lines(false, true))
}

// placeWords are what has to be said in sentences.
func (s *Screen) placeWords(p domain.Entry) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if p.FaultKey != "" {
		out = append(out, kit.NewParagraph(s.host.Texts().T(p.FaultKey, nil), kit.Body(), kit.Red))
	}
	if p.State == domain.Silent {
		out = append(out, kit.NewParagraph(s.t("watch.silent-text"), kit.Body(), kit.Ink))
	}
	if why := s.words().reason(p); why != "" {
		out = append(out, kit.NewBox(kit.NewColumn(4, kit.NewLine(s.t("watch.why"), kit.Strong(), kit.Ink), kit.NewParagraph(why, kit.Body(), kit.Ink))))
	}
	if p.Mode == domain.Unread {
		out = append(out, kit.NewParagraph(s.t("watch.by-hand-offer"), kit.Body(), kit.Mute))
	}
	if p.OfAccount && p.Way == domain.ByFeed {
		toggle := kit.NewToggle(s.t("watch.aside-yes"), s.t("watch.aside-no"), p.WatchOnly, func(bool) { s.turnAside() })
		out = append(out, kit.NewBox(kit.NewColumn(6, toggle, kit.NewParagraph(s.t("watch.aside-text"), kit.Small(), kit.Mute))))
	}
	return out
}

// placeActs are what can be done with a place.
func (s *Screen) placeActs(p domain.Entry) []fyne.CanvasObject {
	if p.OfAccount {
		return nil
	}
	acts := []fyne.CanvasObject{
		kit.NewIconButton(icon.Trash, s.t("watch.strike"), s.remove),
		kit.NewButton(kit.Secondary, s.t("watch.edit-short"), s.edit).WithIcon(icon.Pencil),
	}
	if s.canRead().OK {
		acts = append(acts, kit.NewButton(kit.Primary, s.t("watch.read-short"), s.readPlace).WithKey("R"))
	}
	return acts
}

// placeFields is a place being written.
type placeFields struct {
	name, url, why, days *kit.Entry
	owner                *kit.Select
}

// placeForm writes a place into the register.
func (s *Screen) placeForm(p domain.Place) {
	w := s.words()
	entry := domain.Entry{Place: p}
	f := placeFields{name: kit.NewEntry(s.t("watch.place-name-hint")), url: kit.NewEntry("https://"), why: kit.NewMultiEntry(s.t("watch.place-why-hint"), 3), days: kit.NewEntry("7")}
	f.name.SetText(w.placeName(entry))
	f.url.SetText(p.URL)
	f.why.SetText(w.reason(entry))
	if p.Every > 0 {
		f.days.SetText(strconv.Itoa(max(1, int(p.Every/(24*time.Hour)))))
	}
	options := append([]kit.Option{{ID: "", Text: s.t("watch.nobody")}}, place.People(s.roster)...)
	f.owner = kit.NewSelect(options, string(p.Owner), s.t("watch.nobody"), s.t("watch.find-member"), nil)
	var d *kit.Dialog
	d = kit.NewDialog(kit.DialogSpec{
		Title: s.t("watch.place-title"), Width: 520, First: f.name.Focusable(),
		Body: kit.NewColumn(8, kit.NewFormRow(s.t("watch.place-name"), f.name), kit.NewFormRow(s.t("watch.fact-url"), f.url),
			kit.NewFormRow(s.t("watch.place-owner"), f.owner), kit.NewFormRow(s.t("watch.place-days"), f.days), kit.NewFormRow(s.t("watch.place-why"), f.why)),
		Primary: s.t("watch.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("watch.cancel"),
		Act: func() bool {
			kept, ok := s.placeOf(p, f)
			d.Fit()
			if ok {
				s.do("", func(ctx context.Context) error { return s.desk.PutPlace(ctx, kept) })
			}
			return ok
		},
	})
	d.Open(s.host.Canvas())
}

// placeOf reads the form; what is missing is said at its field. Words that a
// person left as the programme wrote them stay the programme's.
func (s *Screen) placeOf(p domain.Place, f placeFields) (domain.Place, bool) {
	before := domain.Entry{Place: p}
	if name := strings.TrimSpace(f.name.Text()); name != s.words().placeName(before) {
		p.Name = name
	}
	if why := strings.TrimSpace(f.why.Text()); why != s.words().reason(before) {
		p.Uncovered = why
	}
	p.URL, p.Owner = strings.TrimSpace(f.url.Text()), team.MemberID(f.owner.Selected())
	p.Way, p.Every = domain.NotRead, 0
	if p.Owner != "" {
		days, err := strconv.Atoi(strings.TrimSpace(f.days.Text()))
		if err != nil || days < 1 || days > 366 {
			days = 7
		}
		p.Way, p.Every = domain.ByHand, time.Duration(days)*24*time.Hour
	}
	check := p
	check.ID = "new"
	if _, err := check.Clean(); err != nil {
		field := f.name
		if p.Name != "" || p.Known != "" {
			field = f.why
		}
		field.SetError(s.host.Texts().Fault(err))
		return p, false
	}
	return p, true
}
