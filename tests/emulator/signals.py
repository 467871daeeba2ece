"""Signals: what a resource with a CreationPolicy, or a wait condition, waits for."""

import re
import threading
import time

from moto.cloudformation.exceptions import ValidationError

# What the emulator waits for now, by stack id and logical id.
EXPECTED = {}

DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
LONGEST = 12 * 60 * 60


class Expectation:
    """The signals one resource has received so far, by their unique ids."""

    def __init__(self, count, share=100):
        self.count, self.share = count, share
        self.received, self.changed = {}, threading.Condition()

    def receive(self, unique_id, succeeded, data=""):
        with self.changed:
            self.received.setdefault(unique_id, (succeeded, data))
            self.changed.notify_all()

    def failures(self):
        return sum(not succeeded for succeeded, _ in self.received.values())

    def needed(self):
        """How many successes are enough."""
        return -(-self.count * self.share // 100)

    def is_settled(self):
        successes = len(self.received) - self.failures()
        return successes >= self.needed() or self.failures() > self.count - self.needed()

    def wait(self, seconds):
        """Returns once there are enough signals; fails if that cannot be any more, or takes too long."""
        end = time.monotonic() + seconds
        with self.changed:
            while not self.is_settled() and time.monotonic() < end:
                self.changed.wait(end - time.monotonic())
            successes = len(self.received) - self.failures()
            if successes >= self.needed():
                return
            if self.is_settled():
                raise ValidationError(
                    message=f"Received {self.failures()} FAILURE signal(s) out of {self.count}. Unable to satisfy "
                    f"{self.share}% MinSuccessfulInstancesPercent requirement"
                )
            raise ValidationError(
                message=f"Failed to receive {self.needed() - successes} resource signal(s) within the specified duration"
            )


def expectation(policy):
    """What a CreationPolicy asks for, and for how many seconds."""
    signal = policy.get("ResourceSignal", {})
    share = policy.get("AutoScalingCreationPolicy", {}).get("MinSuccessfulInstancesPercent", 100)
    return Expectation(int(signal.get("Count", 1)), int(share)), seconds(signal.get("Timeout", "PT5M"))


def seconds(duration):
    found = DURATION.fullmatch(str(duration))
    if not found or not any(found.groups()):
        raise ValidationError(message=f"Template error: {duration} is no ISO 8601 duration such as PT15M")
    total = sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1)))
    if total > LONGEST:
        raise ValidationError(message=f"Template error: {duration} is longer than 12 hours")
    return total


def signal_resource(stack, logical_id, unique_id, status):
    """SignalResource; only a resource that is being made can be signalled."""
    definition = stack.template_dict.get("Resources", {}).get(logical_id)
    if definition is None:
        raise ValidationError(message=f"Resource {logical_id} does not exist for stack {stack.name}")
    expected = EXPECTED.get((stack.stack_id, logical_id))
    if expected is None:
        raise ValidationError(
            message=f"Resource {logical_id} of stack {stack.name} is not being created, or waits for nothing, and cannot "
            "be signaled"
        )
    told = f"Received {status} signal with UniqueId {unique_id}"
    stack.resource_map.tell(logical_id, definition["Type"], "CREATE_IN_PROGRESS", told)
    expected.receive(unique_id, status == "SUCCESS")
