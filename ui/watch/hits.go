package watch

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// hit is the chosen one.
func (s *Screen) hit() (domain.Hit, bool) {
	i := s.hitList.Current()
	if s.side != sideWatches || i < 0 || i >= len(s.hits.rows) {
		return domain.Hit{}, false
	}
	return s.hits.rows[i], true
}

// openHit goes to the conversation of a hit.
func (s *Screen) openHit(i int) {
	if i >= 0 && i < len(s.hits.rows) {
		s.host.OpenConversation(s.hits.rows[i].Conversation)
	}
}

// wantMore asks for the next page, after the row that wants it was drawn.
func (s *Screen) wantMore() {
	if s.wanting || s.hits.all || s.hits.busy || s.hits.err != nil {
		return
	}
	s.wanting = true
	s.host.Scheduler().After(time.Millisecond, func() {
		s.wanting = false
		s.hits.more()
	})
}

// listed shows the hits that were read, or why there are none.
func (s *Screen) listed() {
	if s.form != nil || s.side != sideWatches {
		return
	}
	w, ok := s.watch()
	switch {
	case !ok:
	case s.hits.err != nil && len(s.hits.rows) > 0:
		s.host.Fault(s.hits.err)
	case s.hits.err != nil:
		s.page.SetCentre(kit.NewError(s.t("watch.unread"), s.host.Texts().Fault(s.hits.err), s.t("watch.try-again"), func() { s.hits.show(w.ID) }))
	case len(s.hits.rows) == 0 && w.Filling:
		s.page.SetCentre(kit.NewEmpty(icon.Eye, s.t("watch.filling-title"), s.t("watch.filling-text"), nil))
	case len(s.hits.rows) == 0:
		s.page.SetCentre(kit.NewEmpty(icon.Eye, s.t("watch.no-hits"), s.t("watch.no-hits-text"), nil))
	default:
		s.page.SetCentre(s.hitList)
		s.hitList.Reload()
	}
	s.host.Hint()
}

// hitRows is what the list of hits shows of the pager.
type hitRows struct{ s *Screen }

// Len counts the hits that were read.
func (r hitRows) Len() int { return len(r.s.hits.rows) }

// CreateRow makes a row to be filled.
func (r hitRows) CreateRow() fyne.CanvasObject { return newHitRow() }

// Key is a hit's message.
func (r hitRows) Key(i int) string { return string(r.s.hits.rows[i].Message) }

// Index is where a message is; -1 when it is not at hand.
func (r hitRows) Index(key string) int {
	if i, ok := r.s.hits.at[key]; ok {
		return i
	}
	return -1
}

// ahead is how many rows before the end the next page is asked for.
const ahead = 60

// UpdateRow fills a row.
func (r hitRows) UpdateRow(i int, o fyne.CanvasObject, state kit.RowState) {
	if i >= len(r.s.hits.rows)-ahead {
		r.s.wantMore()
	}
	o.(*hitRow).set(r.s.hitFace(r.s.hits.rows[i]), state)
}

// hitFace puts a hit into words.
func (s *Screen) hitFace(h domain.Hit) hitFace {
	w := s.words()
	f := hitFace{
		name: cmp.Or(h.Author.Name, h.Author.Handle, s.t("watch.author-unknown")), text: h.Excerpt, mark: vm.NetworkOf(h.Channel),
		right: w.Ago(h.At, s.host.Now()), where: h.AccountName, subject: h.Subject,
	}
	for i, m := range hitMarks(h.Excerpt, h.Marks) {
		if i < len(f.marks) {
			f.marks[i] = m
		}
	}
	if h.Author.Followers != nil {
		f.where += " · " + s.host.Texts().T("watch.followers", map[string]any{"N": w.People(*h.Author.Followers)})
	}
	state, tone := w.hitState(h)
	f.state, f.tone = state, tone
	if h.Removed {
		f.state, f.tone = s.t("watch.removed-there"), kit.Caution
	}
	return f
}
