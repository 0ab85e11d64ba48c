// Package killtest is a proof and no part of the program: real servers and real
// desktops, each a process of its own, on SQLite and on PostgreSQL, are killed
// (SIGKILL) at named points, one of each side in one story, and started again,
// the same server or another. What must hold afterwards is in judge_test.go;
// docs/sync.md lists the points. The processes are copies of the test program;
// the points are found from outside: by the hooks of the SQLite driver, by a
// proxy that reads the words for PostgreSQL, around the HTTP handler and inside
// the network that the tests play. The program itself has no code for it.
package killtest
