"""Sign links in the cloud, where no private key exists: IAM signs as our own service account."""

from functools import partial
from typing import Any

from google.auth import iam
from google.auth.credentials import Credentials, Signing
from google.auth.transport import Request

SIGN_TIMEOUT_S = 10


class IamSigner(Signing):
    """Signs with `signBlob`; the account needs the role Service Account Token Creator on itself.

    One signature is one call of about 50 ms. `credentials` are those of the running service; their token is
    refreshed when it is stale, and their e-mail address is learned from the metadata server.
    """

    def __init__(self, credentials: Credentials, request: Request) -> None:
        self._credentials: Any = credentials  # which class it is depends on where we run
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
