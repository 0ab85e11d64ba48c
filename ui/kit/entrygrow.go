package kit

// GrowTo lets an entry of several lines show up to rows of them as its text
// grows, and then scroll; grown hears that it wants another height, for the pane
// around to lay itself out again. It gives the entry back.
func (e *Entry) GrowTo(rows int, grown func()) *Entry {
	e.most, e.grown = rows, grown
	e.grow()
	return e
}

// HeightFor is the height at a width: that of the lines in it.
func (e *Entry) HeightFor(width float32) float32 {
	h := float32(32)
	if e.rows > 1 {
		h = float32(max(e.rows, min(e.most, e.lines(width))))*18 + 20
	}
	if e.problem != "" {
		h += 19
	}
	return h
}

// lines counts without keeping the result: the text is another at each key. The
// words are measured once, so that this costs little.
func (e *Entry) lines(width float32) int {
	if e.most <= e.rows || width <= 2*e.padX {
		return e.rows
	}
	return len(Current().wrap(e.Text(), Body(), width-2*e.padX, 0))
}

// grow tells when the wanted height is not the one that is there.
func (e *Entry) grow() {
	if e.most == 0 || e.grown == nil || e.Size().Width == 0 {
		return
	}
	if e.HeightFor(e.Size().Width) != e.Size().Height {
		e.grown()
	}
}
