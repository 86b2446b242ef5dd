"""Entities of the Common Data Model, and exported lake folders, become the model."""
