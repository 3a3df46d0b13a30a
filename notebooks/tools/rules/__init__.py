"""The rules a chapter keeps, by what they look at. Each rule yields `Problem`s."""
