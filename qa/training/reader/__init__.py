"""The recipe behind the reader's weights: `python -m qa.training.reader --data ../shared --out qa/model`."""
