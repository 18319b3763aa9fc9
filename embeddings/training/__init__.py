"""The recipe behind the shipped encoder; needs the train extra, and nothing at run time imports it."""
