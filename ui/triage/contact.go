package triage

import (
	"context"
	"strings"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// editContact changes what the house says of the person outside.
func (s *Screen) editContact() {
	d, ok := s.triage.Opened.Detail()
	if !ok || d.Contact.ID == "" {
		return
	}
	c := d.Contact
	name, role := kit.NewEntry(""), kit.NewEntry(s.t("triage.contact-role-hint"))
	tags, remark := kit.NewEntry(s.t("triage.contact-tags-hint")), kit.NewMultiEntry("", 3)
	name.SetText(c.Name)
	role.SetText(c.Role)
	tags.SetText(strings.Join(c.Tags, ", "))
	remark.SetText(c.Remark)
	s.open(kit.DialogSpec{
		Title: s.t("triage.edit-contact-title"), Subtitle: c.Name, Width: 520, First: name.Focusable(),
		Body: kit.NewColumn(8, kit.NewFormRow(s.t("triage.contact-name"), name), kit.NewFormRow(s.t("triage.contact-role"), role),
			kit.NewFormRow(s.t("triage.contact-tags"), tags), kit.NewFormRow(s.t("triage.contact-remark"), remark)),
		Primary: s.t("triage.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"),
		Act: func() bool {
			c.Name, c.Role, c.Remark = strings.TrimSpace(name.Text()), strings.TrimSpace(role.Text()), strings.TrimSpace(remark.Text())
			c.Tags = vm.TypedTags(tags.Text())
			s.triage.ContactAct(func(ctx context.Context, desk vm.Contacts) error { return desk.PutContact(ctx, c) })
			return true
		},
	})
}

// linkIdentity says that another handle is the same person's.
func (s *Screen) linkIdentity() {
	d, ok := s.triage.Opened.Detail()
	if !ok || d.Contact.ID == "" {
		return
	}
	channel := inbox.ChannelEmail
	var opts []kit.Option
	for _, c := range []inbox.Channel{inbox.ChannelEmail, inbox.ChannelMastodon} {
		opts = append(opts, kit.Option{ID: string(c), Text: s.triage.Formats.ChannelText(c)})
	}
	network := kit.NewChoiceChips(opts, string(channel), func(id string) { channel = inbox.Channel(id) })
	handle := kit.NewEntry(s.t("triage.link-handle-hint"))
	s.open(kit.DialogSpec{
		Title: s.t("triage.link-identity-title"), Subtitle: d.Contact.Name, Width: 520, First: handle.Focusable(),
		Body: kit.NewColumn(8, kit.NewParagraph(s.t("triage.link-identity-text"), kit.Body(), kit.Mute),
			kit.NewFormRow(s.t("triage.link-network"), network), kit.NewFormRow(s.t("triage.link-handle"), handle)),
		Primary: s.t("triage.link-act"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"),
		Act: func() bool {
			typed := strings.TrimSpace(handle.Text())
			if typed == "" {
				handle.SetError(s.t("triage.words-needed"))
				s.dialog.Fit()
				return false
			}
			s.triage.ContactAct(func(ctx context.Context, desk vm.Contacts) error {
				return desk.LinkIdentity(ctx, channel, typed, d.Contact.ID)
			})
			return true
		},
	})
}

// identityMenu are the acts on a handle.
func (s *Screen) identityMenu(f vm.Fact) []kit.MenuEntry {
	return []kit.MenuEntry{{Text: s.t("triage.unlink-identity"), Do: func() {
		s.triage.ContactAct(func(ctx context.Context, desk vm.Contacts) error { return desk.UnlinkIdentity(ctx, f.In, f.ID) })
	}}}
}
