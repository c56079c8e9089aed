"""The bench: an order is scanned, then its articles, then the parcel is closed."""
