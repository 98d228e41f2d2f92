"""Real HTTP servers that speak a provider's wire format and render real videos."""
