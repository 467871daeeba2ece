"""The resource types this emulator makes itself; resource_types/ fills it."""

import sys

HANDLERS = {}

# What is registered for all types of custom resources.
CUSTOM = "Custom::"

# How those that may be imported are taken over, and which changes to them are applied.
ADOPTERS, UPDATERS = {}, {}

# Which changes need another resource in the place of one, beyond those that the schema of its type tells.
REPLACERS = {}


def log(message):
    print(f"cloudformation: {message}", file=sys.stderr, flush=True)


def handles(type_):
    return lambda function: HANDLERS.setdefault(type_, function)


def kind(type_):
    """What a type is registered under."""
    return CUSTOM if type_.startswith(CUSTOM) else type_


def handler(type_):
    return HANDLERS.get(kind(type_))


def adopts(type_):
    return lambda function: ADOPTERS.setdefault(type_, function)


def updates(type_):
    return lambda function: UPDATERS.setdefault(type_, function)


def replaces(type_):
    return lambda function: REPLACERS.setdefault(type_, function)


def coerce_bool(value):
    return value if isinstance(value, bool) else value == "true"
