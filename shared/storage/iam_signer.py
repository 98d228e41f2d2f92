"""Sign links in the cloud, where no private key exists: IAM signs as our own service account."""

from functools import partial
from typing import Any

from google.auth import iam
from google.auth.credentials import Credentials, Scoped, Signing
from google.auth.transport import Request

SIGN_TIMEOUT_S = 10
IAM_SCOPE = "https://www.googleapis.com/auth/iam"


class IamSigner(Signing):
    """Signs with `signBlob`; the account needs the role Service Account Token Creator on itself.

    Every signature is one call. `credentials` are those of the running service; their token is refreshed when
    it is stale, and their e-mail address is learned from the metadata server. They are asked for anew with
    IAM's scope, because a storage client narrows its own to storage.
    """

    def __init__(self, credentials: Credentials, request: Request) -> None:
        own: Any = credentials  # which class it is depends on where we run
        self._credentials: Any = own.with_scopes([IAM_SCOPE]) if isinstance(credentials, Scoped) else own
        self._request = partial(request, timeout=SIGN_TIMEOUT_S)

    @property
    def signer_email(self) -> str:
        """The account that signs; it is part of every link."""
        email = getattr(self._credentials, "service_account_email", None)
        if not email or email == "default":  # not known before the first refresh
            self._credentials.refresh(self._request)
            email = self._credentials.service_account_email
        return str(email)

    @property
    def signer(self) -> Any:
        """What signs for this account."""
        new_signer: Any = iam.Signer
        return new_signer(self._request, self._credentials, self.signer_email)

    def sign_bytes(self, message: bytes) -> Any:
        """Return the RSA signature of `message`."""
        return self.signer.sign(message)
