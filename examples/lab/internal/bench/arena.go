package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"failback.pra.io/lab/internal/children"
	"failback.pra.io/lab/internal/control"
	"failback.pra.io/lab/internal/lab"
	"failback.pra.io/lab/internal/vcenter"
)

const (
	// startsWithin is how long a contestant may take until it guards; obeysWithin, a burst until all are suspended.
	startsWithin = 60 * time.Second
	obeysWithin  = 5 * time.Minute
	settle       = 2 * time.Second
	namedVMs     = 6
)

// arena is a lab of its own with one contestant in it. The lab is a process of its own, as a vCenter would be.
type arena struct {
	dir        string
	info       lab.Info
	labProcess *exec.Cmd
	lifeline   io.Closer
	contestant *children.Child
	seen       int64
}

// enter starts a lab with so many VMs at each site.
func enter(ctx context.Context, options *Options, name string, vms int, flags ...string) (*arena, error) {
	dir := filepath.Join(options.Root, ".lab", "bench-"+name)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	arguments := append([]string{"up", "--until-stdin-closes", "--dir", dir, "--vms", fmt.Sprint(vms - namedVMs)}, flags...)
	command := exec.CommandContext(ctx, filepath.Join(options.Root, "examples", "lab", "lab"), arguments...)
	command.Stderr = os.Stderr
	lifeline, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	a := &arena{dir: dir, labProcess: command, lifeline: lifeline}
	if err := json.NewDecoder(output).Decode(&a.info); err != nil {
		a.leave()
		return nil, fmt.Errorf("the lab did not start: %w", err)
	}
	return a, nil
}

func (a *arena) leave() {
	if a.contestant != nil {
		a.contestant.Kill()
	}
	_ = a.lifeline.Close()
	_ = a.labProcess.Wait()
	_ = os.RemoveAll(filepath.Join(a.dir, "kubectl-cache"))
	_ = lab.Remove(a.dir)
	_ = os.Remove(a.dir) // stays if logs are in it
}

func (a *arena) command(ctx context.Context, arguments ...string) *exec.Cmd {
	return exec.CommandContext(ctx, a.info.Kubectl, append([]string{"--kubeconfig=" + a.info.Kubeconfig,
		"--cache-dir=" + filepath.Join(a.dir, "kubectl-cache")}, arguments...)...)
}

func (a *arena) kubectl(ctx context.Context, input string, arguments ...string) error {
	command := a.command(ctx, arguments...)
	command.Stdin = strings.NewReader(input)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("kubectl %s: %w: %s", strings.Join(arguments, " "), err, output)
	}
	return nil
}

// ask reads a part of an object, as kubectl prints it; empty if it cannot.
func (a *arena) ask(ctx context.Context, kind, name, path string) string {
	output, _ := a.command(ctx, "get", kind, name, "-o", "jsonpath={"+path+"}").Output()
	return string(output)
}

// tell sends a request to the lab's control endpoint.
func (a *arena) tell(ctx context.Context, method, path string, body, answer any) error {
	return control.Tell(ctx, method, a.info.Control+path, body, answer)
}

// expose powers VMs of RBX on at once and returns how long each ran until something stopped it.
func (a *arena) expose(ctx context.Context, vms ...string) ([]time.Duration, error) {
	if _, err := a.changes(ctx, 0); err != nil {
		return nil, err
	}
	if err := a.powerOn(ctx, vms...); err != nil {
		return nil, err
	}
	return a.ran(ctx, vms)
}

func (a *arena) powerOn(ctx context.Context, vms ...string) error {
	return a.tell(ctx, http.MethodPost, "/sites/rbx/power",
		map[string]any{"op": "on", "user": "zerto", "names": vms, "concurrent": true}, nil)
}

// ran waits until each of these VMs was started and stopped since the last look, and returns how long each ran.
func (a *arena) ran(ctx context.Context, vms []string) ([]time.Duration, error) {
	on, ran := map[string]time.Time{}, map[string]time.Duration{}
	err := until(ctx, obeysWithin, "all are suspended", func() bool {
		changes, _ := a.changes(ctx, 100)
		for _, change := range changes {
			if change.To == "poweredOn" {
				on[change.VM] = change.At
			} else if since, known := on[change.VM]; known && slices.Contains(vms, change.VM) {
				ran[change.VM] = change.At.Sub(since)
			}
		}
		return len(ran) == len(vms)
	})
	exposures := make([]time.Duration, 0, len(ran))
	for _, exposure := range ran {
		exposures = append(exposures, exposure)
	}
	return exposures, err
}

// changes are the referee's new entries about RBX.
func (a *arena) changes(ctx context.Context, waitMillis int) ([]vcenter.PowerChange, error) {
	var page struct {
		Changes []vcenter.PowerChange `json:"changes"`
		Next    int64                 `json:"next"`
	}
	path := fmt.Sprintf("/power-changes?since=%d&waitMillis=%d", a.seen, waitMillis)
	if err := a.tell(ctx, http.MethodGet, path, nil, &page); err != nil {
		return nil, err
	}
	a.seen = page.Next
	return slices.DeleteFunc(page.Changes, func(c vcenter.PowerChange) bool { return c.Site != "rbx" }), nil
}

func until(ctx context.Context, within time.Duration, what string, isSo func() bool) error {
	deadline := time.Now().Add(within)
	for !isSo() {
		if time.Now().After(deadline) {
			return fmt.Errorf("not so within %s: %s", within, what)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context, duration time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(duration):
		return nil
	}
}
