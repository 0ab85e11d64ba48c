package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Progress is a bar with words, and a button to stop. Where the end is not known
// a piece of it wanders while the bar is Running.
type Progress struct {
	widget.BaseWidget
	text    string
	share   float32 // below 0: not known
	sched   Scheduler
	phase   int
	stop    func()
	track   *canvas.Rectangle
	bar     *canvas.Rectangle
	t       *canvas.Text
	cancel  *LinkButton
	running bool
}

// NewProgress makes a bar whose end is not known yet. cancelText and cancel may
// be empty for work that cannot be stopped.
func NewProgress(s Scheduler, text, cancelText string, cancel func()) *Progress {
	p := &Progress{sched: s, text: text, share: -1, track: NewRect(3), bar: NewRect(3), t: NewText(Body()), cancel: NewLinkButton(cancelText, cancel)}
	p.cancel.Hidden = cancel == nil
	p.ExtendBaseWidget(p)
	return p
}

// Set shows how much is done, from 0 to 1, and what is being done. A share
// below 0 means that it is not known.
func (p *Progress) Set(share float32, text string) {
	p.share, p.text = min(share, 1), text
	p.Refresh()
}

// Start lets a bar of unknown end move; Stop must follow.
func (p *Progress) Start() {
	if !p.running {
		p.running = true
		p.step()
	}
}

// Stop ends the movement.
func (p *Progress) Stop() {
	p.running = false
	if p.stop != nil {
		p.stop()
	}
}

func (p *Progress) step() {
	p.stop = p.sched.After(120*time.Millisecond, func() {
		if !p.running {
			return
		}
		p.phase = (p.phase + 1) % 24
		if p.share < 0 {
			p.Refresh()
		}
		p.step()
	})
}

// CreateRenderer draws words, button and bar.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	return Draw(p, Drawing{
		Objects: []fyne.CanvasObject{p.track, p.bar, p.t, p.cancel},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(160, 32) },
		Paint: func(l *Look) {
			l.Fill(p.track, Track)
			l.Fill(p.bar, Accent)
			l.Write(p.t, p.text, Mute)
		},
		Arrange: func(l *Look, s fyne.Size) {
			cw := float32(0)
			if !p.cancel.Hidden {
				cw = p.cancel.MinSize().Width + 10
				Place(p.cancel, s.Width-cw+10, 0, cw-10, 22)
			}
			p.t.Text = l.Cut(p.text, Body(), s.Width-cw)
			l.Line(p.t, 0, 0, 20)
			Place(p.track, 0, 24, s.Width, 6)
			x, w := float32(0), whole(s.Width*max(0, p.share))
			if p.share < 0 {
				w = whole(s.Width / 4)
				x = whole((s.Width - w) * float32(min(p.phase, 24-p.phase)) / 12)
			}
			Place(p.bar, x, 24, w, 6)
		},
	})
}
