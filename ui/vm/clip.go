package vm

import (
	"context"
	"io"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Clips is what a desk may offer besides: to record by hand what no account
// reads.
type Clips interface {
	// RecordClip makes a message of it; its event names the conversation.
	RecordClip(ctx context.Context, c inbox.Clipping) (inbox.Event, error)
	// KeepPicture checks that a file is a picture that can be shown, and keeps
	// it. PictureAt does the same with a file of this computer.
	KeepPicture(ctx context.Context, name string, r io.Reader) (inbox.Attachment, error)
	PictureAt(ctx context.Context, path string) (inbox.Attachment, error)
	// ClipDraft gives what this member typed and did not record yet, and
	// KeepClipDraft keeps it.
	ClipDraft(ctx context.Context) (ClipDraft, error)
	KeepClipDraft(ctx context.Context, d ClipDraft) error
}

// ClipDraft is the form of a clip as it was left.
type ClipDraft struct {
	Clip inbox.Clipping `json:"clip"`
	When string         `json:"when,omitempty"` // as it was typed
}

// Empty reports whether nothing was typed.
func (d ClipDraft) Empty() bool { return d.Clip.Empty() && strings.TrimSpace(d.When) == "" }

// ClipForm is the form in which something is recorded by hand.
type ClipForm struct {
	Faces
	ClipDraft
	Now func() time.Time
}

// Clipping is what the form says.
func (f *ClipForm) Clipping() (inbox.Clipping, error) {
	c := f.Clip
	at, ok := f.Past(f.When, f.Now())
	if !ok {
		return c, fault.New(fault.Invalid, "clip.when-unclear")
	}
	c.SaidAt = at
	return c, nil
}

// Check says what is wrong with the form and at which field: "url", "who",
// "when", "pictures" or "text".
func (f *ClipForm) Check() (field string, err error) {
	c, err := f.Clipping()
	if err == nil {
		_, err = inbox.DecideClip(c, "", f.House.Me, inbox.DefaultRules(), f.Now())
	}
	if err == nil {
		return "", nil
	}
	switch key := fault.Of(err).Key; key {
	case "fault.clip-address-wrong":
		return "url", err
	case "fault.clip-nobody", "fault.clip-line-too-long":
		return "who", err
	case "clip.when-unclear", "fault.clip-time-to-come", "fault.clip-time-too-old":
		return "when", err
	case "fault.picture-unreadable", "fault.clip-too-many-pictures":
		return "pictures", err
	default:
		return "text", err
	}
}

// Said says again the time that was typed, in full.
func (f *ClipForm) Said() string {
	at, ok := f.Past(f.When, f.Now())
	if !ok {
		return f.Texts.T("clip.when-unclear", nil)
	}
	return f.Texts.T("clip.when-is", map[string]any{"When": f.Amid(at, f.Now())})
}

// Past reads a time that has passed as a person types it: nothing or "now",
// "14:30" (today, or yesterday when that is to come), "yesterday 18:00",
// "2 h" and "3 d" ago, "25/12 9:00", "2026-12-25".
func (f Formats) Past(typed string, now time.Time) (at time.Time, ok bool) {
	s := strings.ToLower(strings.Join(strings.Fields(typed), " "))
	if s == "" || s == "now" || s == strings.ToLower(f.Texts.T("clip.when-now", nil)) {
		return now, true
	}
	for _, read := range []func(string, time.Time) (time.Time, bool){f.ago, f.clockBefore, f.dayBefore} {
		if at, ok = read(s, now); ok {
			return at, !at.After(now)
		}
	}
	return time.Time{}, false
}

func (f Formats) ago(s string, now time.Time) (time.Time, bool) {
	s = strings.TrimPrefix(strings.TrimSuffix(s, " ago"), "il y a ")
	at, ok := f.typedSpan(s, now)
	if !ok {
		return at, false
	}
	if strings.HasSuffix(s, "h") || strings.HasSuffix(s, "m") || strings.HasSuffix(s, "mn") || strings.HasSuffix(s, "min") {
		return now.Add(-at.Sub(now)), true
	}
	local := at.In(f.Zone)
	days := int(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC).Sub(f.dayOf(now)) / (24 * time.Hour))
	return now.AddDate(0, 0, -days), true
}

