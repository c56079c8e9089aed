"""The administrator’s pages of sources, files and runs."""
