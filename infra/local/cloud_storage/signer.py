"""Who signs URLs in the local cloud: a service account that exists nowhere else."""

import json
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

Signers = dict[str, rsa.RSAPublicKey]


def make_signer(project: str) -> dict[str, str]:
    """Return the content of a new service account file, with a key made just now.

    Its token address leads nowhere, so that nothing can be exchanged for a real token.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "type": "service_account",
        "project_id": project,
        "private_key_id": secrets.token_hex(20),
        "private_key": pem.decode(),
        "client_email": f"local@{project}.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": "http://127.0.0.1:1/token",
    }


def read_signer(path: Path, *, project: str) -> Signers:
    """Read a service account file into the one signer it makes trusted.

    Raises:
        ValueError: it is not a service account file with an RSA key, or of another project.
    """
    try:
        document = json.loads(path.read_bytes())
        email = document["client_email"]
        key = load_pem_private_key(document["private_key"].encode(), password=None)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} is not a service account file") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{path} has no RSA key")  # noqa: TRY004  the file is wrong, not its type
    if document.get("project_id") != project:
        raise ValueError(f"{path} is not of project {project}")
    return {email: key.public_key()}
