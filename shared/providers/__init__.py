"""Companies that generate videos: one adapter per file."""
