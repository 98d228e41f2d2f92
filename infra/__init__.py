"""How Dailies is deployed, and the local cloud that stands in for Google's."""
