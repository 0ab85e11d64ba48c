package store_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/crisis/minutes"
	"vigie/inbox"
	"vigie/inbox/team"
)

func TestAudit_ChainsWhatMustBeAnsweredFor(t *testing.T) {
	eachEngine(t, func(t *testing.T, url string) {
		h := newHouseAt(t, url)
		h.tampered = true // an erasure hides the names in the log
		ctx := context.Background()
		c := h.question()
		before, err := h.Audit(ctx)
		h.must(err)
		h.act(c, inbox.Claim{}, senior)
		h.act(c, inbox.AddNote{Text: "rien de particulier"}, senior)
		h.act(c, inbox.Claim{TakeOver: true}, coordinator)
		h.must(h.PutMember(ctx, team.Member{ID: junior, Name: "Jo", Handle: "jo", Profile: team.Senior}, coordinator))
		list, err := h.Contacts(ctx, inbox.ContactView{}, inbox.ContactPlace{}, 1)
		h.must(err)
		h.must(h.Erase(ctx, list[0].ID, coordinator))
		h.must(h.Exported(ctx, "records", ""))
		log, err := h.Audit(ctx)
		h.must(err)
		var kinds []string
		for _, e := range log.Events[len(before.Events):] {
			kinds = append(kinds, string(e.Kind))
		}
		equal(t, "kept", strings.Join(kinds, " "), "conversation.claim member.put contact.erase workspace.exported")
		taken := log.Events[len(before.Events)]
		if taken.By != coordinator || taken.Step != string(c) || !strings.Contains(string(taken.Payload), "Sami") {
			t.Errorf("taken over: %+v %s", taken, taken.Payload)
		}
		h.sound()

		var file bytes.Buffer
		h.must(minutes.WriteJSONL(&file, log))
		whole, err := minutes.ReadJSONL(bytes.NewReader(file.Bytes()))
		h.must(err)
		if b := minutes.Verify(whole); b != nil {
			t.Errorf("the export is broken: %+v", b)
		}
		whole.Events[2].By = "somebody else"
		if b := minutes.Verify(whole); b == nil || b.Line != 4 {
			t.Errorf("a changed line: %+v", b)
		}
		whole.Events = slices.Delete(log.Events, 2, 3)
		if b := minutes.Verify(whole); b == nil {
			t.Error("a line that was left out is not seen")
		}
	})
}

func TestAudit_IsOnlyAddedToAndACheckSeesATamperer(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.shut(h.Workspace)
	for _, script := range []string{`UPDATE audit_entry SET member = 'x'`, `DELETE FROM audit_entry`} {
		if err := h.behind(script); err == nil {
			t.Errorf("%s went through", script)
		}
	}
	h.tamper(`DROP TRIGGER audit_entry_kept; UPDATE audit_entry SET member = 'x' WHERE seq = 2`)
	h.open()
	report, err := h.Check(context.Background())
	h.must(err)
	if text := fmt.Sprint(report.Faults); !strings.Contains(text, "audit: run audit: event 2") {
		t.Errorf("a check says %s", text)
	}
}
