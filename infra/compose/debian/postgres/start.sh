# Starts PostgreSQL; before that, the first time, makes its folder, user and database as the environment says.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # $POSTGRES_INITDB_ARGS is several words.
  # shellcheck disable=SC2086
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 \
    ${POSTGRES_INITDB_ARGS:-}
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE \"$POSTGRES_DB\";" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/run/postgresql
