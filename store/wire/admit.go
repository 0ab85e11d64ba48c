package wire

// Admission is what a server does with an order, by its number alone.
type Admission int

// The admissions.
const (
	Run       Admission = iota // it is the next: carry it out
	Answered                   // it was carried out: give the stored answer
	AlreadyIn                  // it took effect so long ago that the answer is gone
	Missing                    // orders before it are missing
	Forked                     // its number was used for another order
	Malformed                  // no number that a device can give
)

// Had is what a server still knows under the number of an order.
type Had struct {
	// ID and Print are those of the order that was answered; "" when the answer
	// was dropped with age. Refusals never are.
	ID, Print string
	// Ran is, where they are gone, that the order that comes took effect once:
	// that is known of every id for ever.
	Ran bool
}

// Admit decides on an order of a device whose last answered number is last.
// print is that of the order.
func Admit(last int64, o Order, print string, had Had) Admission {
	switch {
	case o.Seq < 1:
		return Malformed
	case o.Seq == last+1:
		return Run
	case o.Seq > last+1:
		return Missing
	case had.Print == "" && had.Ran:
		return AlreadyIn
	case had.Print == "":
		return Forked
	case had.Print == print, had.ID == o.ID && o.blank():
		return Answered
	default:
		return Forked
	}
}

// blank reports an order whose words an erasure took: the same order still.
func (o Order) blank() bool { return string(o.Args) == Erased }

// Erased are the arguments of an order whose words were erased on its desktop.
// Its number and its id stay.
const Erased = `{}`
