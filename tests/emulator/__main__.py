"""An AWS emulator for the tests: moto, with a stricter CloudFormation (see cloudformation_api.py and engine.py).

Run as `python tests/emulator [cdk.context.json]`. It listens on a free port of the loopback interface, says
"listening on PORT" on standard output, and ends when its standard input is closed, so that it never outlives the
test that started it. The VPCs of the context file are made at the start, under the very ids it gives, so that stacks
which look them up can be deployed.
"""

import os
import sys
import threading

from werkzeug.serving import make_server

import authorization
import backup_selections
import caches
import cloudformation_api
import control
import corrections
import databases
import existing
import file_systems
import instances
import load_balancers
import lustre
import resource_types
import spot_requests
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app


def end_with_standard_input():
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)


def main():
    application = control.controlled(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    # the handlers call this very server
    os.environ["AWS_ENDPOINT_URL"] = address
    os.environ["MOTO_PORT"] = str(server.server_port)
    cloudformation_api.install()
    corrections.install()
    databases.install()
    authorization.install()
    load_balancers.install()
    file_systems.install()
    lustre.install()
    instances.install()
    spot_requests.install()
    backup_selections.install()
    caches.install()
    resource_types.load()
    if len(sys.argv) > 1:
        existing.create_existing(sys.argv[1])
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(f"listening on {server.server_port}", flush=True)
    sys.stdout = sys.stderr  # nobody reads on
    server.serve_forever()


main()
