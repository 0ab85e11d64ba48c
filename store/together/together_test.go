package together_test

import (
	"errors"
	"slices"
	"testing"

	"vigie/store/together"
)

// part is a part of so many orders.
type part struct{ orders int }

func (p *part) Orders() int { return p.orders }

func TestLine_GivesThoseWhoFitAndLetsNobodyOvertake(t *testing.T) {
	var l together.Line[*part]
	a, b, c, d := &part{2}, &part{3}, &part{4}, &part{1}
	for _, p := range []*part{a, b, c, d} {
		l.Join(p)
	}
	if got := l.With(b, 6); !slices.Equal(got, []*part{a, b}) {
		t.Errorf("with the second go %v", got) // d would fit, and c came before it
	}
	if got := l.With(a, 6); got != nil {
		t.Errorf("who was taken along is given again with %v", got)
	}
	if !l.Leave(c) || l.Leave(c) || l.Len() != 1 {
		t.Error("who gives up leaves the line once")
	}
	if got := l.With(d, 6); !slices.Equal(got, []*part{d}) || l.Len() != 0 {
		t.Errorf("with the last go %v", got)
	}
}

func TestCarry_UndoesOnlyWhatIsWrong(t *testing.T) {
	gap, broken := errors.New("gap"), errors.New("broken")
	for name, c := range map[string]struct {
		group    []*part
		errs     []error
		problems []error
		err      error
		attempts int
	}{
		"alone, a gap is the transaction's":       {[]*part{{2}}, []error{gap}, nil, gap, 0},
		"in company it is told with its number":   {[]*part{{1}, {2}, {1}}, []error{nil, gap, nil}, []error{nil, gap, nil}, nil, 1},
		"what is broken ends the transaction":     {[]*part{{2}, {2}}, []error{nil, broken}, nil, broken, 2},
		"what has one order needs no way back":    {[]*part{{1}, {1}}, []error{gap, nil}, []error{gap, nil}, nil, 0},
		"what only asks for its number goes with": {[]*part{{0}, {1}}, []error{nil, nil}, []error{nil, nil}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			attempts := 0
			w := together.Work[*part]{
				Take:    func(i int, _ *part) error { return c.errs[i] },
				Own:     func(err error) bool { return errors.Is(err, gap) },
				Attempt: func(f func() error) error { attempts++; return f() },
			}
			problems, err := w.Carry(c.group)
			if !slices.Equal(problems, c.problems) || !errors.Is(err, c.err) || attempts != c.attempts {
				t.Errorf("problems %v, error %v, %d attempts", problems, err, attempts)
			}
		})
	}
}

func TestTold_SaysNothingOfWhatWasNotStored(t *testing.T) {
	away, gap := errors.New("away"), errors.New("gap")
	if got := together.Told(away, gap); !errors.Is(got, away) || errors.Is(got, gap) {
		t.Errorf("without a commit one is told %v", got)
	}
	if got := together.Told(nil, gap); !errors.Is(got, gap) {
		t.Errorf("after the commit one is told %v", got)
	}
	if together.Apart(3, away, true) || !together.Apart(3, away, false) || together.Apart(1, away, false) || together.Apart(3, nil, false) {
		t.Error("a group is taken apart where the same might go right later, or not where one hurts the others")
	}
}
