// Command lab runs a place to try failback-operator in: two simulated vCenters and a real Kubernetes API server, all on
// the loopback interface of this machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"failback.pra.io/lab/internal/peers"
)

const usage = `lab runs two simulated vCenters and a real Kubernetes API server on this machine.

  lab build                     build etcd, kube-apiserver and kubectl into the cache (slow once, then instant)
  lab controllers               build kube-controller-manager too (slow once), and print its path
  lab helm                      build helm too, and print its path
  lab argocd                    build Argo CD too (slower still, once); prints where its program is, and its manifests
  lab up        --dir DIR       start everything; prints one line of JSON when ready; ends on SIGTERM or Ctrl-C
  lab up        --dir DIR --detach
                                the same in the background; returns when ready
  lab status    --dir DIR       print that line again; exit 1 when no lab is up
  lab down      --dir DIR       end it and remove all that it left
  lab manifests --dir DIR       print the SiteStates and Secrets for kubectl apply -f -

Flags of up:
  --vms N                       VMs per site beyond the six named ones
  --no-kube                     only the vCenters
  --stock-collector             keep govmomi's own property collector, quirks included (see README.md)
  --until-stdin-closes          end when standard input does
Flag of manifests:
  --namespace, -n NAMESPACE     where they go (default "default")
`

// commands by name; each gets its arguments.
var commands = map[string]func(arguments []string) error{
	"build":       build,
	"controllers": printed(peers.ControllerManager),
	"helm":        printed(peers.Helm),
	"argocd":      argoCD,
	"up":          up,
	"status":      status,
	"down":        down,
	"manifests":   manifests,
}

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	command, ok := commands[os.Args[1]]
	if !ok {
		if name := os.Args[1]; name == "help" || name == "--help" || name == "-h" {
			fmt.Print(usage)
			return
		}
		fmt.Fprintf(os.Stderr, "lab: no command %q\n\n%s", os.Args[1], usage)
		os.Exit(2)
	}
	if err := command(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

// newFlags returns flags with the one that all commands but build have.
func newFlags(name string) (flags *flag.FlagSet, dir *string) {
	flags = flag.NewFlagSet("lab "+name, flag.ExitOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	return flags, flags.String("dir", "", "folder of the lab")
}

// parse returns the folder as an absolute path.
func parse(flags *flag.FlagSet, dir *string, arguments []string) (string, error) {
	if err := flags.Parse(arguments); err != nil {
		return "", err
	}
	if *dir == "" || flags.NArg() > 0 {
		return "", fmt.Errorf("usage: %s --dir DIR", flags.Name())
	}
	return filepath.Abs(*dir)
}

// printed builds a program that only some tests need, and prints its path.
func printed(find func(ctx context.Context, source string, say func(string, ...any)) (string, error)) func([]string) error {
	return func([]string) error {
		source, err := kubeFolder()
		if err != nil {
			return err
		}
		program, err := find(context.Background(), source, say)
		if err != nil {
			return err
		}
		fmt.Println(program)
		return nil
	}
}

func argoCD([]string) error {
	source, err := kubeFolder()
	if err != nil {
		return err
	}
	program, err := peers.ArgoCD(context.Background(), source, say)
	if err != nil {
		return err
	}
	manifests, err := peers.ArgoCDManifests(context.Background(), source)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s\n", program, manifests)
	return nil
}

func build([]string) error {
	programs, err := programs(context.Background())
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s\n%s\n", programs.Etcd, programs.APIServer, programs.Kubectl)
	return nil
}
