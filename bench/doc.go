// Package bench measures the whole path of a mail, from a real server to the
// screen's list, on the same corpus that scripts/bench gives to other
// programs. It holds nothing but benchmarks.
package bench
