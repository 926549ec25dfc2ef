"""One module a schema revision; each stands for itself and imports no table of the package."""
