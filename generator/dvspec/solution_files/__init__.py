"""Solution packages as files: read, with hostile input in mind, and written so that every run gives the same bytes."""
