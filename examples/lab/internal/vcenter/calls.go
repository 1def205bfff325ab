package vcenter

import (
	"sync"
)

// Calls counts the SOAP calls that came in over the network, by method. The lab's own are not counted.
type Calls struct {
	mutex sync.Mutex
	count map[string]int
}

// NewCalls starts at none.
func NewCalls() *Calls { return &Calls{count: map[string]int{}} }

// Counts are the calls since the start or the last Reset.
func (c *Calls) Counts() map[string]int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	counts := map[string]int{}
	for method, n := range c.count {
		counts[method] = n
	}
	return counts
}

// Reset starts again at none.
func (c *Calls) Reset() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.count = map[string]int{}
}

func (c *Calls) add(method string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.count[method]++
}
