package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

func (h *house) views(of team.MemberID) []string {
	h.t.Helper()
	list, err := h.SavedViews(context.Background(), of)
	h.must(err)
	var out []string
	for _, v := range list {
		out = append(out, v.Name)
	}
	return out
}

func TestSavedView_IsOneMembersOwn(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	v := inbox.SavedView{ID: h.id(), Name: "  VIP  à traiter ", View: inbox.View{Search: "tag:vip assignee:me"}}
	h.must(h.PutSavedView(ctx, v, senior))
	if got := h.views(senior); !slices.Equal(got, []string{"VIP à traiter"}) {
		t.Errorf("the senior has %v", got)
	}
	if got := h.views(junior); got != nil {
		t.Errorf("the junior has %v", got)
	}
	h.fails(h.PutSavedView(ctx, inbox.SavedView{ID: h.id(), Name: "vip A TRAITER"}, senior), fault.Conflict, "fault.view-name-taken")
	h.fails(h.PutSavedView(ctx, v, junior), fault.Forbidden, "fault.view-of-another")
	h.fails(h.RemoveSavedView(ctx, v.ID, junior), fault.Forbidden, "fault.view-of-another")
	h.fails(h.PutSavedView(ctx, inbox.SavedView{ID: h.id(), Name: " "}, senior), fault.Invalid, "fault.view-unnamed")
	h.fails(h.PutSavedView(ctx, inbox.SavedView{ID: h.id(), Name: "x", View: inbox.View{Search: "status:shut"}}, senior), fault.Invalid, "fault.search-status")

	v.Name = "Presse"
	h.must(h.PutSavedView(ctx, v, senior))
	h.reopen()
	if got := h.views(senior); !slices.Equal(got, []string{"Presse"}) {
		t.Errorf("after a new name there are %v", got)
	}
	h.must(h.RemoveSavedView(ctx, v.ID, senior))
	if got := h.views(senior); got != nil {
		t.Errorf("after removing there are %v", got)
	}
	h.sound()
}

func TestCountView_StopsWhereItIsTold(t *testing.T) {
	h, _ := crowd(t)
	for name, v := range everyView() {
		v.Sort = inbox.DueFirst
		if got, err := h.CountView(context.Background(), v, 1000); err != nil || got != len(h.rows(v)) {
			t.Errorf("%s: counted %d, %v; the list has %d", name, got, err, len(h.rows(v)))
		}
		if got, err := h.CountView(context.Background(), v, 3); err != nil || got != min(3, len(h.rows(v))) {
			t.Errorf("%s: counted %d up to 3, %v", name, got, err)
		}
	}
}

func TestRows_FindByTheNamesOfTheHouse(t *testing.T) {
	h, _ := crowd(t)
	all := h.rows(inbox.View{})
	count := func(keep func(inbox.Row) bool) int {
		n := 0
		for _, r := range all {
			if keep(r) {
				n++
			}
		}
		return n
	}
	day := noon().In(time.Local)
	hour := func(r inbox.Row) bool {
		return !r.LastAt.Before(time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.Local))
	}
	for typed, want := range map[string]int{
		"assignee:me":                       count(func(r inbox.Row) bool { return r.Assignee == senior }),
		"attribuée:personne":                count(func(r inbox.Row) bool { return r.Assignee == "" }),
		"-assignee:me":                      count(func(r inbox.Row) bool { return r.Assignee != senior }),
		"canal:email":                       len(all),
		"-channel:email":                    0,
		"type:e-mail texte":                 len(all),
		"after:today":                       count(hour),
		"before:today":                      count(func(r inbox.Row) bool { return !hour(r) }),
		"texte after:today":                 count(hour),
		"texte avant:aujourd'hui":           count(func(r inbox.Row) bool { return !hour(r) }),
		"after:2030-01-01":                  0,
		"étiquette:vip":                     count(func(r inbox.Row) bool { return slices.Contains(r.Tags, "vip") }),
		"status:resolved avec:pièce-jointe": 0,
	} {
		if got := h.rows(inbox.View{Search: typed, As: senior}); len(got) != want {
			t.Errorf("%q finds %d, want %d", typed, len(got), want)
		}
	}
	_, err := h.Rows(context.Background(), inbox.View{Search: "assignee:me"}, inbox.Place{}, 5)
	h.fails(err, fault.Invalid, "fault.search-me")
}

func TestFindContacts_KnowsNamesAndHandlesWithoutAccents(t *testing.T) {
	h := newHouse(t)
	h.take(mail("1", "eleonore@client.example", "a", "x", noon()), mail("2", "marc@elite.example", "b", "x", noon().Add(time.Minute)))
	for i := range 12 {
		h.take(mail(fmt.Sprintf("z%d", i), fmt.Sprintf("zoe%02d@client.example", i), "c", "x", noon().Add(time.Duration(i)*time.Minute)))
	}
	_, err := h.IndexPending(context.Background(), 1000)
	h.must(err)
	for typed, want := range map[string][]string{
		"éléo": {"eleonore@client.example"}, "@MARC": {"marc@elite.example"}, "hello": nil, "nobody": nil, "-": nil,
		"zoe": {"zoe11@client.example", "zoe10@client.example", "zoe09@client.example"},
	} {
		list, err := h.FindContacts(context.Background(), typed, 3)
		h.must(err)
		var got []string
		for _, i := range list {
			got = append(got, i.Handle)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
}
