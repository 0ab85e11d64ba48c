package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// link is one signed-in IMAP connection.
type link struct {
	client   *imapclient.Client
	conn     *watched
	at       endpoint
	selected string        // the open mailbox
	writable bool          // it was opened for writing too
	news     chan struct{} // the server announced a message
}

// reach gives the session's connection, making a new one when there is none.
func (s *Session) reach(ctx context.Context) (*link, error) {
	if s.link != nil {
		select {
		case <-s.link.client.Closed():
			_ = s.Close()
		default:
			return s.link, nil
		}
	}
	k, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	s.link = k
	return k, nil
}

// fresh gives a connection that answered just now, for calls that follow a
// long silence and should not be tried twice.
func (s *Session) fresh(ctx context.Context) (*link, error) {
	k, err := s.reach(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.noop(ctx); err == nil || ctx.Err() != nil {
		return k, ended(ctx, err)
	}
	_ = s.Close()
	return s.reach(ctx)
}

func (k *link) noop(ctx context.Context) error {
	defer k.conn.ask(ctx)()
	return k.client.Noop().Wait()
}

// lost closes the connection after a failed command, unless the server only
// said no, and gives the reason. A context that ended is the reason itself.
func (s *Session) lost(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var answer *imap.Error
	if !errors.As(err, &answer) {
		_ = s.Close()
	}
	return ended(ctx, err)
}

// ended gives the context's error when it ended: what failed after that failed
// because of it.
func ended(ctx context.Context, err error) error {
	if cause := ctx.Err(); err != nil && cause != nil {
		return cause
	}
	return err
}

// connect dials and signs in.
func (s *Session) connect(ctx context.Context) (*link, error) {
	k, err := s.dialIMAP(ctx)
	if err != nil {
		return nil, ended(ctx, err)
	}
	if err := s.signIn(ctx, k); err != nil {
		k.close()
		return nil, ended(ctx, err)
	}
	return k, nil
}

func (s *Session) dialIMAP(ctx context.Context) (*link, error) {
	raw, err := s.dial(ctx, s.set.imap)
	if err != nil {
		return nil, err
	}
	k := &link{at: s.set.imap, news: make(chan struct{}, 1), conn: &watched{Conn: raw, quiet: quietTimeout}}
	defer k.conn.ask(ctx)()
	options := &imapclient.Options{
		TLSConfig: s.set.tls(s.set.imap, s.env.Now),
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				k.announce()
			}
		}},
	}
	if s.set.imap.security == securityStartTLS {
		if k.client, err = imapclient.NewStartTLS(k.conn, options); err != nil {
			return nil, unencrypted(s.set.imap, err)
		}
		return k, nil
	}
	k.client = imapclient.New(k.conn, options)
	if err := k.client.WaitGreeting(); err != nil {
		_ = k.client.Close()
		return nil, imapFailure(k.at, "wait for the greeting", err)
	}
	return k, nil
}

// unencrypted is a STARTTLS that did not come about: nothing is sent without.
func unencrypted(e endpoint, err error) error {
	var answer *imap.Error
	if errors.As(err, &answer) {
		return &channel.Error{Reason: channel.Invalid, Field: fieldIMAPSecurity, Detail: e.what + " " + e.host + ": offers no STARTTLS", Cause: err}
	}
	var network net.Error
	if errors.As(err, &network) && untrusted(err) == "" {
		return unreachable(e, err)
	}
	return imapFailure(e, "start TLS", err)
}

func (k *link) announce() {
	select {
	case k.news <- struct{}{}:
	default:
	}
}

func (s *Session) signIn(ctx context.Context, k *link) error {
	defer k.conn.ask(ctx)()
	caps := k.client.Caps()
	if k.client.State() == imap.ConnStateAuthenticated {
		return nil // PREAUTH
	}
	mechanism := s.mechanism(k.at, func(name string) bool { return caps.Has(imap.AuthCap(name)) })
	var err error
	switch {
	case mechanism != nil:
		err = k.client.Authenticate(mechanism)
	case caps.Has(imap.CapLoginDisabled):
		return &channel.Error{Reason: channel.Invalid, Field: fieldAuth, Detail: k.at.what + " " + k.at.host + ": takes no password"}
	default:
		err = k.client.Login(s.set.user, s.secret).Wait()
	}
	if err != nil {
		return s.signInFailure(k.at, err)
	}
	if k.client.Caps() == nil {
		return channel.Fail(channel.Temporary, k.at.what+" "+k.at.host+": the connection was lost", nil)
	}
	return nil
}

