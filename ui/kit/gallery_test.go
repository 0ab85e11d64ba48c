package kit

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie/assets/icon"
)

// TestGallery draws every widget, light and dark. With VIGIE_LOOK_DIR it writes
// the pictures there, to be looked at.
func TestGallery(t *testing.T) {
	pages := map[string]func(t *testing.T, mode Mode) image.Image{
		"inbox": galleryInbox, "controls": galleryControls, "dialog": galleryDialog,
		"states": galleryStates, "lists": galleryLists, "icons": galleryIcons,
	}
	for name, page := range pages {
		for mode, suffix := range map[Mode]string{Light: "light", DarkMode: "dark"} {
			t.Run(name+" "+suffix, func(t *testing.T) {
				im := page(t, mode)
				if im.Bounds().Dx() != 1280 || im.Bounds().Dy() != 800 {
					t.Fatalf("the picture is %v", im.Bounds())
				}
				if shades(im) < 20 {
					t.Fatal("the picture is almost empty")
				}
				save(t, name+"-"+suffix, im)
			})
		}
	}
}

func save(t *testing.T, name string, im image.Image) {
	t.Helper()
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "kit-"+name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		t.Fatal(err)
	}
}

// shades counts different colours on a coarse grid.
func shades(im image.Image) int {
	seen := map[color.Color]bool{}
	for y := 0; y < im.Bounds().Dy(); y += 3 {
		for x := 0; x < im.Bounds().Dx(); x += 3 {
			seen[im.At(x, y)] = true
		}
	}
	return len(seen)
}

func on(role Role, o fyne.CanvasObject) fyne.CanvasObject {
	return NewSheet(role, o)
}

func galleryInbox(t *testing.T, mode Mode) image.Image {
	w, _, _ := window(t, mode, container.NewStack(), Hooks{})
	rail := NewIconRail([]RailEntry{{"inbox", "Inbox", icon.Inbox, false}, {"crisis", "Crisis room", icon.Flag, false}, {"people", "People", icon.User, false}, {"reports", "Reports", icon.Bars, false}, {"settings", "Settings", icon.Gear, true}}, "inbox", nil)
	rail.SetCount("inbox", 42)
	rail.SetCount("crisis", 1)
	inbox := NewNavRow("Inbox", 42, nil)
	inbox.SetSelected(true)
	nav := NewColumn(0, inbox, NewNavRow("Assigned to me", 7, nil), NewNavRow("Unassigned", 18, nil), NewNavRow("Resolved", 0, nil), NewHeading("Departments"),
		NewNavRow("Customer service", 21, nil).Indent(1), NewNavRow("Marketing", 9, nil), NewHeading("Channels"), NewNavRow("Facebook · Acme France", 12, nil), NewNavRow("Watch · “acme blender”", 9, nil).WithIcon(icon.Search)).Pad(8, 12)
	list := NewList(&sampleRows{n: 200})
	list.SetCurrent(0)
	list.SetMarked("2", "3")
	fill := NewImageSlot("Photo, 2 MB: show", fyne.NewSize(150, 92), nil)
	pic := NewImageSlot("Photo", fyne.NewSize(150, 92), nil)
	im := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	for i := range im.Pix {
		im.Pix[i] = uint8(120 + i%7*9)
	}
	pic.SetImage(im)
	thread := NewColumn(12,
		NewCard(CardSpec{Who: "Claire Dubois", Meta: "09:41 · public · 212 boosts ↑", Body: "@acme le mixeur X200 de ma mère a pris feu ce matin. Photos à l’appui. Vous comptez faire quoi ?"}, NewChipRow(pic, fill)).Corner(NewIconButton(icon.More, "More", nil)),
		NewFlow(12, Span{"Léa took the conversation and handed it to ", Regular, Faint}, Span{"Customer service", Semi, Faint}, Span{": “needs a case number before we reply in public” · 09:43", Regular, Faint}),
		NewCard(CardSpec{Who: "Marc (Customer service)", Meta: "09:44 · internal note", Body: "Same serial range as the two calls this week. @Léa please attach it to the crisis run, I am opening case SC-4471.", Tone: Caution, Side: Middle}),
		NewCard(CardSpec{Who: "Draft by Inès (trainee)", Meta: "· waiting for approval by Léa", Body: "Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout : débranchez l’appareil et écrivez-nous en privé.", Tone: Brand, Side: Right}),
		NewFlow(12, Span{"Nadia is viewing · Inès is typing…", Regular, Faint}).Centred(),
	).Pad(20, 16)
	reply := NewMultiEntry("Reply", 2)
	reply.SetText("Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout : débranchez l’appareil et écrivez-nous en privé, nous vous rappelons.")
	tabs := NewTabs([]Option{{ID: "public", Text: "Public reply"}, {ID: "direct", Text: "Direct message"}, {ID: "note", Text: "Internal note"}}, "public", nil)
	acts := NewActs(NewButton(Secondary, "Send back…", nil), NewButton(Primary, "Approve & send", nil).WithKey("Ctrl ⏎")).Left(NewChipButton(ChipSpec{Icon: icon.Clip}, nil), NewChipButton(ChipSpec{Icon: icon.Smile}, nil))
	composer := NewSheet(Panel, NewColumn(8, tabs, reply, acts)).Pad(16, 10).Lines(true, false)
	banner := NewBanner(Alarm, "Crisis “X200 safety rumour” is running: public replies need an approval.", BannerAct{"Open the crisis room", nil}).Closable("Hide", nil)
	middle := NewDock(on(Background, NewScroll(thread))).Head(banner).Foot(composer)
	side := on(Panel, NewScroll(NewColumn(0, NewHeading("Triage"), NewKeyValue("Department", "Customer service").Menu(func() {}), alarm(NewKeyValue("Priority", "Urgent").Menu(func() {})), NewKeyValue("Crisis", "X200 safety rumour that is long"),
		NewHeading("Activity"), NewColumn(0, NewBars(54, Bar{14, Plain, "14"}, Bar{20, Plain, "20"}, Bar{10, Plain, ""}, Bar{0, Plain, ""}, Bar{28, Plain, ""}, Bar{50, Alarm, ""})).Pad(8, 4)).Pad(8, 12)))
	panes := NewPanes(Pane{Content: on(Panel, NewScroll(nav)), Width: 196, Min: 150}, Pane{Content: on(Panel, list), Width: 356, Min: 260}, Pane{Content: middle, Min: 380}, Pane{Content: side, Width: 220, Min: 200})
	foot := NewFooter()
	foot.Set("12 open channels · last mention 4 s ago", "J/K next/previous", "R reply", "A assign", "H hand over", "N note", "S snooze", "E resolve")
	content := container.NewBorder(nil, foot, rail, nil, panes)
	w.SetContent(NewRoot(NewInline(t.Context()), content, Hooks{}))
	w.Canvas().Focus(list)
	w.Resize(fyne.NewSize(1280, 800))
	return w.Canvas().Capture()
}

