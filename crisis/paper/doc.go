// Package paper puts what a crisis needs on paper, so that it is there when the
// software is not. It is pure: fonts, words and the time are given to it.
package paper
