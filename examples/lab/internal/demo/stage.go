package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

const (
	// longestExposure is how long a held VM may run.
	longestExposure = time.Second
	// soon is how long the demo waits for what takes milliseconds, on a machine that is busy.
	soon = 15 * time.Second
	// slow is for what takes seconds: guests shut down, waves come up.
	slow = 40 * time.Second
	// glance is how long it watches where nothing may happen.
	glance = time.Second
)

// Expectation is something that must be so, and whether it was.
type Expectation struct {
	Scene  string
	What   string
	Met    bool
	Detail string
}

// Episode is one failback as the demo saw it.
type Episode struct {
	Number int
	// Began is when the plan was first seen to hold the primary; Approved is just before the approval was written;
	// Completed is zero until it is.
	Began, Approved, Completed time.Time
	Request                    string
	Plan                       Plan
}

// held is the time during which no VM of the primary may run.
func (e *Episode) held(now time.Time) Interval {
	if e.Approved.IsZero() {
		return Interval{e.Began, now}
	}
	return Interval{e.Began, e.Approved}
}

func (e *Episode) whole(now time.Time) Interval {
	if e.Completed.IsZero() {
		return Interval{e.Began, now}
	}
	return Interval{e.Began, e.Completed}
}

// Stage has everything that the story plays with.
type Stage struct {
	narrator *Narrator
	shell    *Shell
	board    *Board
	services *Services
	replica  *Replication
	// keep writes a file for people to look at afterwards.
	keep func(name, content string) error
	// zerto and alice have sessions at both sites.
	zerto, alice map[string]*Person
	vms          []string
	expectations []Expectation
	episodes     []*Episode
}

func (s *Stage) expect(met bool, what, detail string, values ...any) {
	expectation := Expectation{Scene: s.narrator.scene, What: what, Met: met, Detail: fmt.Sprintf(detail, values...)}
	s.expectations = append(s.expectations, expectation)
	text := s.narrator.mark(met) + " " + what
	if expectation.Detail != "" {
		text += ": " + expectation.Detail
	}
	s.narrator.At(time.Now(), "", text)
}

// await is an expectation that ends the story when it is not met in time: what comes after builds on it.
func (s *Stage) await(ctx context.Context, within time.Duration, what string, isSo func(Seen) bool) error {
	began := time.Now()
	if err := s.board.Await(ctx, within, what, isSo); err != nil {
		s.expect(false, what, "%v; the plan says: %s", err, s.board.Now().Plan().Status.Message)
		return err
	}
	s.expect(true, what, "%s", after(time.Since(began)))
	return nil
}

func (s *Stage) awaitPhase(ctx context.Context, within time.Duration, episode int, phase string) error {
	what := fmt.Sprintf("episode %d reaches phase %s", episode, phase)
	return s.await(ctx, within, what, func(seen Seen) bool {
		status := seen.Plan().Status
		return status.Phase == phase && status.Episode.Number == episode
	})
}

// quiet expects that no VM changes its power state for a moment.
func (s *Stage) quiet(ctx context.Context, what string) error {
	changes, err := s.board.Quiet(ctx, glance)
	if err != nil {
		return err
	}
	detail := fmt.Sprintf("the referee saw nothing for %d ms", glance.Milliseconds())
	if len(changes) > 0 {
		detail = fmt.Sprintf("%s/%s became %s", changes[0].Site, changes[0].VM, changes[0].To)
	}
	s.expect(len(changes) == 0, what, "%s", detail)
	return nil
}

// exposures are the times that each VM of the primary ran while it was held in an episode, by VM.
func (s *Stage) exposures(seen Seen, episode *Episode, now time.Time) map[string][]Interval {
	exposures := map[string][]Interval{}
	for _, vm := range s.vms {
		if runs := Within(Runs(seen.Changes, "rbx", vm, now), episode.held(now)); len(runs) > 0 {
			exposures[vm] = runs
		}
	}
	return exposures
}

