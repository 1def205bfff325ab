package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// flatWithin is what the processor time of one power event may grow by, from the smallest inventory to the largest.
const flatWithin = 1.2

// measureProcessor has JMH take the time from the bytes of one update to the decision to suspend.
func measureProcessor(ctx context.Context, options *Options, table *table) error {
	report := filepath.Join(options.Root, ".lab", "jmh.json")
	command := exec.CommandContext(ctx, options.Maven, "-B", "-q", "-Pbench", "-pl", "operator", "test-compile", "exec:exec",
		"-Dfailback.bench.report="+report)
	command.Dir = options.Root
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	content, err := os.ReadFile(report)
	if err != nil {
		return err
	}
	var runs []struct {
		Params        map[string]string `json:"params"`
		PrimaryMetric struct {
			Score      float64 `json:"score"`
			ScoreError float64 `json:"scoreError"`
		} `json:"primaryMetric"`
	}
	if err := json.Unmarshal(content, &runs); err != nil {
		return err
	}
	if len(runs) == 0 {
		return fmt.Errorf("%s holds no run", report)
	}
	var each []string
	for _, run := range runs {
		each = append(each, fmt.Sprintf("%s VMs %.1f ± %.1f µs", run.Params["vms"], run.PrimaryMetric.Score, run.PrimaryMetric.ScoreError))
	}
	growth := runs[len(runs)-1].PrimaryMetric.Score / runs[0].PrimaryMetric.Score
	table.aimed("processor time of one power event, from the received bytes to the decision",
		fmt.Sprintf("%s: ratio of the last to the first %.2f", strings.Join(each, ", "), growth), growth, flatWithin,
		fmt.Sprintf("flat within %.1f", flatWithin))
	return nil
}
