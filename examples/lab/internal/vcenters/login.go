package vcenters

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/soap"
)

// LogIn opens a session, over the network and the vSphere API as everybody else.
func (s SiteInfo) LogIn(ctx context.Context, user string) (*vim25.Client, error) {
	address, err := soap.ParseURL(s.URL)
	if err != nil {
		return nil, err
	}
	transport := soap.NewClient(address, false)
	if err := transport.SetRootCAs(s.CA); err != nil {
		return nil, err
	}
	client, err := vim25.NewClient(ctx, transport)
	if err != nil {
		return nil, err
	}
	if err := session.NewManager(client).Login(ctx, url.UserPassword(user, s.Accounts[user])); err != nil {
		return nil, fmt.Errorf("login of %s at %s: %w", user, s.Site, err)
	}
	return client, nil
}

// Production is the path of the folder with the VMs of a site.
func Production(site string) string { return path.Join("/", strings.ToUpper(site), "vm", "production") }