func (k *link) close() {
	if k.client != nil {
		_ = k.client.Close()
		return
	}
	_ = k.conn.Close()
}

// examine opens a mailbox for reading only.
func (k *link) examine(ctx context.Context, mailbox string) (*imap.SelectData, error) {
	return k.open(ctx, mailbox, true)
}

func (k *link) open(ctx context.Context, mailbox string, readOnly bool) (*imap.SelectData, error) {
	defer k.conn.ask(ctx)()
	k.selected = ""
	options := &imap.SelectOptions{ReadOnly: readOnly, CondStore: k.client.Caps().Has(imap.CapCondStore)}
	data, err := k.client.Select(mailbox, options).Wait()
	if err != nil {
		return nil, mailboxFailure(k.at, mailbox, err)
	}
	k.selected, k.writable = mailbox, !readOnly
	return data, nil
}

// mailboxFailure is a mailbox that cannot be opened: without a code it is not
// there.
func mailboxFailure(e endpoint, mailbox string, err error) error {
	var answer *imap.Error
	if errors.As(err, &answer) && answer.Code == "" && answer.Type == imap.StatusResponseTypeNo {
		return &channel.Error{Reason: channel.Gone, Field: fieldMailboxes, Detail: fmt.Sprintf("%s %s: %s", e.what, mailbox, shorten(answer.Text)), Cause: err}
	}
	return imapFailure(e, "open mailbox "+mailbox, err)
}

// findMailboxes finds out which mailboxes are read and which others there are.
func (s *Session) findMailboxes(ctx context.Context) error {
	listed, err := s.list(ctx)
	if err != nil {
		return s.lost(ctx, err)
	}
	byUse := map[imap.MailboxAttr]string{}
	for _, m := range listed {
		for _, a := range m.Attrs {
			if byUse[a] == "" {
				byUse[a] = m.Mailbox
			}
		}
	}
	s.sent = s.set.sent
	if s.sent == "" {
		s.sent = firstOf(byUse[imap.MailboxAttrSent], usualNames(listed, "Sent", "Sent Items", "Sent Messages", "Envoyés", "Éléments envoyés", "INBOX.Sent"))
	}
	s.special = map[inbox.Action]string{}
	s.boxes = s.readBoxes()
	if !s.canMove { // without MOVE a copy may fail and its original still be deleted
		return nil
	}
	if name := firstOf(byUse[imap.MailboxAttrJunk], usualNames(listed, "Junk", "Spam", "Junk E-mail", "Indésirables", "INBOX.Junk", "INBOX.Spam")); name != "" {
		s.special[inbox.Junk] = name
	}
	if name := firstOf(byUse[imap.MailboxAttrArchive], byUse[imap.MailboxAttrAll], usualNames(listed, "Archive", "Archives", "INBOX.Archive")); name != "" {
		s.special[inbox.Archive] = name
	}
	return nil
}

// readBoxes are the mailboxes of the settings and the one of what was sent.
func (s *Session) readBoxes() []box {
	var boxes []box
	for _, name := range s.set.mailboxes {
		boxes = append(boxes, box{name: name, outbound: name == s.sent})
	}
	if s.sent != "" && !slices.Contains(s.set.mailboxes, s.sent) {
		boxes = append(boxes, box{name: s.sent, outbound: true})
	}
	return boxes
}

func (s *Session) list(ctx context.Context) ([]*imap.ListData, error) {
	k, err := s.reach(ctx)
	if err != nil {
		return nil, err
	}
	defer k.conn.ask(ctx)()
	caps := k.client.Caps()
	s.canIdle, s.canMove = caps.Has(imap.CapIdle), caps.Has(imap.CapMove)
	var options *imap.ListOptions
	if caps.Has(imap.CapListExtended) && caps.Has(imap.CapSpecialUse) {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	listed, err := k.client.List("", "*", options).Collect()
	return listed, imapFailure(k.at, "list mailboxes", err)
}

func firstOf(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// usualNames finds a mailbox by the names that programs give it.
func usualNames(listed []*imap.ListData, names ...string) string {
	for _, want := range names {
		for _, m := range listed {
			if strings.EqualFold(m.Mailbox, want) {
				return m.Mailbox
			}
		}
	}
	return ""
}
