package bench

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

const (
	orchestratedVMs   = 100
	orchestratedWaves = 5
	// shutdownMillis is what a guest takes to shut down; the waves of the recovery site are stopped one after the other.
	shutdownMillis      = 500
	orchestrationAtMost = 5 * time.Second
)

// measureOrchestration plays a failback of 100 VMs in 5 waves and takes what it needs beyond its VMs: beyond what the same
// power calls, in the same order, take a bare script in the same lab right after it. The plan has no checks but a sign-off
// that is given before.
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
	var waves [][]string
	for wave := range orchestratedWaves {
		share := all[wave*orchestratedVMs/orchestratedWaves : (wave+1)*orchestratedVMs/orchestratedWaves]
		waves = append(waves, share)
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
	if err := a.kubectl(ctx, "", "wait", "failbackplan", "bench", "--for", "jsonpath={.status.phase}=Completed",
		"--timeout", obeysWithin.String()); err != nil {
		return fmt.Errorf("%w; it is in %s", err, a.ask(ctx, "failbackplan", "bench", ".status.phase"))
	}
	total := time.Since(began)
	a.contestant.Kill()
	bare, err := a.playScript(ctx, waves)
	if err != nil {
		return err
	}
	over := total - bare
	guests := orchestratedWaves * shutdownMillis * time.Millisecond
	table.aimed(fmt.Sprintf("orchestration of a failback of %d VMs in %d waves", orchestratedVMs, orchestratedWaves),
		fmt.Sprintf("%.1f s from the approval to Completed; the same power calls by a bare script: %.1f s; beyond that %.1f s "+
			"(beyond the %.1f s of guests shutting down: %.1f s)",
			total.Seconds(), bare.Seconds(), over.Seconds(), guests.Seconds(), (total-guests).Seconds()),
		over.Seconds(), orchestrationAtMost.Seconds(), "5 s")
	return nil
}

// playScript puts both sites back to where the failback began, and has the script make its calls.
func (a *arena) playScript(ctx context.Context, waves [][]string) (time.Duration, error) {
	for site, operation := range map[string]string{"sbg": "on", "rbx": "suspend"} {
		if err := a.tell(ctx, http.MethodPost, "/sites/"+site+"/power",
			map[string]any{"op": operation, "user": "zerto", "names": slices.Concat(waves...), "concurrent": true}, nil); err != nil {
			return 0, err
		}
	}
	rbx, err := newScript(ctx, a.info.VCenters.RBX)
	if err != nil {
		return 0, err
	}
	sbg, err := newScript(ctx, a.info.VCenters.SBG)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	for _, wave := range slices.Backward(waves) {
		if err := sbg.wave(ctx, wave, types.VirtualMachinePowerStatePoweredOff, shutDown); err != nil {
			return 0, err
		}
	}
	for _, wave := range waves {
		if err := rbx.wave(ctx, wave, types.VirtualMachinePowerStatePoweredOn, powerOn); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}
