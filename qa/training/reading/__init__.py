"""The recipe of the weights that choose sentences and decide when to refuse."""
