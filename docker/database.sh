#!/bin/sh
# Runs once, in an empty database server: the application's role owns its database and is no superuser.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$DESIGNER_PASSWORD" <<'SQL'
CREATE ROLE designer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE designer OWNER designer;
REVOKE ALL ON DATABASE designer FROM PUBLIC;
SQL
