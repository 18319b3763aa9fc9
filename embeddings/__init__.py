"""Seeds to an index, and the search of it."""
