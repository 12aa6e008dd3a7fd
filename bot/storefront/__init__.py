"""The shop's own pages for shoppers: the checkout of one cart, and documents that are sent in the chat."""
