package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"vigie/crisis/alert"
)

// cli is the command line. The texts of its help are in the translation files
// under "cli.help."; a "-" of a key is "_" here.
type cli struct {
	Workspace      string `placeholder:"DIR" help:"${workspace}"`
	JSON           bool   `name:"json" help:"${json}"`
	Lang           string `placeholder:"fr|en" help:"${lang}"`
	PassphraseFile string `placeholder:"FILE" type:"path" help:"${passphrase_file}"`
	Verbose        bool   `short:"v" help:"${verbose}"`
	Database       string `placeholder:"URL" help:"${database}"`

	Account    accountCmd    `cmd:"" help:"${account}"`
	Collect    collectCmd    `cmd:"" help:"${collect}"`
	Import     importCmd     `cmd:"" help:"${import}"`
	List       listCmd       `cmd:"" help:"${list}"`
	Search     searchCmd     `cmd:"" help:"${search}"`
	Show       showCmd       `cmd:"" help:"${show}"`
	Act        actCmd        `cmd:"" help:"${act}"`
	Send       sendCmd       `cmd:"" help:"${send}"`
	Outbox     outboxCmd     `cmd:"" help:"${outbox}"`
	Quarantine quarantineCmd `cmd:"" help:"${quarantine}"`
	Radar      radarCmd      `cmd:"" help:"${radar}"`
	Member     memberCmd     `cmd:"" help:"${member}"`
	Department departmentCmd `cmd:"" help:"${department}"`
	Watch      watchCmd      `cmd:"" help:"${watch}"`
	Playbook   playbookCmd   `cmd:"" help:"${playbook}"`
	Run        runCmd        `cmd:"" help:"${run}"`
	Audit      auditCmd      `cmd:"" help:"${audit}"`
	Export     exportCmd     `cmd:"" help:"${export}"`
	Check      checkCmd      `cmd:"" help:"${check}"`
	Serve      serveCmd      `cmd:"" help:"${serve}"`
	Key        keyCmd        `cmd:"" help:"${key}"`
	Backup     backupCmd     `cmd:"" help:"${backup}"`
	Restore    restoreCmd    `cmd:"" help:"${restore}"`
	Move       moveCmd       `cmd:"" help:"${move}"`
	Erasures   erasuresCmd   `cmd:"" help:"${erasures}"`
	Health     healthCmd     `cmd:"" help:"${health}"`
	Version    versionCmd    `cmd:"" help:"${version}"`
}

// helpPrefix begins the keys of the help.
const helpPrefix = "cli.help."

var errHelp = errors.New("help was shown")

// options sets the parser up: help in the person's language, and no exit
// behind the caller's back.
func options(j *job) []kong.Option {
	vars := kong.Vars{"holiday_countries": strings.Join(alert.Countries(), ",")}
	for _, key := range j.texts.Keys(helpPrefix) {
		vars[strings.ReplaceAll(strings.TrimPrefix(key, helpPrefix), "-", "_")] = j.texts.T(key, nil)
	}
	return []kong.Option{
		kong.Name("vigied"), kong.Description(j.texts.T("cli.help.vigied", nil)), vars, kong.Writers(j.out, j.errs),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}),
		kong.Exit(func(int) {}), kong.Help(j.help),
	}
}

// help prints the help with the parser's own words in the person's language,
// and ends the parsing.
func (j *job) help(o kong.HelpOptions, ctx *kong.Context) error {
	var page strings.Builder
	before := ctx.Stdout
	ctx.Stdout = &page
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = before
	if err != nil {
		return fmt.Errorf("print the help: %w", err)
	}
	words := strings.NewReplacer(
		"Usage:", j.texts.T("cli.word.usage", nil), "Flags:", j.texts.T("cli.word.flags", nil),
		"Arguments:", j.texts.T("cli.word.arguments", nil), "Commands:", j.texts.T("cli.word.commands", nil),
		"Show context-sensitive help.", j.texts.T("cli.word.help", nil),
		"for more information on a command.", j.texts.T("cli.word.more", nil), "Run \"", j.texts.T("cli.word.run", nil)+" \"",
	)
	if _, err := io.WriteString(before, words.Replace(page.String())); err != nil {
		return fmt.Errorf("print the help: %w", err)
	}
	return errHelp
}

// languageOf looks for --lang before the parser runs, because the parser
// itself speaks.
func languageOf(args []string, getenv func(string) string) string {
	for i, a := range args {
		if lang, ok := strings.CutPrefix(a, "--lang="); ok {
			return lang
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if lang := getenv(name); lang != "" {
			return lang
		}
	}
	return ""
}

func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		if a == "--json" || a == "--json=true" {
			return true
		}
	}
	return false
}