// tellExposures prints those that began after a time.
func (s *Stage) tellExposures(episode *Episode, since time.Time) {
	now := time.Now()
	exposures := s.exposures(s.board.Now(), episode, now)
	var longest time.Duration
	var parts []string
	for _, vm := range s.vms {
		for _, run := range exposures[vm] {
			if run.From.Before(since) {
				continue
			}
			longest = max(longest, run.Length())
			parts = append(parts, fmt.Sprintf("%s %d ms", vm, run.Length().Milliseconds()))
		}
	}
	s.narrator.Say("exposure, from powered on to suspended: %s", strings.Join(parts, ", "))
	s.expect(len(parts) > 0 && longest <= longestExposure, "no held VM runs longer than "+longestExposure.String(),
		"longest %d ms", longest.Milliseconds())
}

// allSee expects a state of all VMs of a site in alice's own vSphere session.
func (s *Stage) allSee(ctx context.Context, site, state string) error {
	states, err := s.alice[site].States(ctx)
	if err != nil {
		return err
	}
	met := len(states) == len(s.vms)
	for _, found := range states {
		met = met && found == state
	}
	s.expect(met, fmt.Sprintf("in alice's vSphere client all VMs of %s are %s", strings.ToUpper(site), state), "%s",
		counts(states))
	return nil
}

func counts(states map[string]string) string {
	by := map[string]int{}
	for _, state := range states {
		by[state]++
	}
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(by)) {
		parts = append(parts, fmt.Sprintf("%d %s", by[state], state))
	}
	return strings.Join(parts, ", ")
}

// allAre says whether the referee has all VMs of a site in a state.
func (s *Stage) allAre(seen Seen, site, state string) bool {
	states := StatesOf(seen.Changes, site)
	for _, vm := range s.vms {
		if states[vm] != state {
			return false
		}
	}
	return true
}

// see is called with each power change as it happens.
func (s *Stage) see(changes []vcenter.PowerChange) {
	before := s.board.Now().Changes
	for _, change := range changes {
		s.services.Power(change)
		if change.Kind == vcenter.Changed && change.At.After(s.narrator.start) && len(s.vms) > 0 {
			s.tell(before, change)
		}
		before = append(before, change)
	}
	s.board.Post(func(seen *Seen) { seen.Changes = append(seen.Changes, changes...) })
}

func (s *Stage) tell(before []vcenter.PowerChange, change vcenter.PowerChange) {
	text := fmt.Sprintf("%-14s %s -> %s", change.Site+"/"+change.VM, change.From, change.To)
	if user, _, _ := strings.Cut(change.User, "@"); user == "failback" {
		text += "  by the operator"
	} else if user != "" {
		text += "  by " + user
	}
	if runs := Runs(before, change.Site, change.VM, change.At); change.To == suspended && len(runs) > 0 {
		text += fmt.Sprintf(", after %d ms", runs[len(runs)-1].Length().Milliseconds())
	}
	s.narrator.At(change.At, yellow, text)
}

// seePlan is called with each version of the plan.
func (s *Stage) seePlan(plan Plan) {
	before, at := s.board.Now().Plan().Status, time.Now()
	switch status := plan.Status; {
	case status.Phase == "":
	case status.Phase != before.Phase:
		s.narrator.At(at, bold, fmt.Sprintf("erp  %s, authority %s: %s", status.Phase, status.Authority, status.Message))
	case status.Message != before.Message:
		s.narrator.At(at, dim, fmt.Sprintf("erp  %s: %s", status.Phase, status.Message))
	}
	s.board.Post(func(seen *Seen) { seen.Plans = append(seen.Plans, PlanSeen{at, plan}) })
}

func after(duration time.Duration) string {
	if duration < 5*time.Millisecond {
		return "at once"
	}
	if duration < time.Second {
		return fmt.Sprintf("after %d ms", duration.Milliseconds())
	}
	return fmt.Sprintf("after %.1f s", duration.Seconds())
}

func sortedNames(states map[string]string) []string { return slices.Sorted(maps.Keys(states)) }
