package demo

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"sort"
	"strconv"
	"strings"
)

// Plan is what the demo reads of a FailbackPlan.
type Plan struct {
	Spec   PlanSpec   `json:"spec"`
	Status PlanStatus `json:"status"`
}

// PlanSpec is what people want.
type PlanSpec struct {
	Checklist []struct {
		ID     string    `json:"id"`
		Title  string    `json:"title"`
		Stage  string    `json:"stage"`
		Manual *struct{} `json:"manual"`
	} `json:"checklist"`
	Cutover   []PlanAction `json:"cutover"`
	Reprotect []PlanAction `json:"reprotect"`
}

// PlanAction is one of the actions of a plan.
type PlanAction struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	Manual *struct{} `json:"manual"`
}

// PlanStatus is what the operator says.
type PlanStatus struct {
	Phase      string `json:"phase"`
	Authority  string `json:"authority"`
	Message    string `json:"message"`
	NextAction string `json:"nextAction"`
	Held       string `json:"held"`
	Episode    struct {
		Number int    `json:"number"`
		ID     string `json:"id"`
	} `json:"episode"`
	Request struct {
		ID string `json:"id"`
	} `json:"request"`
	ApprovedBy []string `json:"approvedBy"`
	Checklist  []struct {
		ID      string `json:"id"`
		State   string `json:"state"`
		Message string `json:"message"`
		By      string `json:"by"`
	} `json:"checklist"`
	Measurements Measurements `json:"measurements"`
	Conditions   []Condition  `json:"conditions"`
}

// Measurements are those of one episode.
type Measurements struct {
	LongestExposureMillis int64    `json:"longestExposureMillis"`
	DualActiveSeconds     float64  `json:"dualActiveSeconds"`
	HoldSeconds           float64  `json:"holdSeconds"`
	RTOSeconds            *float64 `json:"rtoSeconds"`
	RTOWithoutWaitSeconds *float64 `json:"rtoWithoutWaitSeconds"`
}

// Condition is a condition of Kubernetes.
type Condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Condition is the one of a type; empty if it is not there.
func (p Plan) Condition(name string) Condition {
	for _, condition := range p.Status.Conditions {
		if condition.Type == name {
			return condition
		}
	}
	return Condition{}
}

// Check is how a check stands: Pending, Passed or Failed.
func (p Plan) Check(id string) string {
	for _, check := range p.Status.Checklist {
		if check.ID == id {
			return check.State
		}
	}
	return ""
}

// signedIn are the manual checks of a stage, in order.
func (p Plan) signedIn(stage string) []string {
	var ids []string
	for _, item := range p.Spec.Checklist {
		if item.Stage == stage && item.Manual != nil {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

// manual are the actions that a person does, in order.
func manual(actions []PlanAction) []string {
	var ids []string
	for _, action := range actions {
		if action.Manual != nil {
			ids = append(ids, action.ID)
		}
	}
	return ids
}

// byHTTP counts the actions that the operator carries out by a request.
func byHTTP(actions []PlanAction) int { return len(actions) - len(manual(actions)) }

// Adapt rewrites a plan, as JSON, for this machine: what it checks and calls at hosts under .example is at the addresses
// that address tells, checks are repeated every second, and a failover is believed after detection seconds.
func Adapt(plan []byte, detection int, address func(hostPort string) (string, error)) ([]byte, error) {
	var object map[string]any
	if err := json.Unmarshal(plan, &object); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	spec, ok := object["spec"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("plan: it has no spec")
	}
	spec["failoverDetectionSeconds"] = detection
	if err := adapt(spec, address); err != nil {
		return nil, err
	}
	return json.MarshalIndent(object, "", "  ")
}

func adapt(node any, address func(string) (string, error)) error {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			if err := adapt(item, address); err != nil {
				return err
			}
		}
	case map[string]any:
		if err := adaptEntries(node, address); err != nil {
			return err
		}
		names := make([]string, 0, len(node))
		for name := range node {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			if err := adapt(node[name], address); err != nil {
				return err
			}
		}
	}
	return nil
}

func adaptEntries(node map[string]any, address func(string) (string, error)) error {
	if node["tcp"] != nil || node["http"] != nil {
		node["intervalSeconds"] = 1
	}
	if host, ok := node["host"].(string); ok && isExample(host) {
		port, _ := node["port"].(float64)
		there, err := address(net.JoinHostPort(host, strconv.Itoa(int(port))))
		if err != nil {
			return err
		}
		local, number, err := net.SplitHostPort(there)
		if err != nil {
			return err
		}
		node["host"] = local
		if node["port"], err = strconv.Atoi(number); err != nil {
			return err
		}
	}
	if text, ok := node["url"].(string); ok {
		target, err := url.Parse(text)
		if err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		if isExample(target.Hostname()) {
			if target.Host, err = address(withPort(target)); err != nil {
				return err
			}
			target.Scheme = "http"
			node["url"] = target.String()
		}
	}
	return nil
}

func isExample(host string) bool { return strings.HasSuffix(host, ".example") }

func withPort(target *url.URL) string {
	port := target.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[target.Scheme]
	}
	return net.JoinHostPort(target.Hostname(), port)
}
