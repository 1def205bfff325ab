package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"failback.pra.io/lab/internal/peers"
)

// programs finds or builds what the lab runs.
func programs(ctx context.Context) (peers.Programs, error) {
	source, err := kubeFolder()
	if err != nil {
		return peers.Programs{}, err
	}
	return peers.Find(ctx, source, say)
}

func say(format string, values ...any) { fmt.Fprintf(os.Stderr, format+"\n", values...) }

// kubeFolder is examples/lab/kube of the checkout that this program was built from. The modules there cannot be embedded:
// Go leaves nested modules out.
func kubeFolder() (string, error) {
	var starts []string
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		starts = append(starts, filepath.Dir(file))
	}
	if executable, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(executable))
	}
	if working, err := os.Getwd(); err == nil {
		starts = append(starts, working, filepath.Join(working, "examples", "lab"))
	}
	for _, start := range starts {
		for folder := start; ; folder = filepath.Dir(folder) {
			kube := filepath.Join(folder, "kube")
			if _, err := os.Stat(filepath.Join(kube, "kubernetes", "go.mod")); err == nil {
				return kube, nil
			}
			if folder == filepath.Dir(folder) {
				break
			}
		}
	}
	return "", errors.New("the lab's source (examples/lab) is nowhere near: run it from the checkout")
}
