"""The index of a large catalog: columns in files beside its generation, mapped by every process that searches."""
