"""Recorded answers of Vertex AI, written by its wire format."""

import httpx

MODEL = "projects/demo-project/locations/us-central1/publishers/google/models/veo-3.1-fast-generate-001"
NAME = f"{MODEL}/operations/0f3c2a1e-1111-4222-8333-444455556666"
SECRET_WORDS = "sekrit-vendor-words"


def refusal(status: int, message: str, **headers: str) -> httpx.Response:
    """Return one of Google's error bodies."""
    error = {"code": status, "message": message, "status": "X", "details": []}
    return httpx.Response(status, headers=headers, json={"error": error})
