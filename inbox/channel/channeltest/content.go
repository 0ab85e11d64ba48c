package channeltest

import (
	"bytes"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func contentCases() []Case {
	return []Case{
		{"an answer says what it answers", keepsThreads},
		{"every script and symbol arrives as it was written", keepsUnicode},
		{"an attachment opens from the kept payload", opensAttachments},
		{"an edit brings the new text under the same id", seesEdits},
		{"a deletion is told, under the same id", seesDeletions},
		{"what the house writes in the network's own app is its own", seesOwnApp},
	}
}

func keepsThreads(t T, h Harness) {
	p := begin(t, h)
	first, a := p.post()
	_, b := p.post(answering(first))
	_, stranger := p.post()
	p.drain()
	parent, child, other := p.sees(a).Message, p.sees(b).Message, p.sees(stranger).Message
	if !linked(parent, child) {
		t.Errorf("nothing ties the answer to what it answers: parent %q, in reply to %q, references %q, root %q",
			child.Parent, child.InReplyTo, child.References, child.Root)
	}
	if linked(parent, other) {
		t.Errorf("a message that answers nothing is tied to another")
	}
}

// linked tells whether the facts of a child name its parent.
func linked(parent, child inbox.Message) bool {
	return child.Parent != "" && child.Parent == parent.Native ||
		child.Root != "" && child.Root == parent.Root ||
		parent.MailID != "" && (child.InReplyTo == parent.MailID || slices.Contains(child.References, parent.MailID))
}

func keepsUnicode(t T, h Harness) {
	p := begin(t, h)
	texts := []string{
		"Déjà vu à l’hôtel « Noël » : œuvre, naïve, 12 €, ½ tarif…",
		"Family 👩‍👩‍👧‍👦 flag 🇫🇷 skin 👍🏽 done",
		"e\u0301te\u0301 is decomposed, été is not",
		"日本語のテキスト 中文 한국어 ไทย",
		"שלום עליכם ومرحبا بكم mixed with latin",
	}
	var markers []string
	for _, text := range texts {
		_, m := p.post(func(w *Post) { w.Text += " " + text })
		markers = append(markers, m)
	}
	p.drain()
	for i, m := range markers {
		if got := p.sees(m).Message.Text; !strings.Contains(got, texts[i]) {
			t.Errorf("text is %q, want it to hold %q", got, texts[i])
		}
	}
}

func opensAttachments(t T, h Harness) {
	p := begin(t, h)
	opener, ok := h.Connector.(channel.Opener)
	p.need(ok, "Opener")
	content := bytes.Repeat([]byte("fichier \x00\xff joint\r\n"), 100)
	_, marker := p.post(func(w *Post) {
		w.File = &channel.File{Name: "reçu été.bin", Type: "application/octet-stream", Data: content}
	})
	p.drain()
	k := p.sees(marker)
	if len(k.Message.Attachments) != 1 {
		t.Fatalf("%d attachments, want 1", len(k.Message.Attachments))
	}
	a := k.Message.Attachments[0]
	if a.Name != "reçu été.bin" || a.Size != int64(len(content)) {
		t.Errorf("attachment %q of %d bytes, want %q of %d", a.Name, a.Size, "reçu été.bin", len(content))
	}
	got, err := opener.Attachment(k.Raw, a.Index)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("opened %d bytes, %v; want the %d that were sent", len(got), err, len(content))
	}
	if _, err := opener.Attachment(k.Raw, 99); err == nil {
		t.Errorf("an attachment that does not exist opened without an error")
	}
}

func seesEdits(t T, h Harness) {
	p := begin(t, h)
	p.need(h.Edit != nil, "Edit")
	id, marker := p.post()
	p.drain()
	before := p.sees(marker).Message.Native
	h.Edit(t, id, "entirely other words, "+marker)
	p.drain()
	k := p.sees(marker)
	if k.Message.Native != before || !strings.Contains(k.Message.Text, "entirely other words") || k.versions != 2 {
		t.Errorf("after the edit: native %q (was %q), text %q, %d versions", k.Message.Native, before, k.Message.Text, k.versions)
	}
}

func seesDeletions(t T, h Harness) {
	p := begin(t, h)
	p.need(h.Delete != nil, "Delete")
	id, marker := p.post()
	_, stays := p.post()
	p.drain()
	h.Delete(t, id)
	p.drain()
	if !p.sees(marker).removed {
		t.Errorf("the deleted message is not marked")
	}
	if p.sees(stays).removed {
		t.Errorf("another message is marked as deleted")
	}
}

func seesOwnApp(t T, h Harness) {
	p := begin(t, h)
	p.need(h.WriteInApp != nil, "WriteInApp")
	id, _ := p.post()
	h.WriteInApp(t, Post{Answers: id, Subject: "Re: ownmarker", Text: "answered from the telephone, ownmarker"})
	p.drain()
	if k := p.sees("ownmarker"); k.Message.Direction != inbox.Outbound {
		t.Errorf("what the house wrote itself is %q, want outbound", k.Message.Direction)
	}
}
