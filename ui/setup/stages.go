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
	lines []*stageLine
	box   *canvas.Rectangle
}

const stageHeight = 26

func newStageList() *stageList {
	l := &stageList{box: kit.NewRect(8)}
	l.ExtendBaseWidget(l)
	return l
}

// stageWords is a stage and the words for it.
type stageWords struct {
	state StageState
	words string
}

func (l *stageList) set(stages []stageWords) {
	for len(l.lines) < len(stages) {
		l.lines = append(l.lines, newStageLine())
	}
	l.lines = l.lines[:len(stages)]
	for i, s := range stages {
		mark, role := markOf(s.state)
		l.lines[i].set(mark, role, s.words)
	}
	l.Refresh()
}

// stageLines puts the stages into words.
func (m *AccountForm) stageLines() []stageWords {
	var out []stageWords
	for _, s := range m.a.stages {
		out = append(out, stageWords{s.State, m.stage(s)})
	}
	return out
}

// stage says what a stage is, or what came of it, of the channel at hand.
func (m *AccountForm) stage(r StageResult) string {
	t, ch := m.host.Texts(), string(m.a.filled.Channel)
	if r.Stage == StageMailbox && r.State == StagePassed {
		found := "setup.stage-" + ch + "-mailbox-found"
		if t.N(found, r.Count, nil) == found {
			found = "setup.stage-mailbox-found"
		}
		return t.N(found, r.Count, nil)
	}
	s := ownWords(t, "setup.stage-"+ch+"-"+string(r.Stage), "setup.stage-"+string(r.Stage))
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
func (l *stageList) CreateRenderer() fyne.WidgetRenderer { return &stageRenderer{l} }

type stageRenderer struct{ l *stageList }

func (r *stageRenderer) Destroy() {}

func (r *stageRenderer) MinSize() fyne.Size { return fyne.NewSize(240, r.l.HeightFor(0)) }

func (r *stageRenderer) Objects() []fyne.CanvasObject {
	objs := []fyne.CanvasObject{r.l.box}
	for _, line := range r.l.lines {
		objs = append(objs, line)
	}
	return objs
}

func (r *stageRenderer) Layout(s fyne.Size) {
	kit.Place(r.l.box, 0, 0, s.Width, s.Height)
	for i, line := range r.l.lines {
		kit.Place(line, 12, 6+float32(i)*stageHeight, s.Width-24, stageHeight)
	}
}

func (r *stageRenderer) Refresh() {
	kit.Current().Fill(r.l.box, kit.Background)
	r.Layout(r.l.Size())
	for _, line := range r.l.lines {
		line.Refresh()
	}
	canvas.Refresh(r.l)
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
