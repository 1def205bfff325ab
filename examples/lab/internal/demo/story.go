package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

const getBoth = "kubectl get failbackplan,sitestate"

// Play plays the whole story. An error ends it; what was not as it must be, and hinders nothing, is among the
// expectations.
func (s *Stage) Play(ctx context.Context) error {
	for _, act := range []func(context.Context) error{
		s.production, s.zertoFailsBack, s.somebodyTries, s.people, s.firstFailback, s.recordsOrder, s.disaster, s.oldApproval,
		s.secondFailback,
	} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) production(ctx context.Context) error {
	s.narrator.Scene("1. A disaster has struck: SBG serves, RBX is off. The plan with the record's 16 items is applied")
	if err := s.replica.Serving(ctx); err != nil {
		return err
	}
	if _, err := s.shell.Run(ctx, Admin, "kubectl apply -f "+forbiddenPlan); err != nil {
		return err
	}
	if err := s.begin(ctx, 1, soon); err != nil {
		return err
	}
	if _, err := s.shell.Run(ctx, Admin, getBoth); err != nil {
		return err
	}
	if err := s.allSee(ctx, "sbg", poweredOn); err != nil {
		return err
	}
	return s.allSee(ctx, "rbx", poweredOff)
}

// begin waits for the next episode.
func (s *Stage) begin(ctx context.Context, number int, within time.Duration) error {
	if err := s.awaitPhase(ctx, within, number, "Holding"); err != nil {
		return err
	}
	episode := &Episode{Number: number, Began: time.Now()}
	for _, version := range s.board.Now().Plans {
		if status := version.Plan.Status; status.Episode.Number == number && version.At.Before(episode.Began) {
			episode.Began = version.At
		}
	}
	s.episodes = append(s.episodes, episode)
	status := s.board.Now().Plan().Status
	s.expect(status.Authority == "Recovery", "SBG has authority, RBX is held", "authority %s", status.Authority)
	return nil
}

func (s *Stage) episode() *Episode { return s.episodes[len(s.episodes)-1] }

func (s *Stage) zertoFailsBack(ctx context.Context) error {
	s.narrator.Scene("2. Zerto fails back: it restores the RBX VMs and powers all of them on")
	if err := s.comeToLife(ctx); err != nil {
		return err
	}
	return s.event(ctx, "Suspended", s.vms...)
}

// comeToLife powers all VMs of the primary on, as Zerto, and expects that they are suspended.
func (s *Stage) comeToLife(ctx context.Context) error {
	since := time.Now()
	if err := s.replica.Move(ctx); err != nil {
		return err
	}
	if err := s.zerto["rbx"].PowerOn(ctx); err != nil {
		return err
	}
	err := s.await(ctx, soon, "every RBX VM is suspended", func(seen Seen) bool { return s.allAre(seen, "rbx", suspended) })
	if err != nil {
		return err
	}
	s.tellExposures(s.episode(), since)
	everyone := fmt.Sprintf("%d/%[1]d", len(s.vms))
	return s.await(ctx, soon, "the plan says that it holds "+everyone, func(seen Seen) bool {
		return seen.Plan().Status.Held == everyone && seen.Plan().Condition("Guarded").Status == "True"
	})
}

func (s *Stage) somebodyTries(ctx context.Context) error {
	s.narrator.Scene("3. alice powers one of them on by hand")
	since := time.Now()
	if err := s.alice["rbx"].PowerOn(ctx, "docker-01"); err != nil {
		return err
	}
	err := s.await(ctx, soon, "docker-01 is suspended again", func(seen Seen) bool {
		return StatesOf(seen.Changes, "rbx")["docker-01"] == suspended
	})
	if err != nil {
		return err
	}
	s.tellExposures(s.episode(), since)
	return s.allSee(ctx, "rbx", suspended)
}

