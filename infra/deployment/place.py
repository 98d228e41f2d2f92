"""Where it is deployed to, and what things are called there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.deployment.watch import Watch

APP = "dailies"
CANDIDATE = "candidate"
"""The tag of a revision that is to be looked at before it gets traffic."""


@dataclass(frozen=True)
class Place:
    """One environment, in a project of its own. `number` is the project's; it is part of addresses."""

    env: str
    project: str
    number: str
    region: str = "us-central1"
    settings: Mapping[str, str] = field(default_factory=dict)
    """What functions are told besides what follows from the above."""
    site_key: str = ""
    """What the studio proves itself with to reCAPTCHA Enterprise; empty where App Check is not set up."""
    watch: Watch = field(default_factory=Watch)

    @property
    def bucket(self) -> str:
        """The one bucket."""
        return f"{self.project}-media"

    @property
    def deployment_bucket(self) -> str:
        """Where the record of the deployment is kept, and what is sent to be built."""
        return f"{self.project}-deployment"

    @property
    def public_url(self) -> str:
        """What people type: Firebase Hosting's own address."""
        return f"https://{self.project}.web.app"

    @property
    def repository(self) -> str:
        """Where images are kept."""
        return f"{self.region}-docker.pkg.dev/{self.project}/{APP}"

    def account(self, name: str) -> str:
        """Return the e-mail of a service account of ours."""
        return f"{APP}-{name}@{self.project}.iam.gserviceaccount.com"

    def agent(self, service: str) -> str:
        """Return the e-mail of a Google service's own account in this project."""
        return f"service-{self.number}@gcp-sa-{service}.iam.gserviceaccount.com"

    def url(self, service: str) -> str:
        """Return the address Cloud Run gives a service before it exists."""
        return f"https://{service}-{self.number}.{self.region}.run.app"

    def candidate_url(self, service: str) -> str:
        """Return the address of the revision that has no traffic yet."""
        return f"https://{CANDIDATE}---{service}-{self.number}.{self.region}.run.app"

    def labels(self, *, service: str, component: str) -> str:
        """Return the labels by which the bill is read."""
        return f"--labels=app={APP},service={service},env={self.env},component={component}"
