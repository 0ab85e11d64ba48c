package engine

import (
	"context"
	"errors"
	"log/slog"

	builtin "vigie/assets/playbook"
	"vigie/crisis/playbook"
	"vigie/store"
)

// stockShelf brings the playbooks that come with the program into a workspace,
// as the program's word: who has a crisis must find them there, on a desktop
// that is offline too. What a person wrote, published or retired is never
// touched: a newer version of such a playbook is laid beside it as a draft, for
// a person to publish. One that cannot be brought is logged, and stops nothing.
func stockShelf(ctx context.Context, w *store.Workspace, log *slog.Logger) error {
	files, err := builtin.All()
	if err != nil {
		log.Error("the built-in playbooks cannot be read", "err", err)
		return nil
	}
	kept, err := w.Playbooks(ctx)
	if err != nil {
		log.Error("the built-in playbooks are not brought", "err", err)
		return nil
	}
	for _, f := range files {
		if err := bring(ctx, w, f, kept, log); err != nil && ctx.Err() == nil {
			log.Error("a built-in playbook is not brought", "playbook", f.ID, "lang", f.Lang, "err", err)
		}
	}
	return nil
}

// bring takes one built-in playbook into the workspace where it is wanted.
func bring(ctx context.Context, w *store.Workspace, f builtin.File, kept []store.PlaybookVersion, log *slog.Logger) error {
	book, findings := playbook.Read(f.Text)
	if findings.Errors() {
		return errors.New("it has errors")
	}
	wanted, own := compared(book, kept)
	if !wanted {
		return nil
	}
	hash, err := w.PutPlaybook(ctx, string(f.Text), "")
	if err == nil && !own {
		err = w.PublishPlaybook(ctx, hash, "")
	}
	if err == nil {
		log.Info("a built-in playbook was brought", "playbook", f.ID, "lang", f.Lang, "version", book.Version, "draft", own)
	}
	return err
}

// compared says whether a built-in playbook is wanted beside what is kept, and
// whether people of the house had a hand in its playbook: wrote a version,
// published one or retired one.
func compared(book playbook.Playbook, kept []store.PlaybookVersion) (wanted, own bool) {
	wanted = true
	for _, v := range kept {
		if v.ID != book.ID {
			continue
		}
		own = own || v.WrittenBy != "" || v.PublishedBy != ""
		if v.Lang == book.Lang && !playbook.Newer(book.Version, v.Version) {
			wanted = false
		}
	}
	return wanted, own
}
