package people

import (
	"context"
	"strings"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

func (s *Screen) canEdit() vm.Verdict {
	if s.dossier.Contact.ID == "" {
		return vm.Cannot("people.none-chosen")
	}
	return vm.Can()
}

// put keeps what the house says of a contact.
func (s *Screen) put(c inbox.Contact) {
	s.do("", func(ctx context.Context) error { return s.desk.PutContact(ctx, c) })
}

// bar says that the person must not be written to, or may be again.
func (s *Screen) bar() {
	c := s.dossier.Contact
	c.NoContact = !c.NoContact
	s.put(c)
}

// edit changes name, role and remark.
func (s *Screen) edit() {
	c := s.dossier.Contact
	name, role, remark := kit.NewEntry(""), kit.NewEntry(s.t("people.role-hint")), kit.NewMultiEntry("", 3)
	name.SetText(c.Name)
	role.SetText(c.Role)
	remark.SetText(c.Remark)
	barred := kit.NewCheck(s.t("people.bar"), c.NoContact, nil)
	barred.OnChanged = func(on bool) { c.NoContact = on }
	var d *kit.Dialog
	d = kit.NewDialog(kit.DialogSpec{
		Title: s.t("people.edit-title"), Subtitle: c.Name, Width: 520, First: name.Focusable(),
		Body: kit.NewColumn(8, kit.NewFormRow(s.t("people.name"), name), kit.NewFormRow(s.t("people.role"), role),
			kit.NewFormRow(s.t("people.remark"), remark), barred),
		Primary: s.t("people.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("people.cancel"),
		Act: func() bool {
			c.Name, c.Role, c.Remark = strings.TrimSpace(name.Text()), strings.TrimSpace(role.Text()), strings.TrimSpace(remark.Text())
			if c.Name == "" {
				name.SetError(s.t("people.name-needed"))
				d.Fit()
				return false
			}
			s.put(c)
			return true
		},
	})
	d.Open(s.host.Canvas())
}
