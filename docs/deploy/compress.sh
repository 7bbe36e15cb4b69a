#!/bin/sh
# Writes FILE.br and FILE.gz beside each file of a built page that gets smaller by it, for a server that sends such files.
# Needs brotli and gzip: `apt-get install brotli gzip`.
#
#   docs/deploy/compress.sh dist
set -eu
folder=${1:?"which folder? docs/deploy/compress.sh dist"}
find "$folder" -type f \( -name '*.br' -o -name '*.gz' \) -exec rm {} +
find "$folder" -type f \( -name '*.wasm' -o -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.svg' \
    -o -name '*.json' -o -name '*.webmanifest' \) -exec brotli --keep --best {} + -exec gzip --keep --best --no-name {} +
