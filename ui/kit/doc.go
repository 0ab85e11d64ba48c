// Package kit holds the widgets of Vigie. They know no word of the trade: they
// draw, and call back.
//
// What there is:
//
//	Theme, Look, Palette, Role, Tone, Face   colours by role, fonts, measuring
//	Scheduler, Live, Inline                  the only way off the UI goroutine
//	Root, Hooks, Dialog, Popover, ShowMenu   windows, overlays, keys
//	Text, Paragraph, Flow, TextBody          texts: one line, wrapped, mixed, selectable
//	Column, Scroll, Dock, Sheet, Acts, FormRow, Panes   layout
//	Button, LinkButton, IconButton, Tabs, Check, Toggle, NavRow, KeyValue, IconRail
//	Chip, ChipButton, ChipRow, ChoiceChips, Badge, Avatar, Icon, KeyCap
//	Hot                                      base of a screen's own clickable drawing
//	Entry, SearchEntry, Select, Combo        fields
//	Banner, MoreLine, Note, Toast, Progress, Empty, NewError, Skeleton, Footer, Heading
//	Card, ImageSlot, Bars
//	List, Rows                               any number of rows of one height
//	ChipMark, AvatarMark, Draw, Line, Wrap   to draw the rows of a List
//
// A window:
//
//	th := kit.NewTheme(kit.System)
//	app.Settings().SetTheme(th)
//	sched := kit.NewLive(ctx)
//	list := kit.NewList(rows)
//	list.OnOpen = func(i int) { show(i) }
//	panes := kit.NewPanes(kit.Pane{Content: list, Width: 356, Min: 260}, kit.Pane{Content: detail, Min: 380})
//	root := kit.NewRoot(sched, panes, kit.Hooks{Shortcut: commands.Run})
//	window.SetPadded(false)
//	window.SetContent(root)
//	root.Attach(window.Canvas(), commands.Shortcuts()...)
//
// Rules: widgets keep roles, not colours, and paint again on Refresh, so that a
// switch of theme reaches all of them; everything stands on whole units; nothing
// made often is wrapped in a container.ThemeOverride, which empties the caches of
// the whole app (Entry is the one exception, and is long-lived). All of the kit
// belongs to the UI goroutine, except Scheduler.
package kit
