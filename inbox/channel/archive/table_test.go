package archive_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/archive"
	"vigie/inbox/fault"
)

func mapped(t *testing.T, spec string) map[string]string {
	t.Helper()
	columns, err := archive.ParseColumns(spec)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

func TestTable_ReadsWhatTheColumnsMean(t *testing.T) {
	o := options()
	o.Table = archive.Table{
		Columns:    mapped(t, "id=Numéro,text=Texte du message,handle=Compte,followers=Abonnés,created_at=Date,channel==twitter,metrics.likes=J'aime"),
		TimeLayout: "02/01/2006 15:04", Delimiter: ';',
	}
	// "Numéro" and "Abonnés" as a French spreadsheet writes them, in Windows-1252.
	content := "Num\xe9ro;Texte du message;Compte;Abonn\xe9s;Date;J'aime;Autre\r\n" +
		"0017;\"Bonjour;\nça va ?\";@lea;1\xa0200;28/02/2026 09:30;12.0;reste\r\n" +
		"18;Encore;@max;;pas une date;;\r\n" +
		"19;Court\r\n"
	got := read(t, put(t, t.TempDir(), "t.csv", content), o)
	if len(got) != 3 {
		t.Fatalf("%q", texts(got))
	}
	m := got[0].Upsert.Message
	if m.Native != "0017" || m.Text != "Bonjour;\nça va ?" || m.Author.Handle != "@lea" || *m.Author.Followers != 1200 || got[0].Channel != "twitter" ||
		m.Metrics["likes"] != 12 || !m.SentAt.Equal(time.Date(2026, 2, 28, 9, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", m)
	}
	if f := fault.Of(got[1].Err); f == nil || f.Args["Field"] != "created_at" || got[1].Where.Line != 4 {
		t.Errorf("%v at %v", got[1].Err, got[1].Where)
	}
	if got[2].Err != nil || got[2].Upsert.Message.Text != "Court" || got[2].Upsert.Message.Author.Followers != nil {
		t.Errorf("a short row: %+v", got[2])
	}
	again, err := archive.Reader{}.Read(inbox.Account{}, got[0].Upsert.Raw, received)
	if err != nil || again.Message.Text != m.Text || again.Message.Native != "0017" {
		t.Errorf("the kept payload: %+v, %v", again.Message, err)
	}
}

func TestTable_TakesColumnsThatAreCalledLikeFields(t *testing.T) {
	got := read(t, put(t, t.TempDir(), "t.tsv", "ID\tText\tCreated_at\n1\tone\t1767225600\n2\ttwo\t1767225600000\n"), options())
	if len(got) != 2 || got[0].Upsert.Message.Native != "1" || !got[0].Upsert.Message.SentAt.Equal(got[1].Upsert.Message.SentAt) ||
		got[0].Upsert.Message.SentAt.Year() != 2026 {
		t.Errorf("%+v", got)
	}
}

func TestTable_RefusesAColumnThatIsNotThere(t *testing.T) {
	for spec, key := range map[string]string{"text=Nowhere": "fault.import-no-column", "id=id": "fault.import-no-text-column"} {
		o := options()
		o.Table.Columns = mapped(t, spec)
		err := archive.Read(context.Background(), put(t, t.TempDir(), "t.csv", "id,body\n1,x\n"), o, func(archive.Record) error { return nil })
		if f := fault.Of(err); f == nil || f.Key != key {
			t.Errorf("%s: %v", spec, err)
		}
	}
}

func TestParseColumns_RefusesNonsense(t *testing.T) {
	for _, spec := range []string{"text", "text=", "colour=red", "=x"} {
		if columns, err := archive.ParseColumns(spec); err == nil {
			t.Errorf("%q gives %v", spec, columns)
		}
	}
	if columns := mapped(t, "text=a,,b, id=c"); columns["text"] != "a,b" || columns["id"] != "c" {
		t.Errorf("%v", columns)
	}
}
