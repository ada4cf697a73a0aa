"""Links for people without an account: signed, not stored, and only ever on PUBLIC_URL.

A token says what it is for, whose it is (by the row's random key, never by its id: ids
come again), and in which version; another version rotates the links of a row. Signing keys
come from SECRET_KEY, the newest signs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

CONFIRM, MY, NEW_ADDRESS, SURVEY, TRAINER, SIGN_IN, FORM = (
    "confirm",
    "my",
    "new-address",
    "survey",
    "trainer",
    "sign-in",
    "form",
)


def short_hash(text: str) -> str:
    """A few characters that change whenever the text does; tells nothing of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def _serializer(secret_keys: tuple[str, ...], purpose: str) -> URLSafeSerializer:
    # itsdangerous signs with the last key; SECRET_KEY names the newest first.
    return URLSafeSerializer(
        list(reversed(secret_keys)),
        salt=f"zusage.{purpose}",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )


def _is_canonical(token: str) -> bool:
    """Whether a good token's signature is spelled as we do: base64 has spare bits at its end."""
    signature = token.rpartition(".")[2]
    return base64_encode(base64_decode(signature)).decode() == signature


@dataclass(frozen=True)
class Links:
    """Makes and reads the links of one town."""

    public_url: str
    secret_keys: Sequence[str]

    def sign(self, purpose: str, payload: Any) -> str:
        """A signed text that ``read`` takes back, for one purpose only."""
        return str(_serializer(tuple(self.secret_keys), purpose).dumps(payload))

    def read(self, purpose: str, token: str) -> Any | None:
        """What was signed for this purpose; None for anything else."""
        try:
            payload = _serializer(tuple(self.secret_keys), purpose).loads(token)
        except (BadData, ValueError):
            return None
        return payload if _is_canonical(token) else None

    def token(self, purpose: str, key: str, version: int) -> str:
        """The token of a row for a purpose."""
        return self.sign(purpose, [key, version])

    def read_token(self, purpose: str, token: str) -> tuple[str, int] | None:
        """Key and version of a token; None if it is none of ours.

        Tokens of the first versions named ids. Whose they were nobody can know.
        """
        match self.read(purpose, token):
            case [str(key), int(version)]:
                return key, version
        return None

    def url(self, path: str) -> str:
        """The full address of a path of the service."""
        return self.public_url + path

    def confirm(self, key: str, version: int) -> str:
        """Where an address is confirmed."""
        return self.url(f"/confirm/{self.token(CONFIRM, key, version)}")

    def confirm_new(self, key: str, version: int, email: str) -> str:
        """Where a new address confirms itself; good for this address only."""
        payload = [key, version, short_hash(email)]
        return self.url(f"/confirm/{self.sign(NEW_ADDRESS, payload)}")

    def my(self, key: str, version: int) -> str:
        """Where a person sees and changes a registration."""
        return self.url(f"/my/{self.token(MY, key, version)}")

    def survey(self, key: str, version: int) -> str:
        """Where a person answers the survey."""
        return self.url(f"/survey/{self.token(SURVEY, key, version)}")

    def trainer(self, key: str, version: int, page: str = "") -> str:
        """Where a trainer finds the list; ``page`` is one of the pages behind it."""
        return self.url(f"/trainer/{self.token(TRAINER, key, version)}/{page}")

    def training(self, slug: str) -> str:
        """The page of a training."""
        return self.url(f"/trainings/{slug}")

    def sign_in_token(self, message_id: str) -> str:
        """The one-time token of a sign-in letter: the same for each attempt to send it."""
        return self.sign(SIGN_IN, message_id)

    def sign_in(self, token: str) -> str:
        """Where staff use a one-time token."""
        return self.url(f"/staff/sign-in/{token}")
