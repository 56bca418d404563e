"""After the work: media centres are told what has changed, while no disk is away."""
