package peers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// The pinned versions. They are also in kube/*/go.mod; a test compares them.
const (
	kubernetesVersion = "v1.34.4"
	etcdVersion       = "v3.7.3"
	argoCDVersion     = "v3.2.11"
	helmVersion       = "v3.18.6"
)

// Programs are the paths of what the lab runs.
type Programs struct {
	Etcd      string `json:"etcd"`
	APIServer string `json:"kubeApiserver"`
	Kubectl   string `json:"kubectl"`
}

// recipe says how the programs of a set are built: program name -> package.
type recipe struct {
	packages map[string]string
	ldflags  string
}

// kube-apiserver without these variables says that it is v0.0.0, and clients choke on that.
const kubernetesFlags = "-s -w" +
	" -X k8s.io/component-base/version.gitVersion=" + kubernetesVersion +
	" -X k8s.io/component-base/version.gitMajor=1" +
	" -X k8s.io/component-base/version.gitMinor=34" +
	" -X k8s.io/component-base/version.gitTreeState=clean"

var recipes = map[string]recipe{
	"etcd": {packages: map[string]string{"etcd": "."}, ldflags: "-s -w"},
	"kubernetes": {
		packages: map[string]string{
			"kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
			"kubectl":        "k8s.io/kubernetes/cmd/kubectl",
		},
		ldflags: kubernetesFlags,
	},
	"kube-controller-manager": {
		packages: map[string]string{"kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager"},
		ldflags:  kubernetesFlags,
	},
	"helm": {packages: map[string]string{"helm": "helm.sh/helm/v3/cmd/helm"}, ldflags: "-s -w"},
	"argocd": {
		packages: map[string]string{"argocd": "github.com/argoproj/argo-cd/v3/cmd"},
		ldflags:  "-s -w -X github.com/argoproj/argo-cd/v3/common.version=" + strings.TrimPrefix(argoCDVersion, "v"),
	},
}

// Find returns the programs: those of the folder KUBEBUILDER_ASSETS when it holds all three, else those of the cache,
// built from source (the lab's kube folder) where they are missing.
func Find(ctx context.Context, source string, say func(string, ...any)) (Programs, error) {
	if given, ok := fromAssets(os.Getenv("KUBEBUILDER_ASSETS")); ok {
		return given, nil
	}
	root, err := cacheRoot()
	if err != nil {
		return Programs{}, err
	}
	cache := Cache{Root: root, Build: goBuild, Say: say}
	etcd, err := set(ctx, "etcd", etcdVersion, filepath.Join(source, "etcd"), "1 minute")
	if err != nil {
		return Programs{}, err
	}
	kubernetes, err := set(ctx, "kubernetes", kubernetesVersion, filepath.Join(source, "kubernetes"), "4 minutes")
	if err != nil {
		return Programs{}, err
	}
	etcdFolder, kubernetesFolder, err := ensureBoth(ctx, cache, etcd, kubernetes)
	if err != nil {
		return Programs{}, err
	}
	return Programs{
		Etcd:      filepath.Join(etcdFolder, "etcd"),
		APIServer: filepath.Join(kubernetesFolder, "kube-apiserver"),
		Kubectl:   filepath.Join(kubernetesFolder, "kubectl"),
	}, nil
}

// ensureBoth checks both sets at once: reading 150 MB of programs takes a while on a small machine.
func ensureBoth(ctx context.Context, cache Cache, first, second Set) (firstFolder, secondFolder string, err error) {
	var firstErr, secondErr error
	var group sync.WaitGroup
	group.Go(func() { firstFolder, firstErr = cache.Ensure(ctx, first) })
	group.Go(func() { secondFolder, secondErr = cache.Ensure(ctx, second) })
	group.Wait()
	for _, problem := range []error{firstErr, secondErr} {
		if problem != nil {
			return "", "", problem
		}
	}
	return firstFolder, secondFolder, nil
}

// ArgoCD returns the path of Argo CD's one program, which is the command argocd and, by the name that ARGOCD_BINARY_NAME gives
// it, each of its servers. It is built from source where it is missing, which takes long: only what is about Argo CD asks.
func ArgoCD(ctx context.Context, source string, say func(string, ...any)) (string, error) {
	return one(ctx, "argocd", argoCDVersion, source, "8 minutes", say)
}

