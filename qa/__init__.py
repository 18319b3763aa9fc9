"""Questions to answers whose every citation is a verbatim span of an article."""
