package bench

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// These enclose the table in a document.
const tableBegins, tableEnds = "<!-- measured: written by make bench -->", "<!-- /measured -->"

// table is what was measured, as Markdown.
type table struct {
	at       time.Time
	load     string
	loadThen string
	rows     strings.Builder
}

func newTable() *table { return &table{at: time.Now(), load: load()} }

// row adds what has no aim.
func (t *table) row(what, measured string) { t.add(what, measured, "", "") }

// aimed adds what should be at most so much.
func (t *table) aimed(what, measured string, value, most float64, aim string) {
	met := "met"
	if value > most {
		met = "**not met**"
	}
	t.add(what, measured, aim, met)
}

func (t *table) add(cells ...string) { fmt.Fprintf(&t.rows, "| %s |\n", strings.Join(cells, " | ")) }

func (t *table) end() { t.loadThen = load() }

func (t *table) String() string {
	return fmt.Sprintf("%s; %d cores shared with other work, load average %s before and %s after (both include the bench's own).\n\n"+
		"| what | measured | aim | |\n|---|---|---|---|\n%s",
		t.at.Format(time.DateOnly+" 15:04 MST"), runtime.NumCPU(), t.load, t.loadThen, t.rows.String())
}

func (t *table) writeInto(doc string) error {
	content, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(content), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return fmt.Errorf("%s has no place for the table: %s ... %s", doc, tableBegins, tableEnds)
	}
	return os.WriteFile(doc, []byte(before+tableBegins+"\n\n"+t.String()+"\n"+tableEnds+after), 0o644)
}

func load() string {
	content, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		output, _ := exec.Command("uptime").Output()
		return strings.TrimSpace(string(output))
	}
	return strings.Join(strings.Fields(string(content))[:1], " ")
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percentile is the smallest value that p per cent of all are not above.
func percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[(len(sorted)*p+99)/100-1]
}
