package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// process is the server's first process; its children end with it.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// startTied starts a program from a thread that lives as long as it does: the
// system ends it with the thread that it was started from.
func startTied(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how a server ended that was told to is of no interest
			close(p.done)
		}
	}()
	return p, <-started
}

// end signals the program and waits for its end; what does not heed is killed.
func (p *process) end(how os.Signal) error {
	if err := p.cmd.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(20 * time.Second):
	}
	err := p.cmd.Process.Kill()
	<-p.done
	return err
}
