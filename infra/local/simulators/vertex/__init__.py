"""A stand-in for Veo on Vertex AI: predictLongRunning and fetchPredictOperation."""
