package setup

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

// stageList shows how far a test is: a mark and a word for each stage.
type stageList struct {
	widget.BaseWidget
	host    FormHost
	results []StageResult
	lines   []*stageLine
	box     *canvas.Rectangle
}

const stageHeight = 26

func newStageList(h FormHost) *stageList {
	l := &stageList{host: h, box: kit.NewRect(8)}
	for range Stages() {
		l.lines = append(l.lines, newStageLine())
	}
	l.ExtendBaseWidget(l)
	return l
}

func (l *stageList) set(results []StageResult) {
	l.results = results
	for i, r := range results {
		mark, role := markOf(r.State)
		l.lines[i].set(mark, role, l.words(r))
	}
	l.Refresh()
}

// words says what a stage is, or what came of it.
func (l *stageList) words(r StageResult) string {
	t := l.host.Texts()
	if r.Stage == StageMailbox && r.State == StagePassed {
		return t.N("setup.stage-mailbox-found", r.Count, nil)
	}
	s := t.T("setup.stage-"+string(r.Stage), nil)
	if r.State == StageWaiting {
		return s
	}
	return s + " · " + t.T("setup.stage-state-"+string(r.State), nil)
}

func markOf(s StageState) (icon.Name, kit.Role) {
	switch s {
	case StagePassed:
		return icon.Check, kit.Green
	case StageFailed:
		return icon.Close, kit.Red
	case StageRunning:
		return icon.More, kit.Accent
	case StageSkipped:
		return icon.Minus, kit.Faint
	default:
		return icon.DotMark, kit.Faint
	}
}

// HeightFor is the same at every width.
func (l *stageList) HeightFor(float32) float32 { return float32(len(l.lines))*stageHeight + 12 }

// CreateRenderer stacks the stages on a quiet ground.
func (l *stageList) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{l.box}
	for _, line := range l.lines {
		objs = append(objs, line)
	}
	return kit.Draw(l, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(240, l.HeightFor(0)) },
		Paint:   func(k *kit.Look) { k.Fill(l.box, kit.Background) },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			kit.Place(l.box, 0, 0, s.Width, s.Height)
			for i, line := range l.lines {
				kit.Place(line, 12, 6+float32(i)*stageHeight, s.Width-24, stageHeight)
			}
		},
	})
}

// stageLine is one stage.
type stageLine struct {
	widget.BaseWidget
	mark  *kit.Icon
	words *kit.Text
}

func newStageLine() *stageLine {
	s := &stageLine{mark: kit.NewIcon(icon.DotMark, 15, kit.Faint), words: kit.NewLine("", kit.Body(), kit.Mute)}
	s.ExtendBaseWidget(s)
	return s
}

func (s *stageLine) set(mark icon.Name, role kit.Role, words string) {
	s.mark.Set(mark, role)
	ink := kit.Ink
	if role == kit.Faint {
		ink = kit.Mute
	}
	s.words.Set(words, ink)
}

// CreateRenderer draws mark and words.
func (s *stageLine) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(s, kit.Drawing{
		Objects: []fyne.CanvasObject{s.mark, s.words},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, stageHeight) },
		Paint:   func(*kit.Look) { s.mark.Refresh(); s.words.Refresh() },
		Arrange: func(_ *kit.Look, z fyne.Size) {
			kit.Place(s.mark, 0, 5, 15, 15)
			kit.Place(s.words, 24, 4, z.Width-24, 18)
		},
	})
}
