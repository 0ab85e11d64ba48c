package triage

import (
	"vigie/inbox"
	"vigie/ui/kit"
)

// refreshHeld says that what is sent now waits, where a crisis run has paused
// publishing: who did and why, before a person wonders where their reply is. A
// note leaves nothing, and so is never held.
func (p *composerPane) refreshHeld() {
	s := p.screen
	d, ok := s.triage.Opened.Detail()
	z, on := s.triage.House().Held(d.Account.ID)
	on = on && ok && s.triage.Composer.Kind() != inbox.NoteDraft
	was := p.held.Visible()
	show(p.held, on)
	if on {
		p.held.Set(kit.Caution, s.triage.Faces().HeldText(z))
	}
	if was != on {
		p.column.Refresh()
		s.talk.dock.Refresh()
	}
}
