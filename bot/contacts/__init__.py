"""Contacts, their handles, their conversation with its owner and epoch, their consent."""
