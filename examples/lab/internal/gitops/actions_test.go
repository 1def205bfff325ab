package gitops

import (
	"reflect"
	"slices"
	"testing"

	"sigs.k8s.io/yaml"
)

// actions is the value that Argo CD reads.
type actions struct {
	Discovery   string `json:"discovery.lua"`
	Definitions []struct {
		Name   string `json:"name"`
		Action string `json:"action.lua"`
	} `json:"definitions"`
}

func planActions(t *testing.T) actions {
	t.Helper()
	var parsed actions
	if err := yaml.UnmarshalStrict([]byte(customization(t, "actions", "FailbackPlan")), &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

// offered are the actions that a person can choose for an object, sorted.
func offered(t *testing.T, object string) []string {
	t.Helper()
	var names []string
	for name, action := range evaluate(t, planActions(t).Discovery, read(t, object)).(map[string]any) {
		if disabled, _ := action.(map[string]any)["disabled"].(bool); !disabled {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func do(t *testing.T, action, object string) (spec, before map[string]any) {
	t.Helper()
	for _, definition := range planActions(t).Definitions {
		if definition.Name == action {
			changed := evaluate(t, definition.Action, read(t, object)).(map[string]any)
			return changed["spec"].(map[string]any), read(t, object)["status"].(map[string]any)
		}
	}
	t.Fatalf("no action %s", action)
	return nil, nil
}

func TestWhatIsOfferedWhen(t *testing.T) {
	for object, want := range map[string][]string{
		"plan-new":              {"pause"},
		"plan-standby":          {"pause"},
		"plan-holding":          {"abort", "pause"},
		"plan-awaitingapproval": {"abort", "approve", "pause"},
		"plan-activating":       {"abort", "pause"},
		"plan-completed":        {"pause"},
		"plan-paused":           {"abort", "resume"},
	} {
		if got := offered(t, object); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", object, got, want)
		}
	}
}

func TestEveryActionIsDefinedAndOffered(t *testing.T) {
	discovered := evaluate(t, planActions(t).Discovery, read(t, "plan-new")).(map[string]any)
	if len(discovered) != len(planActions(t).Definitions) {
		t.Errorf("%d are discovered, %d defined", len(discovered), len(planActions(t).Definitions))
	}
	for _, definition := range planActions(t).Definitions {
		if discovered[definition.Name] == nil {
			t.Errorf("%s is never discovered", definition.Name)
		}
	}
}

func TestApproveNamesTheRequestAtHand(t *testing.T) {
	spec, status := do(t, "approve", "plan-awaitingapproval")
	given := spec["approvals"].(map[string]any)["argocd"].(map[string]any)
	if want := status["request"].(map[string]any)["id"]; given["request"] != want {
		t.Errorf("it approves %v, want %v", given["request"], want)
	}
}

func TestAbortNamesTheEpisodeAtHand(t *testing.T) {
	spec, status := do(t, "abort", "plan-activating")
	abort := spec["abort"].(map[string]any)
	if want := status["episode"].(map[string]any)["id"]; abort["request"] != want || abort["by"] != "argocd" {
		t.Errorf("%v, want %v by argocd", abort, want)
	}
}

func TestPauseAndResumeChangeNothingElse(t *testing.T) {
	for action, paused := range map[string]bool{"pause": true, "resume": false} {
		spec, _ := do(t, action, "plan-awaitingapproval")
		if spec["paused"] != paused {
			t.Errorf("%s: paused is %v", action, spec["paused"])
		}
		want := read(t, "plan-awaitingapproval")["spec"].(map[string]any)
		delete(want, "paused")
		delete(spec, "paused")
		for key := range want {
			if !reflect.DeepEqual(keys(want[key]), keys(spec[key])) {
				t.Errorf("%s changes %s", action, key)
			}
		}
	}
}

// keys are what can be told apart after a walk through Lua, which knows no empty lists.
func keys(value any) any {
	if object, ok := value.(map[string]any); ok {
		return len(object)
	}
	if list, ok := value.([]any); ok {
		return len(list)
	}
	return value
}
