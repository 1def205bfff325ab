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
	Metadata struct {
		Generation int64 `json:"generation"`
	} `json:"metadata"`
	Spec   PlanSpec   `json:"spec"`
	Status PlanStatus `json:"status"`
}

// PlanSpec is what people want.
type PlanSpec struct {
	Overlap           string `json:"overlap"`
	OverlapMaxSeconds int    `json:"overlapMaxSeconds"`
	Checklist         []struct {
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
	HTTP   *struct{} `json:"http"`
}

// PlanStatus is what the operator says.
type PlanStatus struct {
	ObservedGeneration int64 `json:"observedGeneration"`

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

// mayOverlap says whether the primary is to start while the recovery site runs.
func (p Plan) mayOverlap() bool { return p.Spec.Overlap == "Allowed" }

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
func byHTTP(actions []PlanAction) int {
	requests := 0
	for _, action := range actions {
		requests += count(action.HTTP != nil)
	}
	return requests
}

// Place is where something that the plan names is on this machine.
type Place struct {
	Scheme string
	// Host has the port too.
	Host string
}

// The ports of what a plan names without one.
const (
	dnsPort   = 53
	mysqlPort = 3306
)

// Adapt rewrites a plan, as JSON, for this machine: what it checks and calls at hosts under .example is at the addresses
// that address tells, checks and actions are repeated every second, and a failover is believed after detection seconds. There
// is no MySQL here: a check of kind mysql becomes one of whether its port answers.
func Adapt(plan []byte, detection int, address func(hostPort string) (Place, error)) ([]byte, error) {
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

func adapt(node any, address func(string) (Place, error)) error {
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

func adaptEntries(node map[string]any, address func(string) (Place, error)) error {
	if query, ok := node["mysql"].(map[string]any); ok {
		node["tcp"] = map[string]any{"host": query["host"], "port": mysqlPort}
		delete(node, "mysql")
	}
	for _, kind := range []string{"tcp", "http", "dns", "prometheus", "zerto"} {
		if node["id"] != nil && node[kind] != nil {
			node["intervalSeconds"] = 1
		}
	}
	if host, ok := node["host"].(string); ok && isExample(host) {
		port, ok := node["port"].(float64)
		if !ok {
			port = dnsPort
		}
		there, err := address(net.JoinHostPort(host, strconv.Itoa(int(port))))
		if err != nil {
			return err
		}
		local, number, err := net.SplitHostPort(there.Host)
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
			there, err := address(withPort(target))
			if err != nil {
				return err
			}
			target.Scheme, target.Host = there.Scheme, there.Host
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
