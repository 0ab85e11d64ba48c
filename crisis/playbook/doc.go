// Package playbook reads and checks crisis playbooks: files that people can
// read, one for each language, in the format "vigie: 1" (docs/playbook.md). It
// is pure: it neither opens files nor asks the clock.
//
// Read gives what a file says and everything that is wrong with it, each with
// its place; a playbook with an error is never run.
package playbook
