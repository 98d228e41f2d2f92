"""Sign-in as in the cloud: signatures count, Google's certificates are ours, and a directory of people."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import google.oauth2.id_token
import pytest
from firebase_admin import auth

from shared.http.auth import FirebaseSignIn
from tests.fakes.tokens import PROJECT, certificates, service_account_file


def cloud_sign_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> FirebaseSignIn:
    """Beside no emulator."""
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(service_account_file(folder)))
    monkeypatch.setattr(google.oauth2.id_token, "_fetch_certs", lambda request, url: certificates())
    return FirebaseSignIn(PROJECT)


class Directory:
    """Stands for the question about a person."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.user = SimpleNamespace(disabled=False, tokens_valid_after_timestamp=0)
        self.known: dict[str, SimpleNamespace] = {}
        """Who is another than `user`, by id."""
        monkeypatch.setattr(auth.Client, "get_user", self.get_user)

    def get_user(self, uid: str) -> Any:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.known.get(uid, self.user)
