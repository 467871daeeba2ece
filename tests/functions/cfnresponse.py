"""What Lambda gives to functions whose code stands in a template, as far as they use it: answers are kept."""

SUCCESS, FAILED = "SUCCESS", "FAILED"
answers = []


def send(event, context, status, data, physical_id=None, no_echo=False, reason=None):
    answers.append((status, physical_id, reason))
