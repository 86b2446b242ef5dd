"""A solution package becomes the model: its tables, columns, choices and relationships."""
