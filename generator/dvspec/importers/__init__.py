"""Other descriptions of tables become the model: solution packages, metadata of the Web API, the Common Data Model."""
