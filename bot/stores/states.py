"""What has become of a store's event."""

WAITING, DONE, FAILED, IGNORED = 0, 1, 2, 3
