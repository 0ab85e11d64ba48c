// Package radar watches the mentions of a watch and says when a crisis is
// starting, and why. It is pure: mentions and the clock are passed in, so that
// the same history gives the same alerts, live or replayed. The formulas and
// what they reach are in docs/early-warning.md.
package radar
