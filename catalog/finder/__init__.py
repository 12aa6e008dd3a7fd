"""The finder: questions that narrow what is left on the live shelf, until a few things in stock fit."""
