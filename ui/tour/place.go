package tour

import "fyne.io/fyne/v2"

// The measures around the card, in units.
const (
	margin = 10 // to the edges of the window
	gap    = 12 // to what the card talks about
)

// area is a rectangle of the window.
type area struct{ x, y, w, h float32 }

func (a area) meets(b area) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// grown is the area with room around it.
func (a area) grown(by float32) area { return area{a.x - by, a.y - by, a.w + 2*by, a.h + 2*by} }

func (a area) within(b area) bool {
	return a.x >= b.x && a.y >= b.y && a.x+a.w <= b.x+b.w && a.y+a.h <= b.y+b.h
}

// low is the height up to which a card stands under what it talks about, where
// it leaves the controls beside that free.
const low = 80

// beside places a card next to what it talks about, never over it while the
// window has room: at the right (or under a control), under it, over it, at the
// left, and then in the corner that is furthest away.
func beside(window fyne.Size, spot area, card fyne.Size) fyne.Position {
	room := area{margin, margin, window.Width - 2*margin, window.Height - 2*margin}
	x, y := clamp(spot.x, room.x, room.x+room.w-card.Width), clamp(spot.y, room.y, room.y+room.h-card.Height)
	right, under := fyne.NewPos(spot.x+spot.w+gap, y), fyne.NewPos(x, spot.y+spot.h+gap)
	if spot.h < low {
		right, under = under, right
	}
	for _, p := range []fyne.Position{
		right, under,
		{X: x, Y: spot.y - gap - card.Height}, {X: spot.x - gap - card.Width, Y: y},
	} {
		if (area{p.X, p.Y, card.Width, card.Height}).within(room) {
			return whole(p)
		}
	}
	p := fyne.NewPos(margin, margin)
	if spot.x+spot.w/2 < window.Width/2 {
		p.X = room.x + room.w - card.Width
	}
	if spot.y+spot.h/2 < window.Height/2 {
		p.Y = room.y + room.h - card.Height
	}
	return whole(p)
}

func clamp(v, low, high float32) float32 { return max(low, min(v, high)) }

func whole(p fyne.Position) fyne.Position {
	return fyne.NewPos(float32(int(p.X)), float32(int(p.Y)))
}
