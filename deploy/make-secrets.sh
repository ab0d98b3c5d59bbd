#!/bin/sh
# Makes what compose.cluster.yaml hands to its services as files: passwords, and certificates for OpenSearch.
#
#   deploy/make-secrets.sh [FOLDER]    FOLDER is secrets/ unless given; what is there already stays as it is
#
# Only the folder keeps others out: each service reads its files under a user of its own.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
cd "$folder"

for name in record-password postgresql-password opensearch-password; do
    # OpenSearch asks for upper and lower case, a digit and another character.
    [ -e "$name" ] || printf 'Pin-%s' "$(openssl rand -hex 16)" >"$name"
done

if [ ! -e opensearch-ca.pem ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=Pincite OpenSearch CA' \
        -keyout opensearch-ca-key.pem -out opensearch-ca.pem 2>/dev/null
fi
if [ ! -e opensearch.pem ]; then
    openssl req -new -newkey rsa:3072 -nodes -subj '/CN=opensearch' \
        -keyout opensearch-key.pem -out opensearch.csr 2>/dev/null
    printf 'subjectAltName=DNS:opensearch,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n' >opensearch.ext
    openssl x509 -req -in opensearch.csr -CA opensearch-ca.pem -CAkey opensearch-ca-key.pem -CAcreateserial \
        -days 825 -extfile opensearch.ext -out opensearch.pem 2>/dev/null
    rm -f opensearch.csr opensearch.ext opensearch-ca.srl
fi
chmod 0644 record-password postgresql-password opensearch-password opensearch-ca.pem opensearch.pem opensearch-key.pem
