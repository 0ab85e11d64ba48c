package inbox

// The acts of moderation.
type (
	// Moderate asks for an action on a message, or on its author, on the
	// network.
	Moderate struct {
		Message MessageID `json:"message"`
		Action  Action    `json:"action"`
		Ground  Ground    `json:"ground,omitempty"`
		// Said is the ground by its name, in the language of who asks.
		Said  string `json:"said,omitempty"`
		Words string `json:"words,omitempty"`
	}
	// AllowModeration lets a colleague's proposal go to the network.
	AllowModeration struct {
		Moderation ModerationID `json:"moderation"`
	}
	// RefuseModeration stops an act that has not begun: its asker withdraws
	// it, or a second person refuses it.
	RefuseModeration struct {
		Moderation ModerationID `json:"moderation"`
	}
	// RetryModeration asks again for what failed. One whose fate is unknown
	// needs NotDone: a person looked and it is not there.
	RetryModeration struct {
		Moderation ModerationID `json:"moderation"`
		NotDone    bool         `json:"not_done,omitempty"`
	}
	// SettleModeration says of one whose fate is unknown that it was done.
	SettleModeration struct {
		Moderation ModerationID `json:"moderation"`
	}
	// RevertModeration takes back on the network what was done there.
	RevertModeration struct {
		Moderation ModerationID `json:"moderation"`
	}
)

// The stored names of the acts.
func (Moderate) Name() string         { return "moderation.ask" }
func (AllowModeration) Name() string  { return "moderation.allow" }
func (RefuseModeration) Name() string { return "moderation.refuse" }
func (RetryModeration) Name() string  { return "moderation.retry" }
func (SettleModeration) Name() string { return "moderation.settle" }
func (RevertModeration) Name() string { return "moderation.revert" }

func moderationKinds() []kind {
	return []kind{
		of[Moderate](), of[AllowModeration](), of[RefuseModeration](), of[RetryModeration](), of[SettleModeration](), of[RevertModeration](),
	}
}

// moderationOf gives the act of moderation that an act names.
func moderationOf(a Act) (id ModerationID, ok bool) {
	switch a := a.(type) {
	case Moderate:
		return "", true
	case AllowModeration:
		return a.Moderation, true
	case RefuseModeration:
		return a.Moderation, true
	case RetryModeration:
		return a.Moderation, true
	case SettleModeration:
		return a.Moderation, true
	case RevertModeration:
		return a.Moderation, true
	default:
		return "", false
	}
}
