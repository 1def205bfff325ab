// Package lab runs all peers together: two simulated vCenters and the stand-in of two ZVMs in this process, etcd and
// kube-apiserver as its children.
package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"failback.pra.io/lab/internal/kube"
	"failback.pra.io/lab/internal/peers"
	"failback.pra.io/lab/internal/vcenters"
	"failback.pra.io/lab/internal/zerto"
)

// files are all entries that a lab makes in its folder, so that it can remove them and nothing else. The logs stay until
// Remove.
var files = []string{
	"datastores", "etcd", "pki", "rbx", "sbg", "zvm-rbx", "zvm-sbg", "vcenters.json", "lab.json", "pid", "kubeconfig", "admin.kubeconfig",
	"operator.kubeconfig", "alice.kubeconfig", "bob.kubeconfig", "carol.kubeconfig", "gitops.kubeconfig",
}

// Options say what to run.
type Options struct {
	Dir      string
	ExtraVMs int
	// StockCollector keeps govmomi's own property collector, quirks included.
	StockCollector bool
	// NoKube leaves Kubernetes out.
	NoKube bool
}

// Info is printed as one line when all is ready, and written to lab.json.
type Info struct {
	Dir string `json:"dir"`
	// Kubeconfig is the administrator's; Kubeconfigs has all, by user.
	Kubeconfig  string            `json:"kubeconfig,omitempty"`
	Kubeconfigs map[string]string `json:"kubeconfigs,omitempty"`
	Kubectl     string            `json:"kubectl,omitempty"`
	APIServer   string            `json:"apiServer,omitempty"`
	VCenters    vcenters.Info     `json:"vcenters"`
	Control     string            `json:"control"`
	// Zerto is the stand-in of the two ZVMs.
	Zerto zerto.Info     `json:"zerto"`
	PIDs  map[string]int `json:"pids"`
}

// Lab is running.
type Lab struct {
	Info     Info
	vcenters *vcenters.VCenters
	zerto    *zerto.Pair
	cluster  *kube.Cluster
}

// Up starts everything, the vCenters and Kubernetes at the same time. programs is not used without Kubernetes.
func Up(ctx context.Context, options Options, programs peers.Programs) (*Lab, error) {
	lab := &Lab{Info: Info{Dir: options.Dir, PIDs: map[string]int{"lab": os.Getpid()}}}
	var vcentersErr, zertoErr, clusterErr error
	var group sync.WaitGroup
	group.Go(func() { lab.zerto, zertoErr = zerto.Start(zerto.Options{Dir: options.Dir}) })
	group.Go(func() { lab.vcenters, vcentersErr = startVCenters(options) })
	if !options.NoKube {
		group.Go(func() { lab.cluster, clusterErr = kube.Start(ctx, options.Dir, programs) })
	}
	group.Wait()
	if err := errors.Join(vcentersErr, zertoErr, clusterErr); err != nil {
		lab.Down()
		return nil, err
	}
	lab.Info.VCenters, lab.Info.Control = lab.vcenters.Info, lab.vcenters.Info.Control
	lab.Info.Zerto = lab.zerto.Info
	if lab.cluster != nil {
		lab.Info.Kubeconfig, lab.Info.Kubeconfigs = lab.cluster.Kubeconfigs["admin"], lab.cluster.Kubeconfigs
		lab.Info.Kubectl, lab.Info.APIServer = programs.Kubectl, lab.cluster.URL
		lab.Info.PIDs["etcd"], lab.Info.PIDs["kube-apiserver"] = lab.cluster.Etcd.PID, lab.cluster.APIServer.PID
	}
	if err := lab.writeInfo(); err != nil {
		lab.Down()
		return nil, err
	}
	return lab, nil
}

// Wait returns when the context ends, or with an error when a child process ends before.
func (l *Lab) Wait(ctx context.Context) error {
	if l.cluster == nil {
		<-ctx.Done()
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-l.cluster.Etcd.Ended():
		return l.cluster.Etcd.Failure()
	case <-l.cluster.APIServer.Ended():
		return l.cluster.APIServer.Failure()
	}
}

// Down ends everything and removes all files but the logs.
func (l *Lab) Down() {
	if l.cluster != nil {
		l.cluster.Stop()
	}
	if l.vcenters != nil {
		l.vcenters.Stop()
	}
	if l.zerto != nil {
		l.zerto.Stop()
	}
	_ = remove(l.Info.Dir, files)
}

// Remove deletes what a lab that no longer runs left in its folder, logs included, and the folder if it is empty then.
func Remove(dir string) error {
	if err := remove(dir, append([]string{"logs", lockName}, files...)); err != nil {
		return err
	}
	_ = os.Remove(dir) // fails when the folder holds something of somebody else's, which is right
	return nil
}

// Read returns what a running lab wrote about itself.
func Read(dir string) (Info, error) {
	content, err := os.ReadFile(filepath.Join(dir, "lab.json"))
	if err != nil {
		return Info{}, fmt.Errorf("no lab is up in %s: %w", dir, err)
	}
	var info Info
	if err := json.Unmarshal(content, &info); err != nil {
		return Info{}, fmt.Errorf("lab.json: %w", err)
	}
	return info, nil
}

func (l *Lab) writeInfo() error {
	content, err := json.MarshalIndent(l.Info, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.Info.Dir, "lab.json"), append(content, '\n'), 0o600)
}

func startVCenters(options Options) (*vcenters.VCenters, error) {
	const free = "127.0.0.1:0"
	return vcenters.Start(vcenters.Options{
		Dir:            options.Dir,
		ExtraVMs:       options.ExtraVMs,
		StockCollector: options.StockCollector,
		RBXAddress:     free,
		SBGAddress:     free,
		ControlAddress: free,
	})
}

func remove(dir string, names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, os.RemoveAll(filepath.Join(dir, name)))
	}
	return errors.Join(errs...)
}
