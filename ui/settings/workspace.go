package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
)

// premises is the page of the directory that everything is kept in.
type premises struct {
	s       *Screen
	place   Place
	running bool
	stop    context.CancelFunc
	bar     *kit.Progress
	result  *Checked
}

func newWorkspace(s *Screen) *premises { return &premises{s: s} }

func (p *premises) load(ctx context.Context) (func() bool, error) {
	place, err := p.s.desk.Place(ctx)
	return func() bool { p.place = place; return true }, err
}

func (p *premises) minds(inbox.Notice) bool { return false }

func (p *premises) draw() fyne.CanvasObject {
	t, fm := p.s.t, p.s.formats()
	fact := func(label, value string) fyne.CanvasObject {
		return kit.NewFormRow(t(label), kit.NewTextBody(value)).Column(labelColumn)
	}
	rows := []fyne.CanvasObject{
		fact("settings.brand", p.place.Brand), fact("settings.path", p.place.Path), fact("settings.size", fm.Size(p.place.Bytes)),
	}
	if !p.place.MadeAt.IsZero() {
		rows = append(rows, fact("settings.made", fm.Moment(p.place.MadeAt, p.s.host.Now())))
	}
	rows = append(rows, fact("settings.log", p.place.Log))
	return kit.NewColumn(16,
		newHeader(t("settings.workspace-title"), t("settings.workspace-text")),
		kit.NewBox(kit.NewColumn(12, rows...)),
		p.check(),
		kit.NewBox(kit.NewColumn(6,
			kit.NewLine(t("settings.export-title"), kit.Strong(), kit.Ink),
			kit.NewParagraph(t("settings.export-text"), kit.Body(), kit.Mute),
			kit.NewTextBody("vigied export --workspace "+quoted(p.place.Path)+" --out "+t("settings.export-directory")),
		)),
	)
}

// quoted puts a path with spaces into quotes, for a shell.
func quoted(path string) string {
	if strings.ContainsAny(path, " '\"$&()") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// check is the box from which the workspace is examined.
func (p *premises) check() fyne.CanvasObject {
	t := p.s.t
	rows := []fyne.CanvasObject{kit.NewLine(t("settings.check-title"), kit.Strong(), kit.Ink), kit.NewParagraph(t("settings.check-text"), kit.Body(), kit.Mute)}
	switch {
	case p.running:
		rows = append(rows, p.bar)
	case p.result != nil && p.result.Faults > 0:
		rows = append(rows, newMarked(icon.Warning, kit.Red, p.s.host.Texts().N("settings.check-faults", p.result.Faults, nil)))
	case p.result != nil:
		rows = append(rows, newMarked(icon.Check, kit.Green, p.s.host.Texts().T("settings.check-sound", map[string]any{
			"Messages": p.result.Messages, "Conversations": p.result.Conversations, "Contacts": p.result.Contacts, "Files": p.result.Files,
		})))
	}
	if !p.running {
		rows = append(rows, kit.NewActs().Left(kit.NewButton(kit.Secondary, t("settings.check-act"), p.start).WithIcon(icon.Shield)))
	}
	return kit.NewBox(kit.NewColumn(8, rows...))
}

// start examines the workspace; it can be stopped.
func (p *premises) start() {
	if p.running {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.running, p.stop, p.result = true, cancel, nil
	p.bar = kit.NewProgress(p.s.host.Scheduler(), p.s.t("settings.checking"), p.s.t("settings.check-stop"), cancel)
	p.bar.Start()
	p.s.drawn()
	p.s.host.Scheduler().Go(func(window context.Context) {
		defer context.AfterFunc(window, cancel)()
		found, err := p.s.desk.Check(ctx, func(done, total int) {
			p.s.host.Scheduler().UI(func() { p.tell(done, total) })
		})
		stopped := ctx.Err() != nil
		p.s.host.Scheduler().UI(func() { p.ended(found, err, stopped) })
	})
}

func (p *premises) tell(done, total int) {
	share := float32(-1)
	if total > 0 {
		share = float32(done) / float32(total)
	}
	p.bar.Set(share, p.s.t("settings.checking"))
}

func (p *premises) ended(found Checked, err error, stopped bool) {
	p.running = false
	p.bar.Stop()
	switch {
	case stopped:
		p.s.host.Toast(p.s.t("settings.check-stopped"))
	case err != nil:
		p.s.host.Fault(err)
	default:
		p.result = &found
	}
	if p.s.page == "workspace" {
		p.s.drawn()
	}
}

// labels is the page of the tags in use.
type labels struct {
	s    *Screen
	tags map[string]int
}

func newTags(s *Screen) *labels { return &labels{s: s} }

func (p *labels) load(ctx context.Context) (func() bool, error) {
	tags, err := p.s.desk.Tags(ctx)
	return func() bool { p.tags = tags; return true }, err
}

func (p *labels) minds(n inbox.Notice) bool { return len(n.Conversations) > 0 }

func (p *labels) draw() fyne.CanvasObject {
	t := p.s.t
	head := newHeader(t("settings.tags-title"), t("settings.tags-text"))
	if len(p.tags) == 0 {
		return kit.NewColumn(16, head, newHollow(kit.NewEmpty(icon.Tag, t("settings.tags-empty"), t("settings.tags-empty-text"), nil)))
	}
	var lines []*line
	for _, name := range byUse(p.tags) {
		lines = append(lines, newLine(nil, []cell{
			{chip: kit.ChipSpec{Text: "#" + name, Tone: kit.Brand}}, {text: p.s.host.Texts().N("settings.tag-uses", p.tags[name], nil)},
		}))
	}
	return kit.NewColumn(14, head, newTable([]column{{title: t("settings.col-tag"), share: 2}, {title: t("settings.col-uses"), share: 3}}, lines...))
}

// byUse lists the tags, most used first.
func byUse(tags map[string]int) []string {
	var names []string
	for name := range tags {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if tags[a] != tags[b] {
			return tags[b] - tags[a]
		}
		return strings.Compare(a, b)
	})
	return names
}
