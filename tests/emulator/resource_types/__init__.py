"""How each resource type is made and deleted.

A handler is a generator: it makes the resource, yields its Ref and its Fn::GetAtt attributes, and after the yield
deletes it again. It takes the properties it knows; one that nobody took fails the resource.
"""

import importlib
import pkgutil


def load():
    """Registers every handler of this folder."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
