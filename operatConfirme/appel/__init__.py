"""The page of a call: all that is said, changed and decided about one order."""
