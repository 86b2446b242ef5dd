"""A small Web API of Dataverse, built from the model, that takes nothing that the real one would refuse."""