func alarm(k *KeyValue) *KeyValue { k.Set("Urgent", Alarm); return k }

func departments() []Option {
	return []Option{{ID: "cs", Text: "Customer service"}, {ID: "mk", Text: "Marketing"}, {ID: "le", Text: "Legal", Off: "Nobody of Legal is on duty"}, {ID: "hr", Text: "Human resources"}}
}

func reasons() []Option {
	var out []Option
	for _, s := range []string{"Product safety", "Delivery", "Refund", "Élections", "Press", "Job application", "Data protection", "Insult", "Praise", "Other"} {
		out = append(out, Option{ID: s, Text: s, Note: map[bool]string{true: "urgent"}[s == "Press"]})
	}
	return out
}

func galleryControls(t *testing.T, mode Mode) image.Image {
	w, root, _ := window(t, mode, container.NewStack(), Hooks{})
	row := func(objs ...fyne.CanvasObject) fyne.CanvasObject { r := NewChipRow(objs...); r.SetGap(12); return r }
	off := NewButton(Secondary, "Disabled", nil)
	off.DisableFor("You need the right to publish")
	offP := NewButton(Primary, "Disabled primary", nil)
	offP.DisableFor("…")
	foc := NewButton(Secondary, "Focused", nil)
	foc.focused = true
	focP := NewButton(Primary, "Focused primary", nil)
	focP.focused = true
	hov := NewButton(Secondary, "Hovered", nil)
	hov.hovered = true
	link := NewLinkButton("Look at it", nil)
	link.hovered = true
	sel := NewChipButton(ChipSpec{Text: "Selected"}, nil)
	sel.SetSelected(true)
	cf := NewChipButton(ChipSpec{Text: "Focused", Menu: true}, nil)
	cf.focused = true
	check := NewCheck("comes back to us before it is sent", true, nil)
	checkF := NewCheck("focused", false, nil)
	checkF.focused = true
	checkD := NewCheck("not now", true, nil)
	checkD.DisableFor("…")
	bad := NewEntry("name@example.org")
	bad.SetText("claire@")
	bad.SetError("This is not an address: the part after @ is missing.")
	focE := NewEntry("Focused")
	focE.focused = true
	pw := NewPasswordEntry("Password", "Show")
	pw.SetText("secret")
	combo := NewCombo(reasons(), []string{"Refund", "Press", "Product safety", "Job application", "Data protection"}, "Add a tag", nil)
	left := NewColumn(14,
		row(NewButton(Secondary, "Hand over…", nil), NewButton(Primary, "Approve & send", nil).WithKey("Ctrl ⏎"), NewButton(Danger, "Delete", nil).WithIcon(icon.Trash)),
		row(off, offP, foc, focP, hov),
		row(link, NewIconButton(icon.Bell, "Bell", nil), onButton(), NewKeyCap("Esc"), NewKeyCap("Ctrl K"), NewBadge(7), NewBadge(1234), NewAvatar(Person{Name: "Léa Martin"}, 28), NewAvatar(Person{Name: "Claire Dubois", Mark: "in", MarkColor: 0x0a66c2}, 34), NewAvatar(Person{Name: "Ödön"}, 20)),
		Chips(ChipSpec{Text: "Plain"}, ChipSpec{"11 min", icon.Clock, Alarm, false}, ChipSpec{"34 min", icon.Clock, Caution, false}, ChipSpec{Text: "Positive", Tone: Good}, ChipSpec{Text: "Service", Tone: Brand}, ChipSpec{"18.4k", icon.StarMark, Special, false}, ChipSpec{"Crisis: X200", icon.FlagMark, Alarm, false}),
		row(NewChipButton(ChipSpec{Text: "Open", Menu: true}, nil), sel, cf, NewChipButton(ChipSpec{Icon: icon.Clip}, nil)),
		NewTabs([]Option{{ID: "a", Text: "Public reply"}, {ID: "b", Text: "Direct message"}, {ID: "c", Text: "Closed", Off: "no"}}, "b", nil),
		row(check, checkF, checkD), row(NewToggle("On", "Off", true, nil), NewToggle("On", "Off", false, nil)),
		NewSearchEntry(root.Scheduler(), "Search or type a command…", "Ctrl K", nil),
		bad, focE, pw, combo,
		NewSelect(reasons(), "Press", "Choose", "Filter", nil),
	).Pad(20, 20)
	choice := NewChoiceChips(departments(), "cs", nil)
	choice.FocusGained()
	right := NewColumn(10,
		NewFormRow("To", choice), NewFormRow("Reason", NewSelect(reasons(), "", "Choose a reason", "Filter", nil)),
		NewFormRow("In your words", NewMultiEntry("What should they know?", 3)).Help("Colleagues see this, the customer does not."),
		NewFormRow("Tags", NewCombo(nil, nil, "Add a tag", nil)), NewFormRow("Public reply", NewCheck("comes back to us", true, nil)),
		NewBanner(Plain, "Plain information."), NewBanner(Brand, "Information with an act.", BannerAct{"Do it", nil}),
		NewBanner(Caution, "This list is 12 minutes old: the server does not answer. What you write is kept on this computer and goes out later.", BannerAct{"Try now", nil}, BannerAct{"Details", nil}).Closable("x", nil),
		NewBanner(Good, "Sent."), NewProgress(root.Scheduler(), "Importing 1,200 of 5,000 messages", "Cancel", func() {}), done(root),
		NewParagraph("A paragraph wraps at words, keeps a no-break space before « : » as French wants it : always, and breaks an address such as https://example.org/a/very/long/path/that/does/not/fit/in/one/line/at/all/never where it must.", Body(), Mute),
	).Pad(20, 20)
	w.SetContent(NewRoot(root.Scheduler(), on(Panel, container.NewGridWithColumns(2, left, right)), Hooks{}))
	w.Resize(fyne.NewSize(1280, 800))
	return w.Canvas().Capture()
}

