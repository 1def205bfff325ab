package zerto

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault strikes calls of the API.
type Fault struct {
	// Method is GET, POST, ... or empty for any; Path is a part of the path, in lower case.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Status and Body are answered instead; Body "huge" is 100 MB.
	Status int    `json:"status"`
	Body   string `json:"body"`
	// Millis is how long it waits before anything else.
	Millis int `json:"millis"`
	// Cut closes the connection: "before" the call is carried out, or "after".
	Cut string `json:"cut"`
	// Count is how many calls it strikes; 0 is all.
	Count int `json:"count"`
}

type faults struct {
	mutex sync.Mutex
	rules []*Fault
}

func (f *faults) add(rule Fault) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if rule.Count == 0 {
		rule.Count = -1
	}
	f.rules = append(f.rules, &rule)
}

func (f *faults) clear() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rules = nil
}

// find returns the first rule that strikes; one that strikes nothing if there is none.
func (f *faults) find(method, path string) Fault {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, rule := range f.rules {
		if rule.Count != 0 && (rule.Method == "" || rule.Method == method) && strings.Contains(path, rule.Path) {
			if rule.Count > 0 {
				rule.Count--
			}
			return *rule
		}
	}
	return Fault{}
}

// before reports whether the fault has answered.
func (f Fault) before(w http.ResponseWriter, r *http.Request) bool {
	if f.Millis > 0 {
		select {
		case <-time.After(time.Duration(f.Millis) * time.Millisecond):
		case <-r.Context().Done():
		}
	}
	if f.Cut == "before" {
		panic(http.ErrAbortHandler)
	}
	if f.Status == 0 {
		return false
	}
	w.WriteHeader(f.Status)
	if f.Body != "huge" {
		_, _ = w.Write([]byte(f.Body))
		return true
	}
	block := []byte(strings.Repeat("[", 1<<20))
	for range 100 {
		if _, err := w.Write(block); err != nil {
			break
		}
	}
	return true
}

func (f Fault) after() bool { return f.Cut == "after" }
