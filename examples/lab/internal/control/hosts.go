package control

import (
	"net/http"

	"failback.pra.io/lab/internal/vcenter"
)

func listHosts(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"hosts": site.Hosts(), "datastores": site.Datastores()}, nil
}

func resetHosts(site *vcenter.Site, _ *http.Request) (any, error) {
	if err := site.SetUpHosts(); err != nil {
		return nil, err
	}
	return ok()
}

func setHost(site *vcenter.Site, r *http.Request) (any, error) {
	change, err := decode[vcenter.Host](r)
	if err != nil {
		return nil, err
	}
	change.Name = r.PathValue("host")
	if err := site.SetHost(change); err != nil {
		return nil, notFound(err)
	}
	return ok()
}

func setDatastore(site *vcenter.Site, r *http.Request) (any, error) {
	change, err := decode[vcenter.Datastore](r)
	if err != nil {
		return nil, err
	}
	change.Name = r.PathValue("datastore")
	if err := site.SetDatastore(change); err != nil {
		return nil, notFound(err)
	}
	return ok()
}

func setSize(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	size, err := decode[vcenter.Size](r)
	if err != nil {
		return nil, err
	}
	site.SetSize(vm, size)
	return ok()
}
