package app

import (
	"errors"
	"testing"

	"vigie/inbox"
)

func TestBeyond_ABroadSearchIsNotFollowedToItsEnd(t *testing.T) {
	asked := 0
	pages := func(fresh ...int) func(inbox.Place) ([]inbox.Row, *inbox.Place, error) {
		asked = 0
		return func(after inbox.Place) ([]inbox.Row, *inbox.Place, error) {
			if after.Key != int64(asked) {
				t.Errorf("page %d is asked for from %d on", asked, after.Key)
			}
			asked++
			n := fresh[min(asked, len(fresh))-1]
			return make([]inbox.Row, n), &inbox.Place{Key: int64(asked)}, nil
		}
	}
	for name, c := range map[string]struct {
		fresh       []int
		found, most int
	}{
		"all of it is here already":        {[]int{0}, 0, mostAsked},
		"there is a new one now and then":  {[]int{1, 0, 1, 0}, 2, mostAsked},
		"the first pages have enough":      {[]int{20, 20, 20}, 50, 3},
		"the first pages have just enough": {[]int{25, 25}, 50, 2},
	} {
		t.Run(name, func(t *testing.T) {
			found, more, err := lookBack(50, pages(c.fresh...))
			if err != nil || len(found) != c.found || !more || asked != c.most {
				t.Errorf("%d found after %d pages, more: %v, %v", len(found), asked, more, err)
			}
		})
	}
	if _, more, err := lookBack(50, func(inbox.Place) ([]inbox.Row, *inbox.Place, error) { return nil, nil, nil }); more || err != nil {
		t.Errorf("at the end there is more: %v, %v", more, err)
	}
	broken := errors.New("cut")
	if found, _, err := lookBack(50, func(inbox.Place) ([]inbox.Row, *inbox.Place, error) { return nil, nil, broken }); found != nil || !errors.Is(err, broken) {
		t.Errorf("cut: %v, %v", found, err)
	}
}
