#!/bin/bash
# Configures the application when its instance boots, and tells CloudFormation how it went.
set -Eeuo pipefail

readonly region='__REGION__'
readonly domain='__DOMAIN__'
readonly stack='__STACK__'
readonly logical_id='__LOGICAL_ID__'
readonly bucket='__BUCKET__'
readonly database_secret='__DATABASE_SECRET__'
