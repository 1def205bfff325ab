// Command watcher is the reference that the operator's guard is measured against: the shortest honest watcher that
// govmomi's own building blocks give. It suspends every VM it sees running, and knows no rules.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

func main() {
	endpoint := flag.String("url", "", "SOAP endpoint of the vCenter")
	ca := flag.String("ca", "", "file with the vCenter's CA")
	user := flag.String("user", "failback@vsphere.local", "user; the password is read from WATCHER_PASSWORD")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := watch(ctx, *endpoint, *ca, *user, os.Getenv("WATCHER_PASSWORD")); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "watcher:", err)
		os.Exit(1)
	}
}

func watch(ctx context.Context, endpoint, ca, user, password string) error {
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

func suspend(ctx context.Context, client *vim25.Client, vm types.ManagedObjectReference) {
	if _, err := object.NewVirtualMachine(client, vm).Suspend(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "watcher: suspend:", vm.Value, err)
	}
}
