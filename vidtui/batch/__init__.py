"""The headless front end: progress on stderr, the report on stdout, exit codes."""
