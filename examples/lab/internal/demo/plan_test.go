package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const example = `{"spec": {
  "waves": [{"readiness": [{"id": "up", "tcp": {"host": "mysql-01.rbx.example", "port": 3306}}]}],
  "checklist": [
    {"id": "app", "http": {"url": "https://erp.rbx.example/health?deep=1"}},
    {"id": "elsewhere", "http": {"url": "https://erp.internal/health"}},
    {"id": "go", "stage": "BeforeApproval", "manual": {}}],
  "cutover": [{"id": "dns", "http": {"url": "http://dns-webhook.example:8080/zone", "verify": {"url": "http://dns-webhook.example:8080/zone"}}}],
  "failoverDetectionSeconds": 30}}`

func TestAdaptMovesEveryExampleHostHere(t *testing.T) {
	var asked []string
	adapted, err := Adapt([]byte(example), 3, func(name string) (Place, error) {
		if !slices.Contains(asked, name) {
			asked = append(asked, name)
		}
		return Place{"http", fmt.Sprintf("127.0.0.1:%d", 1000+slices.Index(asked, name))}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(asked)
	if wanted := []string{"dns-webhook.example:8080", "erp.rbx.example:443", "mysql-01.rbx.example:3306"}; !slices.Equal(asked, wanted) {
		t.Errorf("asked for %v", asked)
	}
	text := string(adapted)
	for _, part := range []string{"/health?deep=1", "https://erp.internal/health", `"failoverDetectionSeconds": 3`, `"port": 100`} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is missing in %s", part, text)
		}
	}
	if strings.Contains(text, ".example") {
		t.Errorf("a host is left: %s", text)
	}
	if count := strings.Count(text, `"intervalSeconds": 1`); count != 4 {
		t.Errorf("%d of the checks and actions are repeated every second", count)
	}
	var plan Plan
	if err := json.Unmarshal(adapted, &plan); err != nil {
		t.Fatal(err)
	}
	if signed := plan.signedIn("BeforeApproval"); !slices.Equal(signed, []string{"go"}) {
		t.Errorf("people sign %v", signed)
	}
	if byHTTP(plan.Spec.Cutover) != 1 || len(manual(plan.Spec.Cutover)) != 0 {
		t.Errorf("the cutover is %v", plan.Spec.Cutover)
	}
}

func TestAdaptPassesOnThatAnAddressIsNotToBeHad(t *testing.T) {
	none := errors.New("no address is left")
	if _, err := Adapt([]byte(example), 3, func(string) (Place, error) { return Place{}, none }); !errors.Is(err, none) {
		t.Errorf("it says %v", err)
	}
}
