package inbox_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

func clip(by team.MemberID, c inbox.Clipping) (inbox.Message, error) {
	who, _ := house().Member(by)
	return inbox.DecideClip(c, "01CLIP", who, inbox.DefaultRules(), noon)
}

func TestClip_IsAMessageLikeTheOthers(t *testing.T) {
	m, err := clip("ines", inbox.Clipping{
		URL: "www.Linkedin.com/posts/1/#c", Title: " Un  post ", Text: "Leur mixeur fume.", Who: "Anna Petit", Where: "LinkedIn",
		SaidAt: noon.Add(-time.Hour), Pictures: []inbox.Attachment{{Name: "ecran.png", Type: "image/png", Blob: "ab", Size: 3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string][2]string{
		"kind": {string(m.Kind), "clip"}, "native": {m.Native, "clip:01CLIP"}, "title": {m.Subject, "Un post"},
		"text": {m.Text, "Leur mixeur fume.\n\nhttps://www.linkedin.com/posts/1/#c"}, "link": {m.Permalink, "https://www.linkedin.com/posts/1/#c"},
		"page": {m.Root, "https://www.linkedin.com/posts/1"}, "who": {m.Author.Name, "Anna Petit"}, "handle": {m.Author.Handle, "anna petit · linkedin"},
		"by": {string(m.Recorded.By), "ines"}, "where": {m.Recorded.Where, "LinkedIn"}, "picture": {m.Attachments[0].Blob, "ab"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", what, got[0], got[1])
		}
	}
	if l := m.Links[0]; m.Text[l.Start:l.End] != m.Permalink || !m.SentAt.Equal(noon.Add(-time.Hour)) || !m.ReceivedAt.Equal(noon) {
		t.Errorf("got %+v", m)
	}
	call, err := clip("lea", inbox.Clipping{Text: "Il rappelle demain", Who: "M. Roux", Where: "téléphone"})
	if err != nil || call.Root != "" || call.Permalink != "" || !call.SentAt.Equal(noon) {
		t.Errorf("%+v, %v", call, err)
	}
	page, err := clip("lea", inbox.Clipping{URL: "https://presse.example/article"})
	if err != nil || page.Author.Handle != "presse.example" {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestClip_SaysWhatIsWrong(t *testing.T) {
	said := inbox.Clipping{Text: "Bonjour", Who: "Anna"}
	with := func(change func(*inbox.Clipping)) inbox.Clipping { c := said; change(&c); return c }
	for key, c := range map[string]inbox.Clipping{
		"fault.clip-empty":         {Who: "Anna"},
		"fault.clip-nobody":        {Text: "Bonjour"},
		"fault.clip-address-wrong": with(func(c *inbox.Clipping) { c.URL = "javascript:alert(1)" }),
		"fault.clip-time-to-come":  with(func(c *inbox.Clipping) { c.SaidAt = noon.Add(time.Hour) }),
		"fault.clip-time-too-old":  with(func(c *inbox.Clipping) { c.SaidAt = time.Unix(0, 0) }),
		"fault.clip-line-too-long": with(func(c *inbox.Clipping) { c.Who = strings.Repeat("é", 201) }),
		"fault.text-too-long":      with(func(c *inbox.Clipping) { c.Text = strings.Repeat("x", 65<<10) }),
		"fault.picture-unreadable": with(func(c *inbox.Clipping) {
			c.Pictures = []inbox.Attachment{{Name: "a.pdf", Type: "application/pdf", Blob: "ab"}}
		}),
	} {
		_, err := clip("lea", c)
		refused(t, err, key)
	}
	for _, address := range []string{"file:///etc/passwd", "https://user@host.example", "deux mots.example", "https://", "localhost"} {
		_, err := clip("lea", inbox.Clipping{URL: address})
		refused(t, err, "fault.clip-address-wrong")
	}
	_, err := clip("judge", said)
	refused(t, err, "fault.profile-may-not")
	_, err = clip("gone", said)
	refused(t, err, "fault.member-retired")
	_, err = clip("nobody", said)
	refused(t, err, "fault.no-member")
}

func TestCheckPicture_TakesPicturesOnly(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	if kind, err := inbox.CheckPicture("a.jpg", b.Bytes()); err != nil || kind != "image/png" {
		t.Errorf("%q, %v", kind, err)
	}
	_, err := inbox.CheckPicture("a.png", b.Bytes()[:b.Len()-20])
	refused(t, err, "fault.picture-unreadable")
	_, err = inbox.CheckPicture("a.svg", []byte("<svg/>"))
	refused(t, err, "fault.picture-unreadable")
	_, err = inbox.CheckPicture("a.png", make([]byte, inbox.LargestPicture+1))
	refused(t, err, "fault.picture-too-large")
	huge := bytes.Clone(b.Bytes())
	copy(huge[16:24], []byte{0, 0, 0x40, 0, 0, 0, 0x40, 0}) // 16384 × 16384
	_, err = inbox.CheckPicture("a.png", huge)
	if err == nil {
		t.Error("a picture of 268 million dots is taken")
	}
}
