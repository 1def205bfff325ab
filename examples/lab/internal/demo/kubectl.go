package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"failback.pra.io/lab/internal/lab"
)

// Admin is who sets things up; the others are people of the lab.
const Admin = "admin"

// Shell runs commands as a person would type them, each person with a kubeconfig of their own.
type Shell struct {
	narrator    *Narrator
	folder      string
	kubectl     string
	kubeconfigs map[string]string
	cache       string
}

// NewShell works in the folder that commands are relative to. kubectl keeps what it learns of the server in the cache
// folder, rather than in the home of whoever runs the demo.
func NewShell(narrator *Narrator, folder, cache string, info lab.Info) *Shell {
	return &Shell{narrator: narrator, folder: folder, kubectl: info.Kubectl, kubeconfigs: info.Kubeconfigs, cache: cache}
}

// Run shows a command and its output, which it returns.
func (s *Shell) Run(ctx context.Context, who, command string) (string, error) {
	s.narrator.Command(who, command)
	output, err := s.Ask(ctx, who, command)
	s.narrator.Output(output)
	return output, err
}

// Ask does the same without a word.
func (s *Shell) Ask(ctx context.Context, who, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	child := s.command(ctx, who, "sh", "-c", command)
	output, err := child.CombinedOutput()
	if ctx.Err() != nil {
		return string(output), fmt.Errorf("%s: %w", command, context.Cause(ctx))
	}
	if err != nil {
		return string(output), fmt.Errorf("%s: %w: %s", command, err, strings.TrimSpace(string(output)))
	}
	return string(output), nil
}

// Watch follows a plan until the context ends, and tells each of its versions.
func (s *Shell) Watch(ctx context.Context, plan string, tell func(Plan)) error {
	child := s.command(ctx, Admin, s.kubectl, "get", "failbackplan", plan, "--watch", "--output", "json")
	output, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	err = versions(output, tell)
	_ = child.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("kubectl get --watch ended: %w", err)
}

func versions(output io.Reader, tell func(Plan)) error {
	decoder := json.NewDecoder(output)
	for {
		var plan Plan
		if err := decoder.Decode(&plan); err != nil {
			return errors.Join(err, io.ErrUnexpectedEOF)
		}
		tell(plan)
	}
}

func (s *Shell) command(ctx context.Context, who, program string, arguments ...string) *exec.Cmd {
	child := exec.CommandContext(ctx, program, arguments...)
	child.Dir = s.folder
	child.Env = append(os.Environ(),
		"KUBECONFIG="+s.kubeconfigs[who],
		"KUBECACHEDIR="+s.cache,
		"PATH="+filepath.Dir(s.kubectl)+string(os.PathListSeparator)+os.Getenv("PATH"))
	// A Ctrl-C is for the demo, which ends what it started, all of it.
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	child.Cancel = func() error { return syscall.Kill(-child.Process.Pid, syscall.SIGKILL) }
	child.WaitDelay = time.Second
	return child
}
