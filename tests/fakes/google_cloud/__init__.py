"""A Google Cloud on a disk: `gcloud`, `firebase` and the smoke test as programs, stricter than the real."""
