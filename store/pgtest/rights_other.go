//go:build !linux

package pgtest

import "syscall"

func unprivileged() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

func giveAway(string) error { return nil }

func tied(a *syscall.SysProcAttr) *syscall.SysProcAttr { return a }
