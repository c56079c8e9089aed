"""Readers of the places where orders are written."""
