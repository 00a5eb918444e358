"""Drive autotag from outside, for tests and benchmarks: a pty, kills, disks that fail, damaged files."""