func onButton() *IconButton { b := NewIconButton(icon.Eye, "Eye", nil); b.SetOn(true); return b }

func done(r *Root) *Progress {
	p := NewProgress(r.Scheduler(), "", "", nil)
	p.Set(.64, "64 %")
	return p
}

func galleryDialog(t *testing.T, mode Mode) image.Image {
	list := NewList(&sampleRows{n: 50})
	w, _, _ := window(t, mode, list, Hooks{})
	words := NewMultiEntry("", 2)
	words.SetText("Needs a case number before we reply in public. Same serial range as the two calls this week.")
	d := NewDialog(DialogSpec{
		Title: "Hand over", Subtitle: "Claire Dubois, “le mixeur X200 a pris feu”", Primary: "Hand over", PrimaryKey: "Ctrl ⏎", Cancel: "Cancel", First: words.Focusable(),
		Body: NewColumn(10, NewFormRow("To", NewChoiceChips(departments(), "cs", nil)), NewFormRow("Person", NewSelect([]Option{{ID: "any", Text: "Anyone on duty", Note: "(Marc, Sofia: 4 open)"}}, "any", "", "", nil)),
			NewFormRow("What is asked", NewChoiceChips([]Option{{ID: "a", Text: "Answer"}, {ID: "i", Text: "Information"}, {ID: "k", Text: "For knowledge"}}, "a", nil)),
			NewFormRow("Reason", NewSelect(reasons(), "Press", "", "", nil)), NewFormRow("In your words", words),
			NewFormRow("Public reply", NewCheck("comes back to us before it is sent", true, nil)), NewNote("You keep the ball until Customer service accepts. If nobody does by 10:13, it comes back to you and Léa is told.")),
	})
	d.Open(w.Canvas())
	return w.Canvas().Capture()
}

