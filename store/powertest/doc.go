// Package powertest is a proof and no part of the program: it records what
// SQLite writes to its files, makes of it what a disk may hold after the power
// went off at any moment (what was not synced is lost, kept or torn at 512
// bytes), and opens that. What a person or a desktop was told is kept must be
// there. It needs the insides of the SQLite driver on linux/amd64.
package powertest
