package playbook

import (
	"strconv"
	"strings"
)

// Newer reports whether version a comes after version b. What is not three
// numbers comes before what is.
func Newer(a, b string) bool {
	x, y := numbers(a), numbers(b)
	for i := range x {
		if x[i] != y[i] {
			return x[i] > y[i]
		}
	}
	return false
}

func numbers(version string) (out [3]int) {
	parts := strings.Split(version, ".")
	if len(parts) != len(out) {
		return [3]int{-1, -1, -1}
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			return [3]int{-1, -1, -1}
		}
		out[i] = n
	}
	return out
}
