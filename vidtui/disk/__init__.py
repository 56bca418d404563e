"""The disk: roots and how they are recognised, scanning, samples, links; ``naming`` reads names."""