// ControllerManager returns the path of kube-controller-manager, built from source where it is missing: only what is about Jobs
// asks.
func ControllerManager(ctx context.Context, source string, say func(string, ...any)) (string, error) {
	return one(ctx, "kube-controller-manager", kubernetesVersion, source, "3 minutes", say)
}

// Helm returns the path of helm, built from source where it is missing: only what is about the chart asks.
func Helm(ctx context.Context, source string, say func(string, ...any)) (string, error) {
	return one(ctx, "helm", helmVersion, source, "2 minutes", say)
}

// one is the path of a program that is the only one of its set, and has the set's name.
func one(ctx context.Context, name, version, source, took string, say func(string, ...any)) (string, error) {
	cache, set, err := single(ctx, name, version, source, took)
	if err != nil {
		return "", err
	}
	cache.Say = say
	folder, err := cache.Ensure(ctx, set)
	return filepath.Join(folder, name), err
}

// single is the set of such a program, and the cache that it is in.
func single(ctx context.Context, name, version, source, took string) (Cache, Set, error) {
	root, err := cacheRoot()
	if err != nil {
		return Cache{}, Set{}, err
	}
	set, err := set(ctx, name, version, filepath.Join(source, name), took)
	return Cache{Root: root, Build: goBuild}, set, err
}

// ArgoCDManifests returns the folder of Argo CD's own manifests, its CRDs among them.
func ArgoCDManifests(ctx context.Context, source string) (string, error) {
	command := exec.CommandContext(ctx, "go", "mod", "download", "-json", "github.com/argoproj/argo-cd/v3")
	command.Dir = filepath.Join(source, "argocd")
	command.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download: %w", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(output, &module); err != nil {
		return "", err
	}
	return filepath.Join(module.Dir, "manifests"), nil
}

// BuiltArgoCD is the same where it is in the cache already; false if not.
func BuiltArgoCD(ctx context.Context, source string) (string, bool) {
	cache, set, err := single(ctx, "argocd", argoCDVersion, source, "")
	if err != nil {
		return "", false
	}
	folder := cache.folder(set)
	return filepath.Join(folder, "argocd"), check(folder, set) == nil
}

func fromAssets(folder string) (Programs, bool) {
	programs := Programs{
		Etcd:      filepath.Join(folder, "etcd"),
		APIServer: filepath.Join(folder, "kube-apiserver"),
		Kubectl:   filepath.Join(folder, "kubectl"),
	}
	for _, path := range []string{programs.Etcd, programs.APIServer, programs.Kubectl} {
		if info, err := os.Stat(path); folder == "" || err != nil || info.IsDir() {
			return Programs{}, false
		}
	}
	return programs, true
}

func cacheRoot() (string, error) {
	if given := os.Getenv("FAILBACK_LAB_CACHE"); given != "" {
		return filepath.Join(given, "lab"), nil
	}
	base := os.Getenv("XDG_CACHE_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("no folder for the cache: set FAILBACK_LAB_CACHE, XDG_CACHE_HOME or HOME: %w", err)
		}
		base = filepath.Join(home, ".cache")
	}
	return filepath.Join(base, "failback-operator", "lab"), nil
}

// set reads all that determines a build: the module's files, the flags, the compiler.
func set(ctx context.Context, name, version, source, took string) (Set, error) {
	compiler, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return Set{}, fmt.Errorf("go env GOVERSION: %w", err)
	}
	hash := sha256.New()
	fmt.Fprintln(hash, recipes[name].ldflags, strings.TrimSpace(string(compiler)), runtime.GOOS, runtime.GOARCH)
	for _, file := range []string{"go.mod", "go.sum", "main.go"} {
		content, err := os.ReadFile(filepath.Join(source, file))
		if err != nil && file != "main.go" {
			return Set{}, err
		}
		fmt.Fprintf(hash, "%s %d\n%s", file, len(content), content)
	}
	made := Set{Name: name, Version: version, Key: hex.EncodeToString(hash.Sum(nil))[:12], Took: took, Source: source}
	for program := range recipes[name].packages {
		made.Programs = append(made.Programs, program)
	}
	return made, nil
}

// goBuild builds with nothing but Go: no C compiler, and none of the user's flags, which could contradict ours.
func goBuild(ctx context.Context, set Set, folder string) error {
	recipe := recipes[set.Name]
	for program, pkg := range recipe.packages {
		command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly",
			"-ldflags", recipe.ldflags, "-o", filepath.Join(folder, program), pkg)
		command.Dir = set.Source
		command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", program, err, output)
		}
	}
	return nil
}
