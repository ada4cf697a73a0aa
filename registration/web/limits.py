"""How many POSTs one network may send. What one network does costs no other anything.

Generous, since offices and shelters share one address. Counted in Redis, by each process
for itself while Redis is away. Keys are HMACs: Redis holds no address.
"""

import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter

from ..domain.networks import SITE, is_ipv6, network_of
from .guards import settings

PER_MINUTE, PER_HOUR = 120, 600
NETWORK = f"{PER_MINUTE}/minute;{PER_HOUR}/hour"
# As much as three households.
SITE_LIMIT = f"{3 * PER_MINUTE}/minute;{3 * PER_HOUR}/hour"
_SECONDS = 0.5

View = TypeVar("View", bound=Callable[..., Any])


def _network() -> str:
    """Who asks: the IPv4 address, or the /64 that an IPv6 household has."""
    return _hidden(network_of(request.remote_addr or ""))


def _site() -> str:
    """The /56 that one customer has: 256 households could be one laptop."""
    return _hidden(network_of(request.remote_addr or "", SITE))


def _has_no_site() -> bool:
    return not is_ipv6(request.remote_addr or "")


def _hidden(text: str) -> str:
    key = settings().secret_keys[0].encode()
    return hmac.new(key, f"limit {text}".encode(), sha256).hexdigest()[:32]


limiter = Limiter(key_func=_network, key_prefix="zusage", in_memory_fallback_enabled=True)

_per_household = limiter.shared_limit(NETWORK, scope="network", methods=["POST"])
_per_site = limiter.shared_limit(
    SITE_LIMIT, scope="site", key_func=_site, methods=["POST"], exempt_when=_has_no_site
)


def per_network(view: View) -> View:
    """Limit the POSTs of a view by household and by site."""
    return cast(View, _per_household(_per_site(view)))


def install(app: Flask) -> None:
    """Count in the application's Redis, unless its settings turn limits off."""
    settings_of_app = app.extensions["zusage_settings"]
    app.config.update(
        RATELIMIT_ENABLED=settings_of_app.ratelimit_enabled,
        RATELIMIT_STORAGE_URI=settings_of_app.redis_url,
        RATELIMIT_STORAGE_OPTIONS={
            "socket_connect_timeout": _SECONDS,
            "socket_timeout": _SECONDS,
        },
        RATELIMIT_STRATEGY="fixed-window",
        # While one thread turns to its own memory, what another just asked of Redis fails.
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    limiter.init_app(app)


def seconds_to_wait() -> int:
    """After how many seconds a refused request may come again."""
    limit = limiter.current_limit
    return max(1, round(limit.reset_at - time.time())) if limit else 60
