package vm

import "time"

// SyncPhase is how a team's desktop stands with its server.
type SyncPhase string

// The phases. Those from SyncOutdated on need a person.
const (
	SyncStarting SyncPhase = "starting"
	SyncFilling  SyncPhase = "filling" // the first copy is coming
	SyncDone     SyncPhase = "synced"
	SyncSending  SyncPhase = "sending"
	SyncOffline  SyncPhase = "offline"
	SyncOutdated SyncPhase = "outdated" // a newer program is needed to read
	SyncSignIn   SyncPhase = "sign-in"
	SyncForked   SyncPhase = "forked" // another computer uses this one's number
	SyncRevoked  SyncPhase = "revoked"
	SyncStrange  SyncPhase = "strange" // the server's key is another's
)

// Sync is what a person is shown of the team's server, always, in one corner.
type Sync struct {
	Phase        SyncPhase
	Server       string
	Waiting      int       // changes that the server does not have yet
	Review       int       // changes that it refused, which nobody looked at yet
	Since        time.Time // of the last contact; zero is none yet
	Come, Coming int       // messages of the first copy; 0 of 0 is not known
}

// NeedsPerson reports a phase that does not end by itself.
func (s Sync) NeedsPerson() bool {
	switch s.Phase {
	case SyncOutdated, SyncSignIn, SyncForked, SyncRevoked, SyncStrange:
		return true
	default:
		return false
	}
}

// Calm reports that there is nothing to say: all is on the server.
func (s Sync) Calm() bool {
	return s.Review == 0 && s.Waiting == 0 && (s.Phase == SyncDone || s.Phase == SyncSending || s.Phase == SyncStarting)
}

// SyncChip says in few words how the desktop stands: what a person must do
// first, then what is missing.
func (f Formats) SyncChip(s Sync, now time.Time) Chip {
	t := f.Texts
	switch {
	case s.NeedsPerson():
		return Chip{Text: t.T("sync."+string(s.Phase), nil), Icon: "alert-mark", Tone: Alarm}
	case s.Review > 0:
		return Chip{Text: t.N("sync.review", s.Review, nil), Icon: "alert-mark", Tone: Alarm}
	case s.Phase == SyncOffline && s.Waiting > 0:
		return Chip{Text: t.N("sync.offline-waiting", s.Waiting, map[string]any{"Since": f.sinceContact(s, now)}), Tone: Caution}
	case s.Phase == SyncOffline:
		return Chip{Text: t.T("sync.offline", map[string]any{"Since": f.sinceContact(s, now)}), Tone: Caution}
	case s.Phase == SyncFilling && s.Coming > 0:
		return Chip{Text: t.T("sync.filling-part", map[string]any{"N": 100 * s.Come / s.Coming}), Tone: Brand}
	case s.Waiting > 0:
		return Chip{Text: t.N("sync.waiting", s.Waiting, nil), Tone: Brand}
	case s.Phase == SyncFilling:
		return Chip{Text: t.T("sync.filling", nil), Tone: Brand}
	case s.Phase == SyncStarting:
		return Chip{Text: t.T("sync.starting", nil)}
	default:
		return Chip{Text: t.T("sync.synced", nil), Tone: Good}
	}
}

// SyncChips say how the desktop stands, and what else there is to know.
func (f Formats) SyncChips(s Sync, now time.Time) []Chip {
	out := []Chip{f.SyncChip(s, now)}
	if s.Review > 0 && !s.NeedsPerson() {
		s.Review = 0
		out = append(out, f.SyncChip(s, now))
	}
	return out
}

// sinceContact is the time of the last contact, as a clock when it was today.
func (f Formats) sinceContact(s Sync, now time.Time) string {
	if s.Since.IsZero() {
		return ""
	}
	return f.Amid(s.Since, now)
}
