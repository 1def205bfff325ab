package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// judge compares a whole episode, as the referee recorded it, with what must be.
func (s *Stage) judge(episode *Episode) {
	seen, now := s.board.Now(), time.Now()
	s.narrator.Say("what the referee says of episode %d:", episode.Number)
	s.judgeHold(seen, episode, now)
	s.judgeOrder(seen, episode)
	s.judgeCutover(seen, episode)
	measured := episode.Plan.Status.Measurements
	complete := measured.RTOSeconds != nil && measured.RTOWithoutWaitSeconds != nil
	s.expect(complete, "the plan has measured the RTO", "%s s, %s s without the wait for people",
		secondsOf(measured.RTOSeconds), secondsOf(measured.RTOWithoutWaitSeconds))
}

func (s *Stage) judgeHold(seen Seen, episode *Episode, now time.Time) {
	var all []Interval
	var longest time.Duration
	for _, runs := range s.exposures(seen, episode, now) {
		for _, run := range runs {
			all = append(all, run)
			longest = max(longest, run.Length())
		}
	}
	s.expect(longest <= longestExposure, "no held VM ran longer than "+longestExposure.String(), "%d runs, the longest %d ms",
		len(all), longest.Milliseconds())
	dual := Within(DualActive(seen.Changes, s.vms, now), episode.whole(now))
	outside := Total(Outside(dual, all))
	s.expect(outside == 0, "no pair ran at both sites outside these exposures", "%d ms", outside.Milliseconds())
	early := 0
	for _, change := range seen.Changes {
		early += count(byOperator(change) && change.Site == "rbx" && change.To == poweredOn && within(change.At, episode.held(now)))
	}
	s.expect(early == 0, "the operator started no RBX VM before the approval", "%d", early)
}

func (s *Stage) judgeOrder(seen Seen, episode *Episode) {
	window := Interval{episode.Approved, episode.Completed}
	any := func(string) bool { return true }
	databases := func(vm string) bool { return strings.HasPrefix(vm, "mysql-") }
	applications := func(vm string) bool { return strings.HasPrefix(vm, "docker-") }
	s.inOrder("SBG goes down last wave first: docker before mysql",
		LastTo(seen.Changes, "sbg", poweredOff, window, applications), FirstTo(seen.Changes, "sbg", poweredOff, window, databases))
	s.inOrder("RBX starts only when all of SBG is down",
		LastTo(seen.Changes, "sbg", poweredOff, window, any), FirstTo(seen.Changes, "rbx", poweredOn, window, any))
	dockerStarts := FirstTo(seen.Changes, "rbx", poweredOn, window, applications)
	s.inOrder("RBX starts MySQL before Docker", LastTo(seen.Changes, "rbx", poweredOn, window, databases), dockerStarts)
	var listening time.Time
	for _, opening := range seen.Openings {
		if strings.HasPrefix(opening.Follows, "rbx/mysql-") && within(opening.At, window) {
			listening = latest(listening, opening.At)
		}
	}
	s.inOrder("Docker starts only when MySQL listens", listening, dockerStarts)
}

func (s *Stage) inOrder(what string, first, then time.Time) {
	met := !first.IsZero() && !then.IsZero() && then.After(first)
	detail := fmt.Sprintf("%d ms between", then.Sub(first).Milliseconds())
	if first.IsZero() || then.IsZero() {
		detail = "one of them was not seen"
	}
	s.expect(met, what, "%s", detail)
}

func (s *Stage) judgeCutover(seen Seen, episode *Episode) {
	calls := callsIn(seen, episode)
	wanted := byHTTP(episode.Plan.Spec.Cutover)
	perPlace := map[string]int{}
	var keys []string
	for _, call := range calls {
		perPlace[call.Service+call.Path]++
		keys = append(keys, call.IdempotencyKey)
	}
	once := len(calls) == wanted && len(perPlace) == wanted
	s.expect(once, "each cutover request arrived exactly once", "%d of %d", len(calls), wanted)
	slices.Sort(keys)
	distinct := slices.Compact(slices.Clone(keys))
	s.expect(len(distinct) == len(calls) && !slices.Contains(keys, ""), "each has an Idempotency-Key of its own", "%s",
		strings.Join(keys, ", "))
	started := LastTo(seen.Changes, "rbx", poweredOn, Interval{episode.Approved, episode.Completed}, func(string) bool { return true })
	if len(calls) > 0 {
		s.inOrder("the traffic is switched when all of RBX runs", started, calls[0].At)
	}
	earlier := map[string]bool{}
	for _, other := range s.episodes {
		for _, call := range callsIn(seen, other) {
			if other != episode {
				earlier[call.IdempotencyKey] = true
			}
		}
	}
	if len(earlier) > 0 {
		again := slices.ContainsFunc(keys, func(key string) bool { return earlier[key] })
		s.expect(!again, "no Idempotency-Key of an earlier episode comes again", "")
	}
}

func (s *Stage) judgeReplication(ctx context.Context) error {
	protects, status, commits, err := s.replica.Reversed(ctx)
	if err != nil {
		return err
	}
	s.expect(protects == "rbx" && status == "MeetingSLA" && commits == 1, "Zerto's stand-in replicates from RBX to SBG, by one commit",
		"it protects %s, %s, %d commit(s)", strings.ToUpper(protects), status, commits)
	return nil
}

func callsIn(seen Seen, episode *Episode) []Call {
	var calls []Call
	for _, call := range seen.Calls {
		if within(call.At, episode.whole(time.Now())) {
			calls = append(calls, call)
		}
	}
	return calls
}

func byOperator(change vcenter.PowerChange) bool { return change.User == vcenter.Operator }

func within(at time.Time, window Interval) bool {
	return !at.Before(window.From) && at.Before(window.To)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func secondsOf(value *float64) string {
	if value == nil {
		return "?"
	}
	return fmt.Sprintf("%.1f", *value)
}
