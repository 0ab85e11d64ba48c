// Package app is the composition root of the desktop: it reads the settings,
// opens the log and the workspace, starts collecting and sending, and gives
// each screen the desk that it asks for.
package app
