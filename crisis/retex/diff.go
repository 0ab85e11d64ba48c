package retex

import "strings"

// Line is a line of a comparison.
type Line struct {
	Op   byte // ' ', '-' or '+'
	Old  int  // its number in the first text, from 1; 0 is not in it
	New  int
	Text string
}

// mostEdits bounds how far two texts may differ before they are simply shown
// one below the other.
const mostEdits = 2000

// Diff compares two texts line by line: the fewest lines that go and come (Myers,
// "An O(ND) Difference Algorithm", 1986).
func Diff(before, after string) []Line {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	trace, ok := shortest(a, b)
	if !ok {
		return replaced(a, b)
	}
	return backtrack(a, b, trace)
}

// shortest walks the edit graph; trace holds, for each number of edits, how far
// each diagonal was before.
func shortest(a, b []string) (trace [][]int, ok bool) {
	most := min(len(a)+len(b), mostEdits)
	v := make([]int, 2*most+3)
	mid := most + 1
	for d := 0; d <= most; d++ {
		trace = append(trace, append([]int{}, v[mid-d-1:mid+d+2]...))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && v[mid+k-1] < v[mid+k+1] {
				x = v[mid+k+1]
			} else {
				x = v[mid+k-1] + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			v[mid+k] = x
			if x >= len(a) && x-k >= len(b) {
				return trace, true
			}
		}
	}
	return nil, false
}

func backtrack(a, b []string, trace [][]int) []Line {
	var out []Line
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		v, mid := trace[d], d+1
		k := x - y
		from := k - 1
		if k == -d || k != d && v[mid+k-1] < v[mid+k+1] {
			from = k + 1
		}
		px := 0
		if d > 0 {
			px = v[mid+from]
		}
		py := px - from
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			out = append(out, Line{' ', x + 1, y + 1, a[x]})
		}
		if d > 0 {
			if x == px {
				y--
				out = append(out, Line{'+', 0, y + 1, b[y]})
			} else {
				x--
				out = append(out, Line{'-', x + 1, 0, a[x]})
			}
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func replaced(a, b []string) []Line {
	var out []Line
	for i, t := range a {
		out = append(out, Line{'-', i + 1, 0, t})
	}
	for i, t := range b {
		out = append(out, Line{'+', 0, i + 1, t})
	}
	return out
}

// Hunks leaves of a comparison what changed with a few lines around it; a line
// without numbers stands where some were left out.
func Hunks(lines []Line, around int) []Line {
	near := make([]bool, len(lines))
	for i, l := range lines {
		if l.Op != ' ' {
			for j := max(0, i-around); j <= min(len(lines)-1, i+around); j++ {
				near[j] = true
			}
		}
	}
	var out []Line
	for i, l := range lines {
		switch {
		case near[i]:
			out = append(out, l)
		case i > 0 && near[i-1]:
			out = append(out, Line{Op: ' '})
		}
	}
	if n := len(out); n > 0 && out[n-1] == (Line{Op: ' '}) {
		out = out[:n-1]
	}
	return out
}
