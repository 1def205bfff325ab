// Package vcenters runs the two simulated vCenters of the lab, RBX and SBG, with the control endpoint beside them.
package vcenters

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"failback.pra.io/lab/internal/control"
	"failback.pra.io/lab/internal/vcenter"
)

// Options say where and how large.
type Options struct {
	// Dir takes the certificates and the passwords.
	Dir string
	// ExtraVMs is how many VMs each site has beyond the six named ones.
	ExtraVMs int
	// StockCollector keeps govmomi's own property collector, quirks included.
	StockCollector bool
	// The addresses default to a free port of the loopback interface.
	RBXAddress, SBGAddress, ControlAddress string
}

// Info is what clients need, printed as one line when all is ready and written to vcenters.json.
type Info struct {
	RBX     SiteInfo `json:"rbx"`
	SBG     SiteInfo `json:"sbg"`
	Control string   `json:"control"`
}

// SiteInfo is what clients of one vCenter need.
type SiteInfo struct {
	Site string `json:"site"`
	URL  string `json:"url"`
	// CA is the path of the certificate to trust.
	CA         string `json:"ca"`
	Thumbprint string `json:"thumbprint"`
	// Accounts are passwords by user name.
	Accounts map[string]string `json:"accounts"`
	// Operator is the name of the account that the operator is to use.
	Operator string `json:"operator"`
}

// VCenters are both sites, running.
type VCenters struct {
	Info    Info
	sites   []*vcenter.Site
	control *control.Server
}

// Start returns when both sites and the control endpoint answer.
func Start(options Options) (*VCenters, error) {
	// The simulator keeps the files of its datastores in the folder for temporary files; let it be one of ours.
	temporary := filepath.Join(options.Dir, "datastores")
	if err := os.MkdirAll(temporary, 0o700); err != nil {
		return nil, err
	}
	if err := os.Setenv("TMPDIR", temporary); err != nil {
		return nil, err
	}
	referee := vcenter.NewReferee()
	started := &VCenters{}
	sites, err := startSites(referee,
		vcenter.Options{
			Name:           "rbx",
			Address:        options.RBXAddress,
			ExtraVMs:       options.ExtraVMs,
			StockCollector: options.StockCollector,
			Markers:        map[string]string{"pra.failback.site": "rbx", "pra.failback.startup_mode": "suspended"},
		},
		vcenter.Options{
			Name:           "sbg",
			Address:        options.SBGAddress,
			ExtraVMs:       options.ExtraVMs,
			StockCollector: options.StockCollector,
			PoweredOn:      true,
			Markers:        map[string]string{"pra.failback.site": "sbg"},
		})
	started.sites = sites
	if err != nil {
		started.Stop()
		return nil, err
	}
	if started.control, err = control.Start(options.ControlAddress, referee, started.sites...); err != nil {
		started.Stop()
		return nil, err
	}
	started.Info, err = writeInfo(options.Dir, started)
	if err != nil {
		started.Stop()
		return nil, err
	}
	return started, nil
}

// Stop ends everything and removes the files of the datastores.
func (v *VCenters) Stop() {
	if v.control != nil {
		v.control.Stop()
	}
	for _, site := range v.sites {
		site.Close()
	}
}

func startSites(referee *vcenter.Referee, options ...vcenter.Options) ([]*vcenter.Site, error) {
	sites := make([]*vcenter.Site, len(options))
	errs := make([]error, len(options))
	var group sync.WaitGroup
	for i := range options {
		group.Go(func() { sites[i], errs[i] = vcenter.New(options[i], referee) })
	}
	group.Wait()
	var running []*vcenter.Site
	var failed error
	for i, site := range sites {
		if errs[i] != nil {
			failed = errs[i]
			continue
		}
		running = append(running, site)
	}
	return running, failed
}

func writeInfo(dir string, v *VCenters) (Info, error) {
	info := Info{Control: v.control.URL()}
	for i, into := range []*SiteInfo{&info.RBX, &info.SBG} {
		site := v.sites[i]
		folder := filepath.Join(dir, site.Name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return Info{}, err
		}
		ca := filepath.Join(folder, "ca.crt")
		if err := os.WriteFile(ca, site.CA, 0o644); err != nil {
			return Info{}, err
		}
		*into = SiteInfo{
			Site:       site.Name,
			URL:        site.URL(),
			CA:         ca,
			Thumbprint: site.Thumbprint,
			Accounts:   site.Accounts.Passwords(),
			Operator:   vcenter.Operator,
		}
	}
	content, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return Info{}, fmt.Errorf("vcenters.json: %w", err)
	}
	return info, os.WriteFile(filepath.Join(dir, "vcenters.json"), append(content, '\n'), 0o600)
}
