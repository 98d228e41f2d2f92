"""Work that is done once on a database, by an operator."""
