// Vigie is a desktop application for social media teams: everything that
// people say to a brand in one inbox, answered, handed between departments,
// and watched for the crisis that begins.
package main

import (
	"os"
	_ "time/tzdata" // a system may have no zones of its own

	"vigie/app"
)

func main() { os.Exit(app.Main(os.Args[1:])) }
