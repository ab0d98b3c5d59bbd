#!/bin/sh
# PostgreSQL's image runs this once, on an empty volume, as its administrator: it makes the database of the record and
# the user that owns it. That user can do nothing else: make no database, no user, and read no other one's.
set -eu
RECORD_PASSWORD_FILE=${RECORD_PASSWORD_FILE:-/run/secrets/record-password}
export RECORD_PASSWORD_FILE
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\set password `cat "$RECORD_PASSWORD_FILE"`
CREATE ROLE pincite LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE pincite OWNER pincite;
REVOKE ALL ON DATABASE pincite FROM PUBLIC;
SQL
