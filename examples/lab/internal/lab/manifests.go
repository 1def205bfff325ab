package lab

import (
	_ "embed"
	"io"
	"os"
	"text/template"

	"failback.pra.io/lab/internal/vcenters"
	"failback.pra.io/lab/internal/zerto"
)

//go:embed manifests.yaml.tmpl
var manifestsTemplate string

// site is what the template knows of one site.
type site struct {
	Name, URL, User, Password, CA string
	ZVM                           *zvm
}

// zvm is what it knows of the stand-in of the site's ZVM.
type zvm struct {
	URL, Client, ClientSecret, CA string
}

// WriteManifests writes the SiteStates and Secrets that point an operator at this lab, and the Secrets of its ZVMs.
func (i Info) WriteManifests(w io.Writer, namespace string) error {
	var sites []site
	zvms := []zerto.ZVMInfo{i.Zerto.RBX, i.Zerto.SBG}
	for n, vcenter := range []vcenters.SiteInfo{i.VCenters.RBX, i.VCenters.SBG} {
		ca, err := os.ReadFile(vcenter.CA)
		if err != nil {
			return err
		}
		zvm, err := readZVM(zvms[n])
		if err != nil {
			return err
		}
		sites = append(sites, site{
			Name:     vcenter.Site,
			URL:      vcenter.URL,
			User:     vcenter.Operator,
			Password: vcenter.Accounts[vcenter.Operator],
			CA:       string(ca),
			ZVM:      zvm,
		})
	}
	parsed, err := template.New("manifests").Parse(manifestsTemplate)
	if err != nil {
		return err
	}
	return parsed.Execute(w, map[string]any{"Namespace": namespace, "Sites": sites})
}

// readZVM returns nothing for a lab without one.
func readZVM(info zerto.ZVMInfo) (*zvm, error) {
	if info.URL == "" {
		return nil, nil
	}
	ca, err := os.ReadFile(info.CA)
	if err != nil {
		return nil, err
	}
	return &zvm{URL: info.URL, Client: info.Client, ClientSecret: info.ClientSecret, CA: string(ca)}, nil
}