func galleryStates(t *testing.T, mode Mode) image.Image {
	w, root, sched := window(t, mode, container.NewStack(), Hooks{})
	anchor := NewButton(Secondary, "A button with a tooltip", nil)
	cells := container.NewGridWithColumns(2,
		on(Panel, NewEmpty(icon.Inbox, "Nothing waits", "Every conversation of this view has an answer. New ones appear here by themselves.", NewButton(Secondary, "Show the resolved ones", nil))),
		on(Background, NewError("The list could not be read", "The file of the workspace is locked by another programme.", "Try again", nil)),
		on(Panel, NewSkeleton(101)), on(Background, container.NewCenter(anchor)))
	root = NewRoot(sched, cells, Hooks{})
	w.SetContent(root)
	w.Resize(fyne.NewSize(1280, 800))
	root.Toast(Toast{Text: "Conversation resolved", UndoText: "Undo", Undo: func() {}})
	anchor.SetTip("You cannot publish: your profile is Trainee. Ask Léa for an approval.")
	anchor.MouseIn(nil)
	sched.Advance(tipDelay)
	return w.Canvas().Capture()
}

func galleryLists(t *testing.T, mode Mode) image.Image {
	sel := NewSelect(reasons(), "Press", "", "Filter", nil)
	w, _, _ := window(t, mode, container.NewStack(), Hooks{})
	box := container.NewWithoutLayout(sel)
	w.SetContent(NewRoot(NewInline(t.Context()), box, Hooks{}))
	w.Resize(fyne.NewSize(1280, 800))
	Place(sel, 40, 40, 320, 32)
	sel.Open()
	other := NewButton(Secondary, "Snooze", nil)
	box.Add(other)
	Place(other, 500, 40, 90, 30)
	ShowMenu(other, []MenuEntry{{Text: "Tomorrow 9:00", Key: "T", Icon: icon.Clock}, {Text: "Monday", Key: "M", Icon: icon.Calendar, Ticked: true}, {Text: "When a reply comes", Off: "nobody was asked"}, {Text: "Delete", Icon: icon.Trash, Danger: true, Rule: true}})
	return w.Canvas().Capture()
}

func galleryIcons(t *testing.T, mode Mode) image.Image {
	w, _, _ := window(t, mode, container.NewStack(), Hooks{})
	grid := container.NewGridWrap(fyne.NewSize(150, 62))
	for _, n := range icon.All() {
		grid.Add(NewColumn(4, container.NewHBox(NewIcon(n, 22, Ink), NewIcon(n, 15, Mute), NewIcon(n, 11, Accent)), NewLine(string(n), Small(), Mute)).Pad(12, 6))
	}
	w.SetContent(NewRoot(NewInline(t.Context()), on(Panel, grid), Hooks{}))
	w.Resize(fyne.NewSize(1280, 800))
	return w.Canvas().Capture()
}
