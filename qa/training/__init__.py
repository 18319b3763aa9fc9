"""The recipe behind the ranker's weights: `python -m qa.training --data ../shared --out qa/model/ranker.json`."""
