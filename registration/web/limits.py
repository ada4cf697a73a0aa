"""How many POSTs one network and one training may cause. Never how many one recipient.

Generous, since offices and shelters share one address. Counted in Redis, by each process
for itself while Redis is away. Keys are HMACs: Redis holds no address.
"""

import hmac
import ipaddress
import time
from hashlib import sha256

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from .guards import settings

NETWORK = "120/minute;600/hour"
TRAINING = "600/minute;6000/hour"
_SECONDS = 0.5


def network_block() -> str:
    """Who asks: the IPv4 address, or the /64 that an IPv6 household has."""
    address = ipaddress.ip_address(get_remote_address())
    if address.version == 6:
        return _hidden(str(ipaddress.ip_network((address, 64), strict=False)))
    return _hidden(str(address))


def training() -> str:
    """What is asked for."""
    return _hidden(f"training {(request.view_args or {}).get('slug', '')}")


def _hidden(text: str) -> str:
    key = settings().secret_keys[0].encode()
    return hmac.new(key, f"limit {text}".encode(), sha256).hexdigest()[:32]


limiter = Limiter(key_func=network_block, key_prefix="zusage", in_memory_fallback_enabled=True)

per_network = limiter.shared_limit(NETWORK, scope="network", methods=["POST"])
per_training = limiter.shared_limit(TRAINING, scope="training", key_func=training, methods=["POST"])


def install(app: Flask) -> None:
    """Count in the application's Redis, unless its settings turn limits off."""
    found = app.extensions["zusage_settings"]
    app.config.update(
        RATELIMIT_ENABLED=found.ratelimit_enabled,
        RATELIMIT_STORAGE_URI=found.redis_url,
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
