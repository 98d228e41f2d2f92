"""The deployment: `infra/functions.toml` and `infra/iam.toml` as gcloud commands."""
