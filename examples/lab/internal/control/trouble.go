package control

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

func isDelay(rule vcenter.Rule) bool { return rule.IsDelay() }

func isFault(rule vcenter.Rule) bool { return !rule.IsDelay() }

func listFaults(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"faults": site.Rules.All(isFault)}, nil
}

func addFault(site *vcenter.Site, r *http.Request) (any, error) {
	rule, err := decode[vcenter.Rule](r)
	if err != nil {
		return nil, err
	}
	return add(site, rule)
}

func clearFaults(site *vcenter.Site, _ *http.Request) (any, error) {
	site.Rules.Remove(isFault)
	return ok()
}

func removeRule(site *vcenter.Site, r *http.Request) (any, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return nil, badRequest(fmt.Errorf("id %q is no number", r.PathValue("id")))
	}
	site.Rules.Remove(func(rule vcenter.Rule) bool { return rule.ID == id })
	return ok()
}

func listDelays(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"delays": site.Rules.All(isDelay)}, nil
}

func addDelay(site *vcenter.Site, r *http.Request) (any, error) {
	rule, err := decode[vcenter.Rule](r)
	if err != nil {
		return nil, err
	}
	if !rule.IsDelay() {
		return nil, badRequest(fmt.Errorf("a delay has millis and neither fault nor count"))
	}
	return add(site, rule)
}

func clearDelays(site *vcenter.Site, _ *http.Request) (any, error) {
	site.Rules.Remove(isDelay)
	return ok()
}

func add(site *vcenter.Site, rule vcenter.Rule) (any, error) {
	added, err := site.Rules.Add(rule)
	if err != nil {
		return nil, badRequest(err)
	}
	return added, nil
}

func readGuests(site *vcenter.Site, _ *http.Request) (any, error) { return site.Guests.Settings(), nil }

func setGuests(site *vcenter.Site, r *http.Request) (any, error) {
	settings, err := decode[vcenter.GuestSettings](r)
	if err != nil {
		return nil, err
	}
	if err := site.Guests.Set(settings); err != nil {
		return nil, badRequest(err)
	}
	return site.Guests.Settings(), nil
}

// downtime is for restart and hang.
type downtime struct {
	DownMillis int `json:"downMillis"`
	Millis     int `json:"millis"`
}

// restart answers when the site listens again.
func restart(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[downtime](r)
	if err != nil {
		return nil, err
	}
	stopSite(site)
	time.Sleep(time.Duration(request.DownMillis) * time.Millisecond)
	return start(site, r)
}

func stop(site *vcenter.Site, _ *http.Request) (any, error) {
	stopSite(site)
	return ok()
}

func start(site *vcenter.Site, _ *http.Request) (any, error) {
	if err := site.Gate.Start(); err != nil {
		return nil, err
	}
	return ok()
}

// stopSite loses the sessions too, as a vCenter does that restarts; its VMs live on their hosts.
func stopSite(site *vcenter.Site) {
	site.Gate.Stop()
	site.Sessions.Terminate("")
}

func hang(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[downtime](r)
	if err != nil {
		return nil, err
	}
	site.Gate.Hang(time.Duration(request.Millis) * time.Millisecond)
	return ok()
}

func heal(site *vcenter.Site, _ *http.Request) (any, error) {
	site.Gate.Heal()
	return ok()
}
