package engine

import (
	"fmt"
	"path/filepath"
)

// Solo is the directory, below DataDir, of the workspace of one computer.
const Solo = "solo"

// DataDir is where the workspaces of a person are: VIGIE_DATA, or where the
// XDG base directory specification puts a program's data. The desktop and the
// headless program agree on it, so that one finds what the other made.
func DataDir(env func(string) string, home func() (string, error)) (string, error) {
	if dir := env("VIGIE_DATA"); dir != "" {
		return dir, nil
	}
	if dir := env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "vigie"), nil
	}
	dir, err := home()
	if err != nil {
		return "", fmt.Errorf("find the home directory: %w", err)
	}
	return filepath.Join(dir, ".local", "share", "vigie"), nil
}
