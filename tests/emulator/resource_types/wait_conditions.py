"""Wait conditions, and the addresses they are signalled by."""

import json

from moto.cloudformation.exceptions import ValidationError

import boots
import control
from registry import handles, log


@handles("AWS::CloudFormation::WaitConditionHandle")
def handle(r):
    address = control.new_handle()
    yield address, {"Id": address}
    control.HANDLES.pop(address)


@handles("AWS::CloudFormation::WaitCondition")
def condition(r):
    address, seconds = r.take("Handle"), r.take("Timeout", "43200")
    count, data = int(r.take("Count", 1)), {}
    if address is None:
        pass  # it has a CreationPolicy, which the engine waits for
    elif address not in control.HANDLES:
        raise ValidationError(message=f"{address} is no WaitConditionHandle")
    elif not boots.PROGRAM:
        log(f"{r.logical_resource_id}: is not waited for, nothing here boots")
    else:
        expected = control.HANDLES[address]
        expected.count = count
        expected.wait(min(int(seconds), boots.SECONDS))
        data = {unique_id: text for unique_id, (_, text) in expected.received.items()}
    id_ = r.name()
    yield id_, {"Id": id_, "Data": json.dumps(data)}
