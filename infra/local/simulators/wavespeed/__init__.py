"""A stand-in for WaveSpeed's REST API, version 3."""
