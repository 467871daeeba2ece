# The value of a parameter of Systems Manager, in a region.
purlin_read_parameter() (
  purlin_retry aws ssm get-parameter --name "$1" --region "$2" --with-decryption --query Parameter.Value --output text
)
