// Package rehearse keeps the exercises that a whole team takes part in. Each has
// a workspace of its own beside the house (package exercise) and is served
// under a path of its own by a second gate, to the devices of the house: who
// may come in, and what they may, is asked of the house at each request.
// Nothing of an exercise reaches the house but the day of the rehearsal and the
// word that there is one; nothing of it leaves, because its store refuses.
package rehearse
