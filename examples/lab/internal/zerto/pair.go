package zerto

import (
	"os"
	"path/filepath"
)

// Options say where.
type Options struct {
	// Dir takes the certificate authorities.
	Dir string
	// The addresses default to a free port of the loopback interface.
	RBXAddress, SBGAddress, ControlAddress string
}

// Info is what clients of the stand-in need.
type Info struct {
	RBX ZVMInfo `json:"rbx"`
	SBG ZVMInfo `json:"sbg"`
	// Control is where VPGs, modes and faults are set.
	Control string `json:"control"`
}

// ZVMInfo is what clients of one ZVM need.
type ZVMInfo struct {
	URL string `json:"url"`
	// CA is the path of the certificate to trust.
	CA         string `json:"ca"`
	Thumbprint string `json:"thumbprint"`
	// User and Password are for the grant "password" and for sessions, Client and ClientSecret for "client_credentials".
	User         string `json:"user"`
	Password     string `json:"password"`
	Client       string `json:"client"`
	ClientSecret string `json:"clientSecret"`
}

// Pair is the stand-in, running: two ZVMs that know the same VPGs, and the control endpoint.
type Pair struct {
	Info    Info
	Estate  *Estate
	zvms    map[string]*zvm
	control *control
}

// Start returns when both answer.
func Start(options Options) (*Pair, error) {
	p := &Pair{Estate: newEstate(), zvms: map[string]*zvm{}}
	for site, address := range map[string]string{"rbx": options.RBXAddress, "sbg": options.SBGAddress} {
		z, err := newZVM(site, orFree(address), p.Estate)
		if err != nil {
			p.Stop()
			return nil, err
		}
		p.zvms[site] = z
	}
	var err error
	if p.control, err = startControl(orFree(options.ControlAddress), p); err != nil {
		p.Stop()
		return nil, err
	}
	p.Info.Control = p.control.url()
	for site, into := range map[string]*ZVMInfo{"rbx": &p.Info.RBX, "sbg": &p.Info.SBG} {
		if *into, err = p.zvms[site].info(options.Dir); err != nil {
			p.Stop()
			return nil, err
		}
	}
	return p, nil
}

// Stop ends both and the control endpoint.
func (p *Pair) Stop() {
	if p.control != nil {
		p.control.stop()
	}
	for _, z := range p.zvms {
		_ = z.server.Close()
	}
	p.Estate.Clear()
}

func (z *zvm) info(dir string) (ZVMInfo, error) {
	folder := filepath.Join(dir, "zvm-"+z.site)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ZVMInfo{}, err
	}
	ca := filepath.Join(folder, "ca.crt")
	return ZVMInfo{
		URL: z.URL(), CA: ca, Thumbprint: z.thumbprint, User: z.gate.user, Password: z.gate.password,
		Client: z.gate.client, ClientSecret: z.gate.clientSecret,
	}, os.WriteFile(ca, z.ca, 0o644)
}

func orFree(address string) string {
	if address == "" {
		return "127.0.0.1:0"
	}
	return address
}
