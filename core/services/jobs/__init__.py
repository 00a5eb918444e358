"""Submit, watch, cancel and resume jobs, within the quota of text records."""
