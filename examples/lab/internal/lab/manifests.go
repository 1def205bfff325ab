package lab

import (
	_ "embed"
	"io"
	"os"
	"text/template"

	"failback.pra.io/lab/internal/vcenters"
)

//go:embed manifests.yaml.tmpl
var manifestsTemplate string

// site is what the template knows of one site.
type site struct {
	Name, URL, User, Password, CA string
}

// WriteManifests writes the SiteStates and Secrets that point an operator at this lab.
func (i Info) WriteManifests(w io.Writer, namespace string) error {
	var sites []site
	for _, vcenter := range []vcenters.SiteInfo{i.VCenters.RBX, i.VCenters.SBG} {
		ca, err := os.ReadFile(vcenter.CA)
		if err != nil {
			return err
		}
		sites = append(sites, site{
			Name:     vcenter.Site,
			URL:      vcenter.URL,
			User:     vcenter.Operator,
			Password: vcenter.Accounts[vcenter.Operator],
			CA:       string(ca),
		})
	}
	parsed, err := template.New("manifests").Parse(manifestsTemplate)
	if err != nil {
		return err
	}
	return parsed.Execute(w, map[string]any{"Namespace": namespace, "Sites": sites})
}
