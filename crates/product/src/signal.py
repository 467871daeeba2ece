def signal(stack, logical_id, status, problem):
    instance = metadata("instance-id")
    # The event in CloudFormation shows this id and nothing else, so that it tells what went wrong.
    for unique_id in [f"{instance}:{problem}"[:64], instance] if problem else [instance]:
        form = {"Action": "SignalResource", "Version": "2010-05-15", "StackName": stack}
        form.update(LogicalResourceId=logical_id, UniqueId=unique_id, Status=status)
        try:
            return call("cloudformation", {"content-type": "application/x-www-form-urlencoded"}, urlencode(form))
        except Refused as error:
            if "ValidationError" not in str(error):
                raise
            refused = error
    raise Hopeless(refused)
