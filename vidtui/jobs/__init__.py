"""What vidtui does: each job is a plain object whose ``run`` yields events."""
