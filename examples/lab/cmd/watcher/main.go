// Command watcher is the reference that the operator's guard is measured against: the shortest honest watcher that
// govmomi's own building blocks give. It suspends every VM it sees running, and knows no rules. With --poll it is what
// people write instead of a watcher: a loop that reads all VMs every so often.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

func main() {
	endpoint := flag.String("url", "", "SOAP endpoint of the vCenter")
	ca := flag.String("ca", "", "file with the vCenter's CA")
	user := flag.String("user", "failback@vsphere.local", "user; the password is read from WATCHER_PASSWORD")
	poll := flag.Duration("poll", 0, "read all VMs in a loop with this pause, instead of waiting for updates")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := watch(ctx, *endpoint, *ca, *user, os.Getenv("WATCHER_PASSWORD"), *poll); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "watcher:", err)
		os.Exit(1)
	}
}

func watch(ctx context.Context, endpoint, ca, user, password string, poll time.Duration) error {
	address, err := soap.ParseURL(endpoint)
	if err != nil {
		return err
	}
	transport := soap.NewClient(address, false)
	if err := transport.SetRootCAs(ca); err != nil {
		return err
	}
	client, err := vim25.NewClient(ctx, transport)
	if err != nil {
		return err
	}
	if err := session.NewManager(client).Login(ctx, url.UserPassword(user, password)); err != nil {
		return err
	}
	all, err := view.NewManager(client).CreateContainerView(ctx, client.ServiceContent.RootFolder, []string{"VirtualMachine"}, true)
	if err != nil {
		return err
	}
	if poll > 0 {
		return loop(ctx, client, all, poll)
	}
	filter := new(property.WaitFilter).Add(all.Reference(), "VirtualMachine",
		[]string{"name", "runtime.powerState", "config.instanceUuid", "config.uuid"}, all.TraversalSpec())
	fmt.Println("ready")
	return property.WaitForUpdates(ctx, property.DefaultCollector(client), filter, func(updates []types.ObjectUpdate) bool {
		for _, update := range updates {
			for _, change := range update.ChangeSet {
				if change.Name == "runtime.powerState" && change.Val == types.VirtualMachinePowerStatePoweredOn {
					go suspend(ctx, client, update.Obj)
				}
			}
		}
		return false
	})
}

func loop(ctx context.Context, client *vim25.Client, all *view.ContainerView, pause time.Duration) error {
	fmt.Println("ready")
	for {
		var vms []mo.VirtualMachine
		if err := all.Retrieve(ctx, []string{"VirtualMachine"}, []string{"runtime.powerState"}, &vms); err != nil {
			return err
		}
		for _, vm := range vms {
			if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
				go suspend(ctx, client, vm.Self)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func suspend(ctx context.Context, client *vim25.Client, vm types.ManagedObjectReference) {
	if _, err := object.NewVirtualMachine(client, vm).Suspend(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "watcher: suspend:", vm.Value, err)
	}
}
