package alert

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	domain "vigie/crisis/alert"
	"vigie/ui/kit"
)

// dismissal is the form that asks why an alert was false.
type dismissal struct {
	s                              *Screen
	alert                          domain.Alert
	why                            domain.Reason
	name, days, times, word, voice *kit.Entry
	more                           *kit.Column
	dialog                         *kit.Dialog
}

// dismiss asks why the chosen alert was false.
func (s *Screen) dismiss() {
	a, ok := s.alert()
	if !ok {
		return
	}
	d := &dismissal{s: s, alert: a, why: domain.Campaign, name: kit.NewEntry(""), days: kit.NewEntry("7"), times: kit.NewEntry("3"),
		word: kit.NewEntry(""), voice: kit.NewEntry(""), more: kit.NewColumn(8)}
	d.days.SetText("7")
	d.times.SetText("3")
	d.voice.SetText(LoudestVoice(s.posts))
	var options []kit.Option
	for _, r := range domain.Reasons() {
		options = append(options, kit.Option{ID: string(r), Text: s.t("alert.reason-" + string(r))})
	}
	why := kit.NewSelect(options, string(d.why), "", "", func(id string) {
		d.why = domain.Reason(id)
		d.ask()
		d.dialog.Fit()
	})
	d.ask()
	d.dialog = kit.NewDialog(kit.DialogSpec{
		Title: s.t("alert.dismiss-title"), Width: 480, Body: kit.NewColumn(12, why, d.more), First: why,
		Primary: s.t("alert.dismiss-yes"), PrimaryKey: "Ctrl ⏎", PrimaryKind: kit.Danger, Cancel: s.t("alert.cancel"), Act: d.act,
	})
	d.dialog.Open(s.host.Canvas())
}

// ask shows what belongs to the reason.
func (d *dismissal) ask() {
	t := d.s.t
	objs := []fyne.CanvasObject{kit.NewParagraph(t("alert.dismiss-"+string(d.why)), kit.Small(), kit.Mute)}
	switch d.why {
	case domain.Campaign:
		objs = append(objs, kit.NewFormRow(t("alert.campaign-name"), d.name), kit.NewFormRow(t("alert.campaign-days"), d.days), kit.NewFormRow(t("alert.campaign-times"), d.times))
	case domain.Homonym:
		objs = append(objs, kit.NewFormRow(t("alert.word"), d.word))
	case domain.Bot:
		objs = append(objs, kit.NewFormRow(t("alert.author"), d.voice))
	}
	d.more.Set(objs...)
}

// act dismisses the alert, and does what the reason asks for.
func (d *dismissal) act() bool {
	s, now := d.s, d.s.host.Now()
	v := domain.Verdict{ID: d.alert.ID, State: domain.Dismissed, Why: d.why}
	word := strings.TrimSpace(d.word.Text())
	switch d.why {
	case domain.Campaign:
		v.Name, v.Until, v.Factor = strings.TrimSpace(d.name.Text()), InDays(now, d.days.Text(), 7), Factor(d.times.Text(), 3)
	case domain.Homonym:
		if word == "" {
			d.word.SetError(s.t("alert.no-word"))
			d.dialog.Fit()
			return false
		}
	case domain.Bot:
		v.Author = strings.ToLower(strings.TrimSpace(d.voice.Text()))
	}
	if _, _, err := v.Judge(d.alert, s.known.Set(d.alert.Watch), "", now); err != nil {
		field := d.times
		if d.why == domain.Bot {
			field = d.voice
		}
		field.SetError(s.host.Texts().Fault(err))
		d.dialog.Fit()
		return false
	}
	s.do(s.t("alert.done-dismissed"), func(ctx context.Context) error {
		if d.why == domain.Homonym {
			if err := s.desk.LeaveOut(ctx, d.alert.Watch, word); err != nil {
				return err
			}
		}
		return s.desk.JudgeAlert(ctx, v)
	})
	return true
}
