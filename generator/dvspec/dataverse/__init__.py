"""What Dataverse itself fixes: types, limits, names and system columns. Every other room asks here."""
