"""Invented orders at scale, true to every law of the house. Only `generer_demo` uses this."""
