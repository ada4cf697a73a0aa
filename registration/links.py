"""Links for people without an account: signed, not stored, and only ever on PUBLIC_URL.

A token says what it is for, whose it is, and in which version; raising the version of
a registration rotates its links. Keys come from SECRET_KEY, the newest signs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

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
            return _serializer(tuple(self.secret_keys), purpose).loads(token)
        except (BadData, ValueError):
            return None

    def token(self, purpose: str, row_id: int, version: int) -> str:
        """The token of a row for a purpose."""
        return self.sign(purpose, [row_id, version])

    def read_token(self, purpose: str, token: str) -> tuple[int, int] | None:
        """Id and version of a token; None if it is none of ours."""
        match self.read(purpose, token):
            case [int(row_id), int(version)]:
                return row_id, version
        return None

    def url(self, path: str) -> str:
        """The full address of a path of the service."""
        return self.public_url + path

    def confirm(self, registration_id: int, version: int) -> str:
        """Where an address is confirmed."""
        return self.url(f"/confirm/{self.token(CONFIRM, registration_id, version)}")

    def confirm_new(self, registration_id: int, version: int, email: str) -> str:
        """Where a new address confirms itself; good for this address only."""
        payload = [registration_id, version, short_hash(email)]
        return self.url(f"/confirm/{self.sign(NEW_ADDRESS, payload)}")

    def my(self, registration_id: int, version: int) -> str:
        """Where a person sees and changes a registration."""
        return self.url(f"/my/{self.token(MY, registration_id, version)}")

    def survey(self, registration_id: int, version: int) -> str:
        """Where a person answers the survey."""
        return self.url(f"/survey/{self.token(SURVEY, registration_id, version)}")

    def trainer(self, trainer_id: int, version: int, page: str = "") -> str:
        """Where a trainer finds the list; ``page`` is one of the pages behind it."""
        return self.url(f"/trainer/{self.token(TRAINER, trainer_id, version)}/{page}")

    def training(self, slug: str) -> str:
        """The page of a training."""
        return self.url(f"/trainings/{slug}")

    def sign_in_token(self, message_id: str) -> str:
        """The one-time token of a sign-in letter: the same for each attempt to send it."""
        return self.sign(SIGN_IN, message_id)

    def sign_in(self, token: str) -> str:
        """Where staff use a one-time token."""
        return self.url(f"/staff/sign-in/{token}")
