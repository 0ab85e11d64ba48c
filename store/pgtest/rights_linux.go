package pgtest

import (
	"os"
	"syscall"
)

// nobody is the user without rights that every Linux has: PostgreSQL refuses
// to run as root.
const nobody = 65534

func unprivileged() *syscall.SysProcAttr {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// giveAway makes a directory that of the user whom the server runs as.
func giveAway(dir string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(dir, nobody, nobody)
}

// tied has the system end the server when the test program is no more: at once,
// and its children with it.
func tied(a *syscall.SysProcAttr) *syscall.SysProcAttr {
	a.Pdeathsig = syscall.SIGQUIT
	return a
}
