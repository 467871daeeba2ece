"""Runs programs of the guide in one process, each as if it was alone.

usage: python run.py FOLDER
"""

import functools
import json
import os
import runpy
import sys
from pathlib import Path

os.environ["CDK_VALIDATION"] = "false"

import aws_cdk

folder = Path(sys.argv[1])
app = aws_cdk.App
for name, directory in json.loads((folder / "programs.json").read_text()).items():
    # the toolkit would say by a variable where the app writes, but the library behind has read all of them by now
    aws_cdk.App = functools.partial(app, outdir=directory)
    runpy.run_path(str(folder / f"{name}.py"), run_name="__main__")
