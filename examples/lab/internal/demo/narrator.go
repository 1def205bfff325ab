package demo

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

// Narrator writes what happens, each line with the seconds since the beginning.
type Narrator struct {
	mutex sync.Mutex
	out   io.Writer
	start time.Time
	color bool
	// scene is the title of the present part.
	scene string
}

// NewNarrator writes to a file, in colour if that is a terminal.
func NewNarrator(out *os.File) *Narrator {
	info, err := out.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return &Narrator{out: out, start: time.Now(), color: terminal}
}

// Scene begins a part of the story.
func (n *Narrator) Scene(title string) {
	n.scene = title
	n.write("\n" + n.paint(bold, "== "+title+" "+strings.Repeat("=", max(0, 100-len(title)))) + "\n")
}

// Say tells what happens now.
func (n *Narrator) Say(format string, values ...any) {
	n.At(time.Now(), "", fmt.Sprintf(format, values...))
}

// At tells what happened at a time.
func (n *Narrator) At(at time.Time, color, text string) {
	stamp := fmt.Sprintf("%8.3f  ", at.Sub(n.start).Seconds())
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			stamp = strings.Repeat(" ", len(stamp))
		}
		n.write(n.paint(dim, stamp) + n.paint(color, line) + "\n")
	}
}

// Command shows what somebody types.
func (n *Narrator) Command(who, command string) { n.At(time.Now(), cyan, who+"$ "+command) }

// Output shows what a command answered.
func (n *Narrator) Output(text string) {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return
	}
	n.write("            " + strings.ReplaceAll(text, "\n", "\n            ") + "\n")
}

// Plain writes text as it is.
func (n *Narrator) Plain(text string) { n.write(text) }

func (n *Narrator) mark(ok bool) string {
	if ok {
		return n.paint(green, "✓")
	}
	return n.paint(red, "✗")
}

func (n *Narrator) paint(color, text string) string {
	if !n.color || color == "" {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}

func (n *Narrator) write(text string) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	fmt.Fprint(n.out, text)
}
