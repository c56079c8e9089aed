"""Static files under hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StockageHache(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once `collectstatic` has run; until then the plain ones, so that pages work."""

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        stocke: str = super().stored_name(name)
        return stocke
