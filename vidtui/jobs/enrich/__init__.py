"""The enrichment: ask the provider what every queued film and series is."""
