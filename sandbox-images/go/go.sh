#!/bin/sh
# Go wants to write into its build cache, and the image's is read-only: the first call puts a writable one of links to
# it at $GOCACHE. A fresh trim.txt keeps Go from sorting out all that it thinks unused since the image was made.
if [ -n "$GOCACHE" ] && [ ! -e "$GOCACHE" ]; then
  fresh=$GOCACHE.$$
  if cp -rs /opt/go/cache "$fresh" 2>/dev/null && rm -f "$fresh/trim.txt" && date +%s >"$fresh/trim.txt"; then
    mv -T "$fresh" "$GOCACHE" 2>/dev/null
  fi
  rm -rf "$fresh"
fi
exec /usr/bin/go "$@"
