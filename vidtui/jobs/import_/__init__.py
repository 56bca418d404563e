"""The import: walk the roots, register and name what is there, remember what links show."""
