"""The resource types this emulator makes itself; resource_types/ fills it."""

import sys

HANDLERS = {}


def log(message):
    print(f"cloudformation: {message}", file=sys.stderr, flush=True)


def handles(type_):
    return lambda function: HANDLERS.setdefault(type_, function)


def coerce_bool(value):
    return value if isinstance(value, bool) else value == "true"
