package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
)

// colophon is the page of the programme itself.
type colophon struct{ s *Screen }

func newAbout(s *Screen) *colophon { return &colophon{s: s} }

func (p *colophon) load(context.Context) (func() bool, error) {
	return func() bool { return false }, nil
}

func (p *colophon) minds(inbox.Notice) bool { return false }

func (p *colophon) draw() fyne.CanvasObject {
	t, about := p.s.t, p.s.desk.About()
	var lines []*line
	for _, part := range about.Parts {
		lines = append(lines, newLine(nil, []cell{{title: part.Name}, {text: part.Version}, {text: part.Licence}}))
	}
	return kit.NewColumn(16,
		newHeader("Vigie "+about.Version, t("settings.about-text")),
		kit.NewBox(kit.NewColumn(6,
			kit.NewLine(t("settings.licence-title"), kit.Strong(), kit.Ink),
			kit.NewParagraph(t("settings.licence-text"), kit.Body(), kit.Mute),
		)),
		kit.NewLine(t("settings.parts-title"), kit.Strong(), kit.Ink),
		newTable([]column{{title: t("settings.col-part"), share: 4}, {title: t("settings.col-version"), share: 2}, {title: t("settings.col-licence"), share: 2}}, lines...),
	)
}
