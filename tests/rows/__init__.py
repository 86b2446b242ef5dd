"""The generated rows: read, written, addressed and keyed."""
