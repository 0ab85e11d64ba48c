// Package minutes writes the log of a run for others: as lines of JSON, which a
// program can verify and fold anywhere; as CSV; and as a page for people, the
// "main courante". It is pure.
package minutes