// event expects that Kubernetes Events of the plan with a reason tell something, all of it.
func (s *Stage) event(ctx context.Context, reason string, tells ...string) error {
	command := fmt.Sprintf("kubectl get events --field-selector involvedObject.name=erp,reason=%s"+
		" --sort-by=.lastTimestamp -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message --no-headers", reason)
	for deadline := time.Now().Add(soon); ; {
		output, err := s.shell.Ask(ctx, Admin, command)
		if err != nil {
			return err
		}
		missing := slices.IndexFunc(tells, func(what string) bool { return !strings.Contains(output, what) })
		if missing < 0 {
			s.narrator.Command(Admin, command)
			s.narrator.Output(output)
			s.expect(true, "an Event "+reason+" tells it", "")
			return nil
		}
		if time.Now().After(deadline) {
			s.expect(false, "an Event "+reason+" tells it", "none says %q", tells[missing])
			return nil
		}
		if _, err := s.board.Quiet(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

func (s *Stage) people(ctx context.Context) error {
	s.narrator.Scene("4. The checklist: probes by the operator, signatures by people")
	for _, id := range []string{"item-01", "item-03", "item-07"} {
		err := s.await(ctx, soon, "check "+id+" passes", func(seen Seen) bool { return seen.Plan().Check(id) == "Passed" })
		if err != nil {
			return err
		}
	}
	if err := s.signAll(ctx, s.board.Now().Plan().signedIn("BeforeApproval")); err != nil {
		return err
	}
	s.narrator.Scene("5. Everything is as it must be: a request is issued")
	if err := s.request(ctx); err != nil {
		return err
	}
	s.narrator.Scene("6. bob approves, but another request: last week's")
	return s.stale(ctx, "bob", "3f9c2a1b", s.patchApproval(ctx, "bob", "3f9c2a1b"))
}

func (s *Stage) patchApproval(ctx context.Context, who, request string) error {
	patch := fmt.Sprintf(`{"spec":{"approvals":{%q:{"request":%q}}}}`, who, request)
	_, err := s.shell.Run(ctx, who, "kubectl patch failbackplan erp --type merge -p '"+patch+"'")
	return err
}

// signAll does what nextAction asks for, once for each of the checks or actions, in that order.
func (s *Stage) signAll(ctx context.Context, ids []string) error {
	for _, id := range ids {
		wanted := fmt.Sprintf(`"signOffs":{%q:`, id)
		err := s.await(ctx, slow, "the next action is to sign "+id, func(seen Seen) bool {
			return strings.Contains(seen.Plan().Status.NextAction, wanted)
		})
		if err != nil {
			return err
		}
		if err := s.doNextAction(ctx, "alice"); err != nil {
			return err
		}
	}
	return nil
}

// doNextAction types what status.nextAction says, letter by letter but for the name.
func (s *Stage) doNextAction(ctx context.Context, who string) error {
	_, err := s.shell.Run(ctx, who, strings.ReplaceAll(s.board.Now().Plan().Status.NextAction, "<you>", who))
	return err
}

// request waits for the request of this episode and shows what a person is told.
func (s *Stage) request(ctx context.Context) error {
	episode := s.episode()
	if err := s.awaitPhase(ctx, soon, episode.Number, "AwaitingApproval"); err != nil {
		return err
	}
	episode.Request = s.board.Now().Plan().Status.Request.ID
	s.expect(episode.Request != "", "a request is open", "%s", episode.Request)
	if _, err := s.shell.Run(ctx, "alice", "kubectl get failbackplan erp"); err != nil {
		return err
	}
	_, err := s.shell.Run(ctx, "alice", "kubectl get failbackplan erp -o jsonpath='{.status.nextAction}'")
	return err
}

// stale expects that somebody's approval of another request than the open one is refused, and starts nothing.
func (s *Stage) stale(ctx context.Context, who, other string, written error) error {
	if written != nil {
		return written
	}
	open := s.episode().Request
	refusal := fmt.Sprintf("%s's approval names request %s, not the open request %s", who, other, open)
	err := s.await(ctx, soon, "condition Approved says why it counts for nothing", func(seen Seen) bool {
		approved := seen.Plan().Condition("Approved")
		return approved.Status == "False" && strings.Contains(approved.Message, refusal)
	})
	if err != nil {
		return err
	}
	command := `kubectl get failbackplan erp -o jsonpath='{.status.conditions[?(@.type=="Approved")].message}'`
	if _, err := s.shell.Run(ctx, who, command); err != nil {
		return err
	}
	if err := s.event(ctx, "ApprovalRefused", refusal); err != nil {
		return err
	}
	if err := s.quiet(ctx, "a stale approval starts nothing"); err != nil {
		return err
	}
	status := s.board.Now().Plan().Status
	s.expect(status.Phase == "AwaitingApproval" && status.Request.ID == open && len(status.ApprovedBy) == 0,
		"the request still waits", "phase %s, request %s, approved by %d", status.Phase, status.Request.ID, len(status.ApprovedBy))
	return nil
}

func (s *Stage) firstFailback(ctx context.Context) error {
	s.narrator.Scene("7. alice approves this very request")
	return s.approveAndComplete(ctx, 8)
}

// approveAndComplete approves the open request and goes with the plan to the end of the episode.
func (s *Stage) approveAndComplete(ctx context.Context, scene int) error {
	episode := s.episode()
	episode.Approved = time.Now()
	if err := s.doNextAction(ctx, "alice"); err != nil {
		return err
	}
	what := "the plan acts on alice's approval"
	err := s.await(ctx, soon, what, func(seen Seen) bool { return seen.Plan().Condition("Approved").Status == "True" })
	if err != nil {
		return err
	}
	plan := s.board.Now().Plan()
	course := "SBG is shut down, RBX comes up in waves, the traffic is switched"
	if plan.mayOverlap() {
		course = "RBX comes up in waves, the traffic is switched, SBG is shut down"
	}
	s.narrator.Scene(fmt.Sprintf("%d. %s", scene, course))
	for _, ids := range [][]string{plan.signedIn("AfterActivation"), manual(plan.Spec.Cutover), plan.signedIn("AfterCutover"),
		manual(plan.Spec.Reprotect), plan.signedIn("Closing")} {
		if err := s.signAll(ctx, ids); err != nil {
			return err
		}
	}
	if err := s.awaitPhase(ctx, slow, episode.Number, "Completed"); err != nil {
		return err
	}
	episode.Completed, episode.Plan = time.Now(), s.board.Now().Plan()
	if _, err := s.shell.Run(ctx, Admin, getBoth); err != nil {
		return err
	}
	whole, err := s.shell.Ask(ctx, Admin, "kubectl get failbackplan erp -o yaml")
	if err != nil {
		return err
	}
	if err := s.keep(fmt.Sprintf("episode-%d.yaml", episode.Number), whole); err != nil {
		return err
	}
	if err := s.allSee(ctx, "rbx", poweredOn); err != nil {
		return err
	}
	if err := s.allSee(ctx, "sbg", poweredOff); err != nil {
		return err
	}
	s.judge(episode)
	return s.judgeReplication(ctx)
}

// recordsOrder changes the plan between two episodes.
func (s *Stage) recordsOrder(ctx context.Context) error {
	s.narrator.Scene("9. The next time is to go in the record's own order: RBX takes the traffic before SBG is stopped")
	if _, err := s.shell.Run(ctx, Admin, "kubectl apply -f "+allowedPlan); err != nil {
		return err
	}
	err := s.await(ctx, soon, "the operator has read the changed plan", func(seen Seen) bool {
		plan := seen.Plan()
		return plan.mayOverlap() && plan.Status.ObservedGeneration == plan.Metadata.Generation
	})
	if err != nil {
		return err
	}
	return s.quiet(ctx, "a change of the plan starts and stops nothing")
}

func (s *Stage) disaster(ctx context.Context) error {
	s.narrator.Scene("10. Months later, another disaster: RBX loses power, Zerto fails over to SBG")
	if err := s.zerto["rbx"].PowerOff(ctx); err != nil {
		return err
	}
	if err := s.zerto["sbg"].PowerOn(ctx); err != nil {
		return err
	}
	s.services.PointAt("sbg")
	if err := s.replica.Serving(ctx); err != nil {
		return err
	}
	began := time.Now()
	if err := s.begin(ctx, 2, slow); err != nil {
		return err
	}
	// The time runs from when the operator sees most of SBG run, which is a little before Zerto's last task has ended.
	took := s.episode().Began.Sub(began)
	const detection, tolerance = detectionSeconds * time.Second, 3 * time.Second
	s.expect(took >= detection-time.Second && took <= detection+tolerance,
		fmt.Sprintf("a failover is believed after %d s, neither before nor much later", detectionSeconds), "%s", after(took))
	s.narrator.Scene("11. Zerto fails back again: the RBX VMs come back to life")
	return s.comeToLife(ctx)
}

func (s *Stage) oldApproval(ctx context.Context) error {
	s.narrator.Scene("12. The first approval still stands in the plan, and is worth nothing")
	if _, err := s.shell.Run(ctx, Admin, "kubectl get failbackplan erp -o jsonpath='{.spec.approvals}'"); err != nil {
		return err
	}
	if err := s.quiet(ctx, "the approval of episode 1 starts nothing in episode 2"); err != nil {
		return err
	}
	if err := s.signAll(ctx, s.board.Now().Plan().signedIn("BeforeApproval")); err != nil {
		return err
	}
	if err := s.request(ctx); err != nil {
		return err
	}
	first := s.episodes[0].Request
	s.expect(s.episode().Request != first, "the second request is another one", "%s, after %s", s.episode().Request, first)
	return s.stale(ctx, "alice", first, nil)
}

func (s *Stage) secondFailback(ctx context.Context) error {
	s.narrator.Scene("13. alice approves the new request")
	return s.approveAndComplete(ctx, 14)
}
