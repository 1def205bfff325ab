// Package peers builds the real programs that the lab runs (etcd, kube-apiserver, kubectl) and keeps them in a cache that
// can be trusted: a build that was interrupted or a file that was damaged is noticed and built again.
package peers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

const manifestName = "manifest.json"

// Cache holds built programs, each set in a folder named after all that determines it.
type Cache struct {
	// Root is the folder of the cache.
	Root string
	// Build makes the programs of a set in a folder.
	Build func(ctx context.Context, set Set, folder string) error
	// Say tells a person what takes so long.
	Say func(format string, values ...any)
}

// Set is what one build makes.
type Set struct {
	// Name and Version are for people: "kubernetes", "v1.34.4".
	Name, Version string
	// Key is a hash of all that determines the result.
	Key string
	// Programs are the names of the files that it makes.
	Programs []string
	// Took is how long a first build takes, for people: "3 minutes".
	Took string
	// Source is the folder of the module that it is built from.
	Source string
}

// manifest is written last, so that a folder without one is half-built.
type manifest struct {
	Programs map[string]program `json:"programs"`
}

type program struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Ensure returns the folder that holds the set's programs, building them where they are missing or damaged. Two processes
// that need the same set at once build it once.
func (c Cache) Ensure(ctx context.Context, set Set) (string, error) {
	folder := c.folder(set)
	if check(folder, set) == nil {
		return folder, nil
	}
	if err := os.MkdirAll(c.Root, 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(c.Root, set.Name+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	switch err := check(folder, set); {
	case err == nil:
		return folder, nil
	case !errors.Is(err, os.ErrNotExist):
		c.Say("%s %s in the cache is damaged (%v), building it again", set.Name, set.Version, err)
	}
	return folder, c.build(ctx, set, folder)
}

func (c Cache) folder(set Set) string {
	return filepath.Join(c.Root, fmt.Sprintf("%s-%s-%s", set.Name, set.Version, set.Key))
}

func (c Cache) build(ctx context.Context, set Set, folder string) error {
	if err := c.sweep(set); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(c.Root, set.Name+".building-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	if err := os.Chmod(temporary, 0o755); err != nil {
		return err
	}
	c.Say("building %s %s (about %s the first time)...", set.Name, set.Version, set.Took)
	if err := c.Build(ctx, set, temporary); err != nil {
		return fmt.Errorf("building %s %s: %w", set.Name, set.Version, err)
	}
	if err := writeManifest(temporary, set); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(temporary, folder)
}

// sweep removes what builds that were killed left behind. The lock is held: nobody is building there now.
func (c Cache) sweep(set Set) error {
	left, err := filepath.Glob(filepath.Join(c.Root, set.Name+".building-*"))
	if err != nil {
		return err
	}
	for _, folder := range left {
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	return nil
}

func writeManifest(folder string, set Set) error {
	made := manifest{Programs: map[string]program{}}
	for _, name := range set.Programs {
		measured, err := measure(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		made.Programs[name] = measured
	}
	content, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, manifestName), append(content, '\n'), 0o644)
}

// check returns an error that says what is wrong with a folder; os.ErrNotExist when there is nothing at all.
func check(folder string, set Set) error {
	if _, err := os.Stat(folder); err != nil {
		return err
	}
	content, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil {
		return fmt.Errorf("no manifest: %v", err)
	}
	var made manifest
	if err := json.Unmarshal(content, &made); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	for _, name := range set.Programs {
		found, err := measure(filepath.Join(folder, name))
		if err != nil {
			return fmt.Errorf("%s: %v", name, err)
		}
		if found != made.Programs[name] {
			return fmt.Errorf("%s is not the file that was built", name)
		}
	}
	return nil
}

func measure(path string) (program, error) {
	file, err := os.Open(path)
	if err != nil {
		return program{}, err
	}
	defer file.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	if err != nil {
		return program{}, err
	}
	return program{Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}

// lock waits until this process alone holds the file's lock. The kernel releases it when the process dies.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		file.Close()
		return nil, err
	}
	return func() { file.Close() }, nil
}
