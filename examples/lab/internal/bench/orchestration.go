package bench

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	orchestratedVMs   = 100
	orchestratedWaves = 5
	// shutdownMillis is what a guest takes to shut down; the waves of the recovery site are stopped one after the other.
	shutdownMillis      = 500
	orchestrationAtMost = 5 * time.Second
)

// measureOrchestration plays a failback of 100 VMs in 5 waves and takes what it needs beyond its VMs. Power tasks of the
// simulator take next to no time, and the plan has no checks but a sign-off that is given before: so all that is taken
// off is what the guests need to shut down, once per wave.
func measureOrchestration(ctx context.Context, options *Options, table *table) error {
	a, err := enter(ctx, options, "orchestration", orchestratedVMs)
	if err != nil {
		return err
	}
	defer a.leave()
	if err := a.tell(ctx, http.MethodPost, "/sites/sbg/guest", map[string]any{"shutdownMillis": shutdownMillis}, nil); err != nil {
		return err
	}
	all := names(orchestratedVMs)
	var patterns []string
	for wave := range orchestratedWaves {
		share := all[wave*orchestratedVMs/orchestratedWaves : (wave+1)*orchestratedVMs/orchestratedWaves]
		patterns = append(patterns, `"`+strings.Join(share, `","`)+`"`)
	}
	if err := a.setUp(ctx, options, holdAll(patterns...)); err != nil {
		return err
	}
	if err := a.startOperator(options); err != nil {
		return err
	}
	if err := a.holds(ctx); err != nil {
		return err
	}
	alice := *a
	alice.info.Kubeconfig = a.info.Kubeconfigs["alice"]
	if err := alice.kubectl(ctx, "", "patch", "failbackplan", "bench", "--type", "merge", "-p",
		`{"spec":{"signOffs":{"go":{"by":"alice","request":"episode-1"}}}}`); err != nil {
		return err
	}
	request := ""
	if err := until(ctx, startsWithin, "a request is issued", func() bool {
		request = a.ask(ctx, "failbackplan", "bench", ".status.request.id")
		return request != ""
	}); err != nil {
		return err
	}
	began := time.Now()
	if err := alice.kubectl(ctx, "", "patch", "failbackplan", "bench", "--type", "merge", "-p",
		fmt.Sprintf(`{"spec":{"approvals":{"alice":{"request":"%s"}}}}`, request)); err != nil {
		return err
	}
	phase := ""
	if err := until(ctx, obeysWithin, "the plan is completed", func() bool {
		phase = a.ask(ctx, "failbackplan", "bench", ".status.phase")
		return phase == "Completed"
	}); err != nil {
		return fmt.Errorf("%w; it is in %s", err, phase)
	}
	total := time.Since(began)
	vms := orchestratedWaves * shutdownMillis * time.Millisecond
	overhead := total - vms
	table.aimed(fmt.Sprintf("orchestration of a failback of %d VMs in %d waves", orchestratedVMs, orchestratedWaves),
		fmt.Sprintf("%.1f s from the approval to Completed, less %.1f s of guests shutting down: %.1f s",
			total.Seconds(), vms.Seconds(), overhead.Seconds()),
		overhead.Seconds(), orchestrationAtMost.Seconds(), "5 s")
	return nil
}
