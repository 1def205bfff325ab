package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// Follow asks the lab's referee for each power change of both sites until the context ends.
func Follow(ctx context.Context, control string, tell func([]vcenter.PowerChange)) error {
	client := &http.Client{Timeout: time.Minute}
	var next int64
	for ctx.Err() == nil {
		page, err := changesAfter(ctx, client, control, next)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return fmt.Errorf("referee: %w", err)
		}
		if len(page.Changes) > 0 {
			tell(page.Changes)
		}
		next = page.Next
	}
	return nil
}

type page struct {
	Changes []vcenter.PowerChange `json:"changes"`
	Next    int64                 `json:"next"`
}

func changesAfter(ctx context.Context, client *http.Client, control string, since int64) (page, error) {
	address := fmt.Sprintf("%s/power-changes?since=%d&waitMillis=20000", control, since)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return page{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return page{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return page{}, fmt.Errorf("%s", response.Status)
	}
	var answer page
	return answer, json.NewDecoder(response.Body).Decode(&answer)
}