func (f Formats) dayOf(t time.Time) time.Time {
	l := t.In(f.Zone)
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, time.UTC)
}

func (f Formats) clockBefore(s string, now time.Time) (time.Time, bool) {
	days := 0
	for _, word := range []string{"yesterday", "hier"} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			s, days = strings.TrimPrefix(strings.TrimSpace(rest), "à "), -1
		}
	}
	if s == "" {
		return f.at(now, days, 12, 0), true
	}
	h, m, ok := clock(s)
	if !ok {
		return time.Time{}, false
	}
	at := f.at(now, days, h, m)
	if at.After(now) {
		at = f.at(now, days-1, h, m)
	}
	return at, true
}

func (f Formats) dayBefore(s string, now time.Time) (time.Time, bool) {
	at, ok := f.typedDay(s, now)
	if !ok {
		return at, false
	}
	if _, err := time.Parse("2006-01-02", strings.Fields(s)[0]); err != nil && strings.Count(strings.Fields(s)[0], "/") == 1 && at.After(now) {
		at = at.AddDate(-1, 0, 0) // without a year the last one is meant
	}
	if !strings.Contains(s, " ") && at.After(now) && f.dayOf(at).Equal(f.dayOf(now)) {
		return now, true // today, before nine
	}
	return at, true
}

// clips is the desk's ability to record, where it has it.
func (t *Triage) clips() (Clips, bool) {
	c, ok := t.Desk.(Clips)
	return c, ok
}

// CanClip says whether something can be recorded by hand.
func (t *Triage) CanClip() Verdict {
	if _, ok := t.clips(); !ok || !t.ready {
		return Cannot("clip.no-desk")
	}
	return Can()
}

// ClipForm reads the form as it was left and hands it to show on the window's
// goroutine.
func (t *Triage) ClipForm(show func(*ClipForm)) {
	desk, ok := t.clips()
	if !ok {
		return
	}
	t.sched.Go(func(ctx context.Context) {
		d, err := desk.ClipDraft(ctx)
		t.sched.UI(func() {
			if err != nil {
				t.refused(err) // an empty form does no harm
			}
			show(&ClipForm{Faces: t.Faces(), ClipDraft: d, Now: t.Desk.Now})
		})
	})
}

// KeepClip keeps a form that was closed without recording.
func (t *Triage) KeepClip(d ClipDraft) {
	desk, ok := t.clips()
	if !ok {
		return
	}
	t.sched.Go(func(ctx context.Context) {
		err := desk.KeepClipDraft(context.WithoutCancel(ctx), d)
		t.sched.UI(func() {
			switch {
			case err != nil:
				t.refused(err)
			case !d.Empty():
				t.tell(Toast{Text: t.Formats.Texts.T("clip.kept", nil)})
			}
		})
	})
}

// RecordClip records what the form says, opens its conversation and empties the
// form. done hears why it was refused, nil when it was not.
func (t *Triage) RecordClip(f *ClipForm, done func(error)) {
	desk, ok := t.clips()
	c, err := f.Clipping()
	if !ok || err != nil {
		done(err)
		return
	}
	t.sched.Go(func(ctx context.Context) {
		ctx = context.WithoutCancel(ctx)
		e, err := desk.RecordClip(ctx, c)
		var kept error
		if err == nil {
			kept = desk.KeepClipDraft(ctx, ClipDraft{})
		}
		t.sched.UI(func() {
			done(err)
			if err != nil {
				return
			}
			t.tell(Toast{Text: t.Formats.Texts.T("act.done-"+inbox.RecordClip{}.Name(), nil)})
			if kept != nil {
				t.refused(kept)
			}
			t.List.Select(e.Conversation)
			t.Refresh()
		})
	})
}

// AddPicture keeps a picture for a clip and hands it on, or says why not.
func (t *Triage) AddPicture(keep func(context.Context, Clips) (inbox.Attachment, error), add func(inbox.Attachment, error)) {
	desk, ok := t.clips()
	if !ok {
		return
	}
	t.sched.Go(func(ctx context.Context) {
		a, err := keep(ctx, desk)
		t.sched.UI(func() { add(a, err) })
	})
}
