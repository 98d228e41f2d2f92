"""Sign-in that knows everybody by the name in their token."""

from shared.errors import NotAuthenticated, Unavailable
from shared.http.auth import SENTENCE
from shared.http.call import Caller


class People:
    """A `SignIn`: the token `alice-token` is alice. `revoked` people may read and not pay."""

    def __init__(self) -> None:
        self.revoked: set[str] = set()
        self.down = False

    def authenticate(self, authorization: str, *, check_revoked: bool = False) -> Caller:
        if self.down:
            raise Unavailable("Sign-in cannot be checked at the moment.")
        uid = authorization.removeprefix("Bearer ").removesuffix("-token")
        if authorization != f"Bearer {uid}-token" or (check_revoked and uid in self.revoked):
            raise NotAuthenticated(SENTENCE)
        return Caller(uid)
