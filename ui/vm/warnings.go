package vm

import "slices"

// Gravity is how much depends on a person knowing of something. Of several
// things the window shows the gravest first, whatever came first.
type Gravity int

// The gravities, the least first.
const (
	Passing Gravity = iota // it ends by itself, or only says where one is
	Noted                  // worth a look when there is time
	Cut                    // something does not come in, or did not leave
	Urgent                 // a crisis waits for somebody
	Halted                 // publishing is paused
	Losing                 // what people write may not be kept
	Mark                   // what all the rest is about, as an exercise: always in sight
)

// mostWhole is how many warnings besides marks are shown whole while nobody asked
// for more. Of more, one is whole and a line names the others.
const mostWhole = 2

// Stack parts warnings, given by their gravity, into those that are shown whole
// and those that are only named, in one line; both by their places in the list,
// the gravest first, and among equals in the order of the list. What is named is
// never graver than what is whole, but for marks, which are whole always. Once
// unfolded all are whole.
func Stack(list []Gravity, unfolded bool) (whole, named []int) {
	for i := range list {
		whole = append(whole, i)
	}
	slices.SortStableFunc(whole, func(a, b int) int { return int(list[b] - list[a]) })
	marks := 0
	for marks < len(whole) && list[whole[marks]] == Mark {
		marks++
	}
	if unfolded || len(list)-marks <= mostWhole {
		return whole, nil
	}
	return whole[:marks+1], whole[marks+1:]
}
