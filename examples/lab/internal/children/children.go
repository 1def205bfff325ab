// Package children runs the processes of the lab so that none outlives it, however the lab itself ends.
package children

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// Child is a running process whose output goes to a log file.
type Child struct {
	Name string
	PID  int
	// Log is the path of the file that takes its output.
	Log string

	command *exec.Cmd
	ended   chan struct{}
	err     error
}

// Start runs a program and returns once it is started. On Linux the kernel kills it when this process dies.
func Start(name, log, path string, args ...string) (*Child, error) {
	output, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	command := exec.Command(path, args...)
	command.Stdout, command.Stderr = output, output
	command.SysProcAttr = diesWithParent()
	child := &Child{Name: name, Log: log, command: command, ended: make(chan struct{})}
	started := make(chan error)
	go child.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return child, nil
}

// run keeps one thread for the whole life of the child: the kernel's death signal is sent when the thread that started a
// child ends, not the process.
func (c *Child) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := c.command.Start(); err != nil {
		started <- err
		return
	}
	c.PID = c.command.Process.Pid
	started <- nil
	c.err = c.command.Wait()
	close(c.ended)
}

// Ended is closed when the process has ended.
func (c *Child) Ended() <-chan struct{} { return c.ended }

// Failure says how a process ended that should not have, with the end of its log.
func (c *Child) Failure() error {
	return fmt.Errorf("%s ended (%v); the end of its log:\n%s", c.Name, c.err, tail(c.Log, 2000))
}

// Kill ends the process at once and waits for it: nothing of a lab is worth an orderly shutdown.
func (c *Child) Kill() {
	_ = c.command.Process.Kill()
	<-c.ended
}

func tail(path string, size int) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-size):])
}
