package peers

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// fakeBuilder stands for a compiler: it writes each program's name into its file.
type fakeBuilder struct {
	builds atomic.Int32
	fails  bool
}

func (b *fakeBuilder) build(_ context.Context, set Set, folder string) error {
	b.builds.Add(1)
	for i, name := range set.Programs {
		if b.fails && i > 0 {
			return errors.New("killed half way")
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o755); err != nil {
			return err
		}
	}
	return nil
}

var tools = Set{Name: "tools", Version: "v1", Key: "abc", Programs: []string{"saw", "hammer"}, Took: "no time"}

func newCache(t *testing.T) (Cache, *fakeBuilder) {
	builder := &fakeBuilder{}
	return Cache{Root: t.TempDir(), Build: builder.build, Say: t.Logf}, builder
}

func ensure(t *testing.T, cache Cache) string {
	t.Helper()
	folder, err := cache.Ensure(context.Background(), tools)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tools.Programs {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(content) != name {
			t.Fatalf("%s: %q, %v", name, content, err)
		}
	}
	return folder
}

func TestASoundCacheIsNotBuiltAgain(t *testing.T) {
	cache, builder := newCache(t)
	ensure(t, cache)
	ensure(t, cache)
	if n := builder.builds.Load(); n != 1 {
		t.Errorf("%d builds, want 1", n)
	}
}

func TestADamagedCacheIsBuiltAgain(t *testing.T) {
	damages := map[string]func(folder string) error{
		"a program is truncated": func(f string) error { return os.Truncate(filepath.Join(f, "saw"), 1) },
		"a program is changed":   func(f string) error { return os.WriteFile(filepath.Join(f, "saw"), []byte("sew"), 0o755) },
		"a program is missing":   func(f string) error { return os.Remove(filepath.Join(f, "hammer")) },
		"no manifest":            func(f string) error { return os.Remove(filepath.Join(f, manifestName)) },
		"a broken manifest": func(f string) error {
			return os.WriteFile(filepath.Join(f, manifestName), []byte("{"), 0o644)
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			cache, builder := newCache(t)
			if err := damage(ensure(t, cache)); err != nil {
				t.Fatal(err)
			}
			ensure(t, cache)
			if n := builder.builds.Load(); n != 2 {
				t.Errorf("%d builds, want 2", n)
			}
		})
	}
}

func TestAFailedBuildLeavesNothingToBeMistakenForTheSet(t *testing.T) {
	cache, builder := newCache(t)
	builder.fails = true
	if _, err := cache.Ensure(context.Background(), tools); err == nil || !strings.Contains(err.Error(), "killed half way") {
		t.Fatalf("got %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache.Root, "tools*-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	builder.fails = false
	ensure(t, cache)
}

func TestABuildThatWasKilledIsSweptAway(t *testing.T) {
	cache, _ := newCache(t)
	killed := filepath.Join(cache.Root, "tools.building-1")
	if err := os.Mkdir(killed, 0o755); err != nil {
		t.Fatal(err)
	}
	ensure(t, cache)
	if _, err := os.Stat(killed); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there (%v)", killed, err)
	}
}

func TestTwoAtOnceBuildOnce(t *testing.T) {
	cache, builder := newCache(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, err := cache.Ensure(context.Background(), tools); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := builder.builds.Load(); n != 1 {
		t.Errorf("%d builds, want 1", n)
	}
}

func TestTheVersionsAreThoseOfTheModules(t *testing.T) {
	for module, version := range map[string]string{
		"kubernetes":              "k8s.io/kubernetes " + kubernetesVersion,
		"etcd":                    "go.etcd.io/etcd/server/v3 " + etcdVersion,
		"kube-controller-manager": "k8s.io/kubernetes " + kubernetesVersion,
		"helm":                    "helm.sh/helm/v3 " + helmVersion,
		"argocd":                  "github.com/argoproj/argo-cd/v3 " + argoCDVersion,
	} {
		content, err := os.ReadFile(filepath.Join("..", "..", "kube", module, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(content), version) {
			t.Errorf("kube/%s/go.mod does not require %s", module, version)
		}
	}
}
