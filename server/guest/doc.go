// Package guest is a desktop at the gate: it knows the server by its key,
// signs in, keeps its tokens fresh, and carries what a replica and its window
// say to the server. It is the other side of package gate; docs/sync.md
// specifies what is said.
package guest
