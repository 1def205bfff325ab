package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"failback.pra.io/lab/internal/children"
)

func buildWatcher(ctx context.Context, options *Options) (string, error) {
	program := filepath.Join(options.Root, "examples", "lab", ".bin", "watcher")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, "./cmd/watcher")
	build.Dir = filepath.Join(options.Root, "examples", "lab")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return program, nil
}

// startWatcher starts the reference, or with --poll the polling loop.
func (a *arena) startWatcher(ctx context.Context, options *Options, flags ...string) error {
	program, err := buildWatcher(ctx, options)
	if err != nil {
		return err
	}
	rbx := a.info.VCenters.RBX
	if err := os.Setenv("WATCHER_PASSWORD", rbx.Accounts[rbx.Operator]); err != nil {
		return err
	}
	log := filepath.Join(a.dir, "logs", "watcher.log")
	if err := os.MkdirAll(filepath.Dir(log), 0o755); err != nil {
		return err
	}
	arguments := append([]string{"--url", rbx.URL, "--ca", rbx.CA, "--user", rbx.Operator}, flags...)
	if a.contestant, err = children.Start("watcher", log, program, arguments...); err != nil {
		return err
	}
	return until(ctx, startsWithin, "the watcher is ready", func() bool {
		content, _ := os.ReadFile(log)
		return strings.Contains(string(content), "ready")
	})
}

// holdAll is a plan that holds every VM of RBX, in waves of which each takes the VMs that match its pattern.
func holdAll(patterns ...string) string {
	var waves []string
	for i, pattern := range patterns {
		waves = append(waves, fmt.Sprintf(`{"name":"wave-%d","virtualMachines":[%s],"timeoutSeconds":120}`, i+1, pattern))
	}
	return fmt.Sprintf(`{"apiVersion":"failback.pra.io/v1alpha1","kind":"FailbackPlan","metadata":{"name":"bench","namespace":"default"},
"spec":{"primary":{"siteRef":{"name":"rbx"}},"recovery":{"siteRef":{"name":"sbg"}},"guard":{"maxVirtualMachines":1000},
"waves":[%s],"checklist":[{"id":"go","title":"Go","stage":"BeforeApproval","manual":{}}]}}`, strings.Join(waves, ","))
}

// setUp applies the CRDs, both sites and a plan.
func (a *arena) setUp(ctx context.Context, options *Options, plan string) error {
	if err := a.kubectl(ctx, "", "apply", "-f", filepath.Join(options.Root, "crds")); err != nil {
		return err
	}
	var sites bytes.Buffer
	if err := a.info.WriteManifests(&sites, "default"); err != nil {
		return err
	}
	return a.kubectl(ctx, sites.String()+"\n---\n"+plan, "apply", "-f", "-")
}

// startOperator starts the operator as its launcher does, and returns at once.
func (a *arena) startOperator(options *Options) error {
	if err := os.Setenv("KUBECONFIG", a.info.Kubeconfig); err != nil {
		return err
	}
	arguments := append(append([]string{}, options.Launcher[1:]...), "--listen", "127.0.0.1:0", "--allow-unguarded-approvals")
	var err error
	a.contestant, err = children.Start("operator", filepath.Join(a.dir, "logs", "operator.log"), options.Launcher[0], arguments...)
	return err
}

// holds waits until the plan holds RBX.
func (a *arena) holds(ctx context.Context) error {
	return until(ctx, startsWithin, "the plan holds", func() bool {
		return a.ask(ctx, "failbackplan", "bench", ".status.phase") == "Holding"
	})
}

// guard enters a lab with the operator in it, which holds all VMs of RBX.
func guard(ctx context.Context, options *Options, name string, vms int, flags ...string) (*arena, error) {
	a, err := enter(ctx, options, name, vms, flags...)
	if err != nil {
		return nil, err
	}
	err = a.setUp(ctx, options, holdAll(`"*"`))
	if err == nil {
		err = a.startOperator(options)
	}
	if err == nil {
		err = a.holds(ctx)
	}
	if err != nil {
		a.leave()
		return nil, err
	}
	return a, nil
}
