package store

import (
	"encoding/json"
	"maps"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// carrier carries out an order with its arguments, in the transaction. Each
// checks by itself what the member may do: it runs on the desktop at once, and
// on the server at receipt.
type carrier func(x *writing, args json.RawMessage, by team.MemberID) error

// carry makes a carrier of a writing method.
func carry[T any](run func(*writing, T, team.MemberID) error) carrier {
	return func(x *writing, raw json.RawMessage, by team.MemberID) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return fault.Wrap(err, fault.Invalid, "fault.command-incomplete")
		}
		return run(x, args, by)
	}
}

// The names of the orders that are no acts on a conversation. They are stored
// and sent: never rename one.
const (
	orderMember       = "member.put"
	orderDepartment   = "department.put"
	orderAccount      = "account.put"
	orderContact      = "contact.put"
	orderLink         = "identity.link"
	orderUnlink       = "identity.unlink"
	orderRefuseLink   = "link.refuse"
	orderAllowLink    = "link.allow"
	orderView         = "view.put"
	orderViewRemove   = "view.remove"
	orderRules        = "rules.put"
	orderSetting      = "setting.put"
	orderWatch        = "watch.put"
	orderWatchRemove  = "watch.remove"
	orderWatchSeen    = "watch.seen"
	orderPlace        = "place.put"
	orderContactErase = "contact.erase"
	orderBook         = "playbook.put"
	orderBookPublish  = "playbook.publish"
	orderBookRetire   = "playbook.retire"
	orderRadar        = "radar.put"
	orderTone         = "tone.correct"
	orderWord         = "tone.teach"
	orderDuty         = "duty.put"
	orderReviewDraft  = "retex.draft"
	orderRehearsed    = "playbook.rehearsed"

	orderAlertAcknowledge = "alert.acknowledge"
	orderAlertWatch       = "alert.watch"
	orderAlertDismiss     = "alert.dismiss"
	orderAlertDeclare     = "alert.declare"
	orderAlertReopen      = "alert.reopen"
)

// orders says of each name how it is carried out. Acts on conversations are
// not here: inbox.DecodeAct knows them.
func orders() map[string]carrier {
	out := runOrders()
	maps.Copy(out, houseOrders())
	return out
}

func houseOrders() map[string]carrier {
	return map[string]carrier{
		orderMember:       carry((*writing).putMember),
		orderDepartment:   carry((*writing).putDepartment),
		orderAccount:      carry((*writing).putAccount),
		orderContact:      carry((*writing).putContact),
		orderLink:         carry((*writing).linkHandle),
		orderUnlink:       carry((*writing).unlinkHandle),
		orderRefuseLink:   carry((*writing).refuseLink),
		orderAllowLink:    carry((*writing).allowLink),
		orderView:         carry((*writing).putSavedView),
		orderViewRemove:   carry((*writing).removeSavedView),
		orderRules:        carry((*writing).putRules),
		orderSetting:      carry((*writing).putSetting),
		orderWatch:        carry((*writing).putWatch),
		orderWatchRemove:  carry((*writing).removeWatch),
		orderWatchSeen:    carry((*writing).seenWatch),
		orderPlace:        carry((*writing).putPlace),
		orderContactErase: carry((*writing).eraseContact),
		orderBook:         carry((*writing).putPlaybook),
		orderBookPublish:  carry((*writing).publishPlaybook),
		orderBookRetire:   carry((*writing).retirePlaybook),
		orderRadar:        carry((*writing).putRadar),
		orderTone:         carry((*writing).correctTone),
		orderWord:         carry((*writing).teachWord),
		orderDuty:         carry((*writing).putDuty),
		orderReviewDraft:  carry((*writing).keepReviewDraft),
		orderRehearsed:    carry((*writing).putRehearsal),

		orderAlertAcknowledge: carry(judgeAlert(alert.Acknowledged)),
		orderAlertWatch:       carry(judgeAlert(alert.Watching)),
		orderAlertDismiss:     carry(judgeAlert(alert.Dismissed)),
		orderAlertDeclare:     carry(judgeAlert(alert.Declared)),
		orderAlertReopen:      carry(judgeAlert(alert.Raised)),
	}
}

// The arguments of orders that are more than one value of the domain.
type (
	idOnly struct {
		ID string `json:"id"`
	}
	handleTo struct {
		Channel inbox.Channel   `json:"channel"`
		Handle  string          `json:"handle"`
		To      inbox.ContactID `json:"to,omitempty"`
	}
	twoHandles struct {
		Mine  inbox.Identity `json:"mine"`
		Other inbox.Identity `json:"other"`
	}
	settingValue struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	watchNamed struct {
		ID watch.ID `json:"id"`
	}
)
