"""The errors of the catalog."""


class CatalogError(Exception):
    """Any error that the catalog raises itself."""


class NotOnShelf(CatalogError):
    """No product of this id, or no variant with this SKU, is sold now."""
