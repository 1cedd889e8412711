"""A cache for hints: when the server is away, nothing is remembered and nobody is stopped."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _or(default: Any, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (RedisError, OSError) as fault:
        log.warning("The cache is away (%s).", fault)
        return default


class HintCache(RedisCache):
    """Django's Redis cache that answers with the default while Redis is away."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(default, lambda: super(HintCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        _or(None, lambda: super(HintCache, self).set(key, value, timeout, version))

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(_or(True, lambda: super(HintCache, self).add(key, value, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_or(False, lambda: super(HintCache, self).delete(key, version)))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return dict(_or({}, lambda: super(HintCache, self).get_many(keys, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(_or(delta, lambda: super(HintCache, self).incr(key, delta, version)))
