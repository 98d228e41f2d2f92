"""Every deployable function; no other code."""
