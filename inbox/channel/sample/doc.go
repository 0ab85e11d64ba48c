// Package sample is the sample workspace's content and its pretend network:
// an invented French maker of kitchen appliances, its people, what the public
// writes to it, and a connector that plays the networks without touching one.
// Everything is made from hand-written sentences and a seed, so that the same
// seed and clock give the same words. Every host ends in .example (RFC 2606)
// and no person or brand in it exists.
package sample

import "time"

const (
	// Brand is the invented house.
	Brand = "Tambrelle"
	// Domain is where the house has its addresses.
	Domain = "tambrelle.example"
	// Setting marks an account of the sample in its Settings: its value is
	// "yes", and its sessions are to be opened by this package's Connector.
	Setting = "sample"
	// Days is how far back the sample's history goes.
	Days = 60
	// Seed is what the sample is made from when nothing else is said.
	Seed = 1871
)

// Rush is how long before the sample’s present the complaints about the X200
// begin to rise.
const Rush = 40 * time.Minute
