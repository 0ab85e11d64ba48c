// Package mattermost takes over playbooks of Mattermost Playbooks, from the
// file that its "Export" gives (export version 1, with the properties and
// conditions that it has since 11.1). It is pure.
package mattermost
