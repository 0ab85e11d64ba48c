package wire

// Admission is what a server does with an order, by its number alone.
type Admission int

// The admissions.
const (
	Run       Admission = iota // it is the next: carry it out
	Answered                   // it was carried out: give the stored answer
	AlreadyIn                  // it was carried out so long ago that the answer is gone
	Missing                    // orders before it are missing
	Forked                     // its number was used for another order
	Malformed                  // no number that a device can give
)

// Admit decides on an order of a device whose last answered number is last.
// stored is the print of the order that was answered under the number, "" when
// the answer was dropped with age; print is that of the order that came.
func Admit(last, seq int64, stored, print string) Admission {
	switch {
	case seq < 1:
		return Malformed
	case seq == last+1:
		return Run
	case seq > last+1:
		return Missing
	case stored == "":
		return AlreadyIn
	case stored != print:
		return Forked
	default:
		return Answered
	}
}
