package crisis

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"vigie/inbox/fault"
)

// Seal is the server's signature under the head of a run's log, as an event of
// that log: whoever has the key's fingerprint can tell later that no log was
// made in place of this one. The chain alone could be made anew from its start.
type Seal struct {
	Seq  int64  `json:"seq"`  // the event that was the last one
	Head string `json:"head"` // its hash
	Key  string `json:"key"`  // the Ed25519 public key, base64
	Sig  string `json:"sig"`  // over sealedText, base64
}

// SealEvery is how long a log that grows goes without a seal.
const SealEvery = 10 * time.Minute

// Kind implements Act.
func (Seal) Kind() Kind { return KindSeal }

func (Seal) decide(*deciding) error { return fault.New(fault.Forbidden, "fault.no-member") }

func (a Seal) apply(f *folding) { f.r.SealSeq = f.e.Seq }

// Unsealed reports whether something happened since the last seal.
func (r *Run) Unsealed() bool { return r.Seq > r.SealSeq }

// SealWith makes the seal of where the log ends now.
func (r *Run) SealWith(key ed25519.PrivateKey) Seal {
	public, _ := key.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(key, sealedText(r.ID, r.Seq, r.Head))
	return Seal{Seq: r.Seq, Head: r.Head, Key: base64.StdEncoding.EncodeToString(public), Sig: base64.StdEncoding.EncodeToString(sig)}
}

func sealedText(run RunID, seq int64, head string) []byte {
	return fmt.Appendf(nil, "vigie-run-head\n%s\n%d\n%s", run, seq, head)
}

// Seals is what the seals of a log say.
type Seals struct {
	Count int
	Last  int64  // the last event that is under a seal
	Key   string // the fingerprint: SHA256: and the base64 of the hash of the public key
}

// CheckSeals checks the seals of a log whose chain is whole: each is under the
// event before it, its signature is right, and all are of one key. It gives the
// first that is not as a break.
func CheckSeals(events []Event) (Seals, *Break) {
	var out Seals
	for _, e := range events {
		if e.Kind != KindSeal {
			continue
		}
		act, err := DecodeAct(e.Kind, e.Payload)
		s, _ := act.(Seal)
		public, bad := base64.StdEncoding.DecodeString(s.Key)
		sig, unread := base64.StdEncoding.DecodeString(s.Sig)
		whole := err == nil && bad == nil && unread == nil && len(public) == ed25519.PublicKeySize
		if !whole || s.Seq != e.Seq-1 || s.Head != e.Prev || !ed25519.Verify(public, sealedText(e.Run, s.Seq, s.Head), sig) {
			return out, &Break{e, "seal"}
		}
		print := Fingerprint(public)
		if out.Key != "" && out.Key != print {
			return out, &Break{e, "seal"}
		}
		out.Key, out.Last = print, s.Seq
		out.Count++
	}
	return out, nil
}

// Fingerprint names a public key, as people compare it.
func Fingerprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}
