"""Reads templates in YAML as AWS's tools do, and tells where they differ from those in JSON beside them.

usage: compare.py DIRECTORY
"""

import json
import pathlib
import re
import sys

from awscli.customizations.cloudformation.yamlhelper import yaml_parse
from cfnlint.decode import cfn_yaml

READERS = {
    "cfn-lint": lambda path: cfn_yaml.load(str(path)),
    "aws": lambda path: yaml_parse(path.read_text(encoding="utf-8")),
}


def substituted(text):
    """What CloudFormation makes of the text of a substitution: texts and values."""
    pieces, end = [], 0
    for match in re.finditer(r"\$\{([^}]*)\}", text):
        pieces.append(text[end : match.start()])
        end, name = match.end(), match[1]
        if name.startswith("!"):
            pieces.append("${" + name[1:] + "}")
        elif "." in name:
            pieces.append({"Fn::GetAtt": name.split(".", 1)})
        else:
            pieces.append({"Ref": name})
    return [*pieces, text[end:]]


def pieces_of(value):
    match list(value.items()):
        case [("Fn::Sub", str(text))]:
            return substituted(text)
        case [("Fn::Join", ["", list(pieces)])]:
            return [normal(piece) for piece in pieces]
    return None


def normal(value):
    """With joined texts and substitutions as what they both come to."""
    if isinstance(value, dict):
        pieces = pieces_of(value)
        if pieces is None:
            return {str(key) if isinstance(key, str) else key: normal(inner) for key, inner in value.items()}
        merged = []
        for piece in pieces:
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            elif piece != "":
                merged.append(piece)
        return {"#concatenated": merged}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    return value


def differences(found, expected, place=""):
    # True is 1 for Python, but not for a template
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        for key in expected:
            yield from differences(found[key], expected[key], f"{place}/{key}")
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for index, (left, right) in enumerate(zip(found, expected)):
            yield from differences(left, right, f"{place}/{index}")
    elif found != expected or isinstance(found, bool) != isinstance(expected, bool):
        yield f"{place}: {found!r} instead of {expected!r}"


def main():
    found, count = [], 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yml")):
        expected = normal(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        for tool, read in READERS.items():
            count += 1
            try:
                found += [f"{path.name} as {tool} reads it: {line}" for line in differences(normal(read(path)), expected)]
            except Exception as error:
                found.append(f"{path.name}: {tool} cannot read it: {error}")
    print(json.dumps({"compared": count, "differences": found}))


main()
