"""Every word that the page itself says: one module a view, its phrases in three languages side by side."""
