package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"failback.pra.io/lab/internal/children"
	"failback.pra.io/lab/internal/lab"
	"failback.pra.io/lab/internal/vcenter"
)

const (
	// startsWithin is how long a contestant may take until it guards; obeysWithin, a burst until all are suspended.
	startsWithin = 60 * time.Second
	obeysWithin  = 2 * time.Minute
	settle       = 2 * time.Second
)

// arena is a lab of its own with one contestant in it. The lab is a process of its own, as a vCenter would be.
type arena struct {
	dir        string
	info       lab.Info
	labProcess *exec.Cmd
	lifeline   interface{ Close() error }
	contestant *children.Child
	seen       int64
}

func enter(ctx context.Context, options Options, name string) (*arena, error) {
	dir := filepath.Join(options.Root, ".lab", "bench-"+name)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	arguments := []string{"up", "--until-stdin-closes", "--dir", dir, "--vms", fmt.Sprint(options.VMs - 6)}
	if options.StockCollector {
		arguments = append(arguments, "--stock-collector")
	}
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
	_ = lab.Remove(a.dir)
}

func startReference(ctx context.Context, options Options, a *arena) error {
	program := filepath.Join(options.Root, "examples", "lab", ".bin", "watcher")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, "./cmd/watcher")
	build.Dir = filepath.Join(options.Root, "examples", "lab")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	rbx := a.info.VCenters.RBX
	if err := os.Setenv("WATCHER_PASSWORD", rbx.Accounts[rbx.Operator]); err != nil {
		return err
	}
	log := filepath.Join(a.dir, "logs", "watcher.log")
	child, err := children.Start("watcher", log, program, "--url", rbx.URL, "--ca", rbx.CA, "--user", rbx.Operator)
	if err != nil {
		return err
	}
	a.contestant = child
	return until(ctx, startsWithin, "the watcher is ready", func() bool {
		content, _ := os.ReadFile(log)
		return strings.Contains(string(content), "ready")
	})
}

const plan = `{"apiVersion":"failback.pra.io/v1alpha1","kind":"FailbackPlan","metadata":{"name":"bench","namespace":"default"},
"spec":{"primary":{"siteRef":{"name":"rbx"}},"recovery":{"siteRef":{"name":"sbg"}},"guard":{"maxVirtualMachines":1000},
"waves":[{"name":"all","virtualMachines":["*"]}],
"checklist":[{"id":"go","title":"Go","stage":"BeforeApproval","manual":{}}]}}`

func startOperator(ctx context.Context, options Options, a *arena) error {
	if err := a.kubectl(ctx, "", "apply", "-f", filepath.Join(options.Root, "crds")); err != nil {
		return err
	}
	var sites bytes.Buffer
	if err := a.info.WriteManifests(&sites, "default"); err != nil {
		return err
	}
	if err := a.kubectl(ctx, sites.String()+"\n---\n"+plan, "apply", "-f", "-"); err != nil {
		return err
	}
	if err := os.Setenv("KUBECONFIG", a.info.Kubeconfig); err != nil {
		return err
	}
	arguments := append(strings.Fields(options.JavaOptions), "-jar", options.Jar, "--listen", "127.0.0.1:0")
	child, err := children.Start("operator", filepath.Join(a.dir, "logs", "operator.log"), options.Java, arguments...)
	if err != nil {
		return err
	}
	a.contestant = child
	return until(ctx, startsWithin, "the plan holds", func() bool {
		out, _ := a.command(ctx, "get", "failbackplan", "bench", "-o", "jsonpath={.status.phase}").Output()
		return string(out) == "Holding"
	})
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

// expose powers VMs of RBX on at once and returns how long each ran.
func (a *arena) expose(ctx context.Context, vms []string) ([]time.Duration, error) {
	if len(vms) > 1 {
		// What came before must not be in the way.
		time.Sleep(settle)
	}
	if _, err := a.changes(ctx); err != nil {
		return nil, err
	}
	request, err := json.Marshal(map[string]any{"op": "on", "user": "zerto", "names": vms, "concurrent": true})
	if err != nil {
		return nil, err
	}
	response, err := http.Post(a.info.Control+"/sites/rbx/power", "application/json", bytes.NewReader(request))
	if err != nil {
		return nil, err
	}
	if err := response.Body.Close(); err != nil {
		return nil, err
	}
	on, ran := map[string]time.Time{}, map[string]time.Duration{}
	err = until(ctx, obeysWithin, "all are suspended", func() bool {
		changes, _ := a.changes(ctx)
		for _, change := range changes {
			if change.To == "poweredOn" {
				on[change.VM] = change.At
			} else if since, known := on[change.VM]; known {
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
func (a *arena) changes(ctx context.Context) ([]vcenter.PowerChange, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet,
		fmt.Sprintf("%s/power-changes?since=%d&waitMillis=100", a.info.Control, a.seen), nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var page struct {
		Changes []vcenter.PowerChange `json:"changes"`
		Next    int64                 `json:"next"`
	}
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return nil, err
	}
	a.seen = page.Next
	var ours []vcenter.PowerChange
	for _, change := range page.Changes {
		if change.Site == "rbx" {
			ours = append(ours, change)
		}
	}
	return ours, nil
}

func until(ctx context.Context, within time.Duration, what string, isSo func() bool) error {
	deadline := time.Now().Add(within)
	for !isSo() {
		if time.Now().After(deadline) {
			return fmt.Errorf("not so within %s: %s", within, what)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}
