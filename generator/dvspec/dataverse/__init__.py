"""What Dataverse itself fixes: types, limits, names and columns of its own. Every other room asks here."""
