#!/bin/bash
# Makes all fixtures anew: packages/, roots.pem, trust.p12, fixtures.jsonl.
# It needs keytool and jarsigner of JDK 17, openssl 3 and python3, and takes
# about a minute.
set -euo pipefail

# The JDK and openssl must write English, whoever calls the script.
export LC_ALL=C
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
listener=
# Keys and the timestamping authority end with the script, even if it fails.
finish() {
	if [ -n "$listener" ]; then kill "$listener" 2>/dev/null || true; fi
	rm -rf "$work"
}
trap finish EXIT
cd "$work"
mkdir content packages said

# quietly COMMAND... shows what a command printed only if it fails.
quietly() {
	"$@" >log.txt 2>&1 || { cat log.txt >&2; echo "failed: $*" >&2; return 1; }
}

# Each run is short, so a quick start counts more than fast code.
jarsigner() { command jarsigner -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC "$@"; }
export -f jarsigner

# after SECONDS prints a time that is so many seconds from now, as openssl ca wants it.
after() {
	python3 -c 'import datetime, sys
now = datetime.datetime.now(datetime.timezone.utc)
print((now + datetime.timedelta(seconds=int(sys.argv[1]))).strftime("%Y%m%d%H%M%SZ"))' "$1"
}

### Certificates

START=$(after -86400) # A clock that is a little slow must not matter.
END=$(after $((36500 * 86400)))

configure() {
	touch index.txt
	cat >ca.cnf <<-'END'
		[ca]
		default_ca = any
		[any]
		database = index.txt
		new_certs_dir = .
		rand_serial = yes
		default_md = sha256
		unique_subject = no
		policy = policy
		[policy]
		organizationName = supplied
		commonName = supplied

		[root]
		basicConstraints = critical, CA:true
		keyUsage = critical, keyCertSign, cRLSign
		[code]
		keyUsage = critical, digitalSignature
		extendedKeyUsage = codeSigning
		[code-by-name]
		keyUsage = critical, digitalSignature
		extendedKeyUsage = codeSigning
		subjectKeyIdentifier = none
		authorityKeyIdentifier = none
		[timestamp]
		keyUsage = critical, digitalSignature
		extendedKeyUsage = critical, timeStamping
		[unknown-extension]
		keyUsage = critical, digitalSignature
		extendedKeyUsage = codeSigning
		1.2.3.4.5 = critical, ASN1:UTF8String:unknown
		[key-encipherment]
		keyUsage = critical, keyEncipherment
		extendedKeyUsage = codeSigning
		[non-repudiation]
		keyUsage = critical, nonRepudiation
		extendedKeyUsage = codeSigning
		[tls-server]
		keyUsage = critical, digitalSignature
		extendedKeyUsage = serverAuth
		[netscape-server]
		keyUsage = critical, digitalSignature
		nsCertType = server
	END
}

# key NAME TYPE makes NAME.key. TYPE is rsa:BITS, ec:CURVE, dsa or ed25519.
key() {
	case $2 in
	rsa:*) quietly openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${2#*:}" -out "$1.key" ;;
	ec:*) quietly openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:${2#*:}" -out "$1.key" ;;
	dsa)
		quietly openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 \
			-pkeyopt dsa_paramgen_q_bits:256 -out dsa.params
		quietly openssl genpkey -paramfile dsa.params -out "$1.key"
		;;
	*) quietly openssl genpkey -algorithm "$2" -out "$1.key" ;;
	esac
}

# certify NAME EXTENSIONS START END OPTION... makes NAME.pem. Its subject is $subject, if set.
certify() {
	local name=$1 extensions=$2 start=$3 end=$4
	shift 4
	quietly openssl req -new -key "$name.key" -subj "/O=Example/CN=${subject:-$name}" -out "$name.csr"
	quietly openssl ca -batch -notext -config ca.cnf -extensions "$extensions" \
		-startdate "$start" -enddate "$end" -in "$name.csr" -out "$name.pem" "$@"
}

# store NAME makes NAME.p12, for jarsigner, with the chain of NAME.chain.
store() {
	cat "$1.pem" "$1.chain" >chain.pem
	quietly openssl pkcs12 -export -inkey "$1.key" -in chain.pem \
		-name "$1" -passout pass:changeit -out "$1.p12"
}

# root NAME TYPE [EXTENSIONS] makes a certificate that signs itself.
root() {
	key "$1" "$2"
	certify "$1" "${3:-root}" "$START" "$END" -selfsign -keyfile "$1.key"
	: >"$1.chain"
	store "$1"
}

# issue NAME TYPE ISSUER [EXTENSIONS [START END]] makes a certificate, the chain
# up to and with the root, and the keystore.
issue() {
	key "$1" "$2"
	certify "$1" "${4:-code}" "${5:-$START}" "${6:-$END}" -keyfile "$3.key" -cert "$3.pem"
	cat "$3.pem" "$3.chain" >"$1.chain"
	store "$1"
}

trust() {
	local name
	cat root-rsa.pem root-ec.pem root-timestamp.pem >roots.pem
	for name in root-rsa root-ec root-timestamp; do
		quietly keytool -importcert -noprompt -alias "$name" -file "$name.pem" \
			-keystore trust.p12 -storetype PKCS12 -storepass changeit
	done
}

### Timestamps

# authority NAME ROOT [START END] makes an authority that tsa.py knows as NAME.
authority() {
	issue "$1" rsa:2048 "$2" timestamp "${@:3}"
	echo 01 >"$1.serial"
	cat >"$1.cnf" <<-END
		[tsa]
		default_tsa = any
		[any]
		serial = $1.serial
		signer_cert = $1.pem
		signer_key = $1.key
		certs = $1.chain
		signer_digest = sha256
		default_policy = 1.2.3.4
		digests = sha256, sha384, sha512
		ess_cert_id_alg = sha256
	END
}

listen() {
	python3 "$here/tsa.py" port.txt &
	listener=$!
	until [ -e port.txt ]; do
		kill -0 "$listener" # It ends the script if tsa.py has failed.
		sleep 0.1
	done
	port=$(<port.txt)
}

### Packages

# Most fixtures are this one, changed.
good=verified-rsa-sha256

content() {
	cat >content/manifest.xml <<-'END'
		<connector-plugin class='signed' superclass='jdbc' plugin-version='1.0.0' name='Signed' version='18.1'>
		  <vendor-information>
		    <company name='Example'/>
		    <support-link url='https://example.org'/>
		  </vendor-information>
		  <connection-dialog file='connection-dialog.tcd'/>
		</connector-plugin>
	END
	echo "<connection-dialog class='signed'/>" >content/connection-dialog.tcd
	echo "<dialect class='signed' version='18.1'/>" >content/dialect.tdd
	echo "<dialect class='other' version='18.1'/>" >other.tdd
	rezip - plain.taco put manifest.xml content/manifest.xml \
		put connection-dialog.tcd content/connection-dialog.tcd \
		put dialect.tdd content/dialect.tdd
}

rezip() { python3 "$here/rezip.py" "$@"; }
block() { python3 "$here/block.py" "$@"; }
sf() { python3 "$here/sf.py" "$@"; }

# change FROM TO OPERATION... makes a fixture of another by rezip.py.
change() { rezip "packages/$1.taco" "packages/$2.taco" "${@:3}"; }

# sign IN NAME SIGNER OPTION... makes a fixture with jarsigner.
sign() {
	quietly jarsigner -keystore "$3.p12" -storepass changeit -sigfile SIGNER "${@:4}" \
		-signedjar "packages/$2.taco" "$1" "$3"
}
signed() { sign plain.taco "$@"; }

# again FROM TO SIGNER OPTION... signs a fixture once more.
again() { sign "packages/$1.taco" "$2" "$3" -sigfile OTHER "${@:4}"; }

# cms SIGNER SF BLOCK OPTION... makes a signature block with openssl.
cms() {
	quietly openssl cms -sign -binary -noattr -md sha256 -outform DER -signer "$1.pem" \
		-inkey "$1.key" -certfile "$1.chain" -in "$2" -out "$3" "${@:4}"
}

# get NAME ENTRY FILE takes an entry out of a fixture.
get() { rezip "packages/$1.taco" ignored.zip get "$2" "$3"; }

# assemble NAME puts the MANIFEST.MF, .SF file and block, which lie in this
# folder, before the content.
assemble() {
	rezip plain.taco "packages/$1.taco" first META-INF/SIGNER.RSA SIGNER.RSA \
		first META-INF/SIGNER.SF SIGNER.SF first META-INF/MANIFEST.MF MANIFEST.MF
}

# parts takes the MANIFEST.MF, the .SF file and the block of the good package out of it.
parts() {
	get $good META-INF/MANIFEST.MF GOOD.MF
	get $good META-INF/SIGNER.SF GOOD.SF
	get $good META-INF/SIGNER.RSA GOOD.RSA
	echo garbage >garbage
}

# written NAME MANIFEST-OPTIONS SF-OPTIONS makes a fixture without jarsigner.
written() {
	# shellcheck disable=SC2086 # The options are words.
	sf manifest $2 content >MANIFEST.MF
	# shellcheck disable=SC2086
	sf sf $3 MANIFEST.MF >SIGNER.SF
	cms rsa SIGNER.SF SIGNER.RSA
	assemble "$1"
}

# The certificates of these packages must be valid while they are signed, and
# must have expired before jarsigner verifies them. All else is made meanwhile.
expiring() {
	local end url="http://127.0.0.1:$port"
	end=$(after 45)
	over=$(($(date +%s) + 46))
	issue brief rsa:2048 root-rsa code "$START" "$end"
	authority brief-timestamp root-timestamp "$START" "$end"
	signed verified-expired-timestamped brief -tsa "$url/timestamp"
	signed verified-timestamp-expired rsa -tsa "$url/brief-timestamp"
	signed expired-with-timestamp brief -tsa "$url/brief-timestamp"
}

verified() {
	local bits
	for bits in 256 384 512; do
		signed "verified-rsa-sha$bits" rsa -digestalg "SHA-$bits" -sigalg "SHA${bits}withRSA"
	done
	signed verified-ec-sha256 ec256 -digestalg SHA-256 -sigalg SHA256withECDSA
	signed verified-ec-sha384 ec384 -digestalg SHA-384 -sigalg SHA384withECDSA
	signed verified-ec-sha512 ec521 -digestalg SHA-512 -sigalg SHA512withECDSA
	signed verified-dsa-sha256 dsa -sigalg SHA256withDSA
	signed verified-rsa-pss rsa -sigalg RSASSA-PSS
	signed verified-ed25519 ed25519
	again $good verified-two-signers ec256 -digestalg SHA-256
	signed verified-timestamped rsa -tsa "http://127.0.0.1:$port/timestamp"
	signed verified-intermediate intermediate-rsa
	signed verified-chain-without-root rootless
	signed verified-internal-sf rsa -internalsf
	change verified-internal-sf verified-internal-sf-only remove META-INF/SIGNER.SF
	signed verified-sections-only-option rsa -sectionsonly
	parts
	{ cat GOOD.MF; printf 'Name: nowhere.txt\r\nSHA-256-Digest: AAAA\r\n\r\n'; } >MANIFEST.MF
	change $good verified-sections-only put META-INF/MANIFEST.MF MANIFEST.MF
	change $good verified-manifest-last remove META-INF/MANIFEST.MF append META-INF/MANIFEST.MF GOOD.MF
	change $good verified-entry-removed remove dialect.tdd
	change $good verified-lower-case \
		rename META-INF/SIGNER.SF META-INF/signer.sf rename META-INF/SIGNER.RSA META-INF/signer.rsa
}

# Names so long that MANIFEST.MF and the .SF file must fold their lines. Some
# folds lie within a character of UTF-8.
long_names() {
	local put=() name
	for name in "$(printf 'a%.0s' {1..60}).txt" "$(printf 'b%.0s' {1..70})" \
		"folder/$(printf 'ä%.0s' {1..40}).txt" "$(printf '名前%.0s' {1..30}).txt" \
		"$(printf 'folder of some length/%.0s' {1..8})file.txt"; do
		put+=(put "$name" content/dialect.tdd)
	done
	rezip plain.taco long.taco "${put[@]}"
	sign long.taco verified-long-names rsa
	: >empty
	rezip plain.taco folders.taco first META-INF/ empty put dialects/ empty put dialects/empty.txt empty
	sign folders.taco verified-folders rsa
}

# indefinite BLOCK fails if the block has no indefinite lengths.
indefinite() { openssl asn1parse -inform DER -in "$1" | grep l=inf >asn1.txt; }

line_endings() {
	local eol
	for eol in lf cr crlf; do
		written "verified-$eol" "--eol $eol" "--eol $eol"
	done
	block indefinite GOOD.RSA SIGNER.RSA
	indefinite SIGNER.RSA
	change $good verified-ber put META-INF/SIGNER.RSA SIGNER.RSA
	cms rsa SIGNER.SF SIGNER.RSA -stream # It always takes the .SF file into the block.
	indefinite SIGNER.RSA
	assemble verified-ber-internal-sf
}

# A good signature, and beside it one that Java passes over.
beside() {
	again $good verified-beside-critical-extension unknown-extension
	again unsigned-sha1-only verified-beside-sha1-attributes rsa -digestalg SHA-256
	sf sf --digest SHA1 GOOD.MF >OTHER.SF
	cms rsa OTHER.SF OTHER.RSA -md sha1
	change $good verified-beside-sha1 first META-INF/OTHER.SF OTHER.SF \
		first META-INF/OTHER.RSA OTHER.RSA
	change $good verified-beside-unparsable-block put META-INF/BAD.SF GOOD.SF \
		put META-INF/BAD.RSA garbage
	change $good verified-beside-sf-without-block put META-INF/OTHER.SF GOOD.SF
	change $good verified-beside-block-without-sf put META-INF/OTHER.RSA GOOD.RSA
	change $good verified-beside-sig-file put META-INF/SIG-NOTE garbage
}

# jarsigner reads all entries, even where two have the same name.
duplicated() {
	change $good verified-duplicated-same append dialect.tdd content/dialect.tdd
	change $good tampered-duplicated append dialect.tdd other.tdd
	change $good tampered-duplicated-before remove dialect.tdd \
		append dialect.tdd other.tdd append dialect.tdd content/dialect.tdd
}

tampered() {
	change $good tampered-entry-changed put dialect.tdd other.tdd
	change $good tampered-manifest-section-changed \
		replace META-INF/MANIFEST.MF "Name: dialect.tdd" $'Name: dialect.tdd\r\nAdded: here'
	change $good tampered-manifest-section-removed cut META-INF/MANIFEST.MF "Name: dialect.tdd"
	change $good tampered-main-attributes-changed replace META-INF/MANIFEST.MF "Created-By" "Built-By"
	change $good tampered-sf-changed replace META-INF/SIGNER.SF "Created-By" "Built-By"
	block flip GOOD.RSA SIGNER.RSA
	change $good tampered-block-changed put META-INF/SIGNER.RSA SIGNER.RSA
	get verified-rsa-sha512 META-INF/SIGNER.RSA SIGNER.RSA
	change $good tampered-other-block put META-INF/SIGNER.RSA SIGNER.RSA
	block flip GOOD.RSA OTHER.RSA
	change $good tampered-beside-good put META-INF/OTHER.SF GOOD.SF put META-INF/OTHER.RSA OTHER.RSA
	written tampered-digest-missing "--no-digest dialect.tdd" ""
}

unsigned() {
	cp plain.taco packages/unsigned-no-manifest-mf.taco
	sf manifest content >MANIFEST.MF
	rezip plain.taco packages/unsigned-plain.taco first META-INF/MANIFEST.MF MANIFEST.MF
	signed unsigned-sha1-only rsa -digestalg SHA1 -sigalg SHA1withRSA
	signed unsigned-md5-only rsa -digestalg MD5 -sigalg MD5withRSA
	signed unsigned-small-key small -digestalg SHA-256 -sigalg SHA256withRSA
	signed unsigned-critical-extension unknown-extension
	signed unsigned-key-usage key-encipherment
	written unsigned-sf-sha1-digests "" "--digest SHA1"
	written unsigned-sf-version "" "--version 2.0"
	change $good unsigned-sf-without-block remove META-INF/SIGNER.RSA
	change $good unsigned-block-without-sf remove META-INF/SIGNER.SF
	change $good unsigned-unparsable-block put META-INF/SIGNER.RSA garbage
	change $good unsigned-two-manifest-mf append META-INF/manifest.mf GOOD.MF
	block shorten GOOD.RSA SIGNER.RSA
	change $good unsigned-short-signature put META-INF/SIGNER.RSA SIGNER.RSA
	get verified-timestamped META-INF/SIGNER.RSA ONE.RSA
	get verified-expired-timestamped META-INF/SIGNER.RSA OTHER.RSA
	block timestamp ONE.RSA SIGNER.RSA OTHER.RSA
	change verified-timestamped unsigned-other-timestamp put META-INF/SIGNER.RSA SIGNER.RSA
}

unsigned_entries() {
	change $good unsigned-entries-added append added.txt other.tdd
	change $good unsigned-entries-added-to-meta-inf append META-INF/added.txt other.tdd
	change $good unsigned-entries-renamed rename dialect.tdd other.tdd
	change $good unsigned-entries-nested-block \
		rename META-INF/SIGNER.SF META-INF/folder/SIGNER.SF \
		rename META-INF/SIGNER.RSA META-INF/folder/SIGNER.RSA
	written unsigned-entries-sha1-digests "--digest SHA1" ""
}

# Signers that are wrong, of packages whose signatures are right.
signers() {
	local tsa="http://127.0.0.1:$port"
	signed untrusted-self-signed self-signed
	signed untrusted-other-root stranger
	signed untrusted-wrong-issuer forged
	signed untrusted-and-expired expired-stranger
	signed untrusted-timestamp rsa -tsa "$tsa/other-timestamp"
	again $good untrusted-beside-good stranger
	signed not-yet-valid future
	signed expired expired
	again $good expired-beside-good expired
	signed expired-timestamp-too-late expired -tsa "$tsa/timestamp"
	signed bad-key-usage-extended tls-server
	signed bad-key-usage-netscape netscape-server
	signed untrusted-non-repudiation non-repudiation
}

malformed() {
	local size long
	echo "This is no zip." >packages/malformed-no-zip.taco
	# The last 22 bytes end the central directory. An entry of it has some 60.
	size=$(wc -c <packages/$good.taco)
	head -c $((size - 100)) packages/$good.taco >packages/malformed-truncated.taco
	change $good malformed-manifest-mf \
		replace META-INF/MANIFEST.MF "Created-By: " $'no colon\r\nCreated-By: '
	long=$(printf 'a%.0s' {1..594})
	change $good malformed-long-line \
		replace META-INF/MANIFEST.MF "Created-By: " "Long: $long"$'\r\nCreated-By: '
	change $good malformed-broken-deflate break-data dialect.tdd
	change $good malformed-wrong-crc break-crc dialect.tdd
}

### The table: file|state|about

table() {
	cat <<-'END'
		bad-key-usage-extended|bad-key-usage|The signer's certificate is only for TLS servers, by its ExtendedKeyUsage.
		bad-key-usage-netscape|bad-key-usage|The signer's certificate is only for TLS servers, by its NetscapeCertType.
		untrusted-non-repudiation|untrusted|The signer's certificate has the KeyUsage nonRepudiation only, so that Java's validator rejects the chain.
		expired|expired|The signer's certificate has expired, and there is no timestamp.
		expired-beside-good|expired|One signer is good, and the certificate of the other has expired.
		expired-timestamp-too-late|expired|The timestamp is from after the end of the signer's certificate.
		expired-with-timestamp|expired|The signer's certificate has expired, and so has that of the timestamp.
		malformed-broken-deflate|malformed|The compressed bytes of dialect.tdd are invalid.
		malformed-long-line|malformed|MANIFEST.MF has a line of 600 bytes.
		malformed-manifest-mf|malformed|MANIFEST.MF has a line without a colon.
		malformed-no-zip|malformed|The file is a text.
		malformed-truncated|malformed|The file ends in its central directory.
		malformed-wrong-crc|malformed|The checksum of dialect.tdd is wrong, while its bytes are as they were signed.|newer
		not-yet-valid|not-yet-valid|The signer's certificate begins in the year 2120.
		tampered-beside-good|tampered|One signer is good, and the signature of the other is wrong.
		tampered-block-changed|tampered|A bit of the signature was changed.
		tampered-digest-missing|tampered|MANIFEST.MF has no digest of dialect.tdd, while the .SF file covers it.
		tampered-duplicated|tampered|The entry dialect.tdd stands twice, the second time with other bytes.
		tampered-duplicated-before|tampered|The entry dialect.tdd stands twice, the first time with other bytes.
		tampered-entry-changed|tampered|The bytes of dialect.tdd were changed.
		tampered-main-attributes-changed|tampered|The main attributes of MANIFEST.MF were changed.
		tampered-manifest-section-changed|tampered|A header was added to a section of MANIFEST.MF.
		tampered-manifest-section-removed|tampered|A section of MANIFEST.MF was removed.
		tampered-other-block|tampered|The block is that of another .SF file.
		tampered-sf-changed|tampered|The .SF file was changed.
		unsigned-block-without-sf|unsigned|There is a block, but no .SF file.
		unsigned-critical-extension|unsigned|The signer's certificate has a critical extension that Java does not know.
		unsigned-entries-added|unsigned-entries|An entry was added after signing.
		unsigned-entries-added-to-meta-inf|unsigned-entries|An entry was added to META-INF after signing.
		unsigned-entries-nested-block|unsigned-entries|The .SF file and the block lie in META-INF/folder, so they count, but as entries that are not signed.
		unsigned-entries-renamed|unsigned-entries|The entry dialect.tdd was renamed after signing.
		unsigned-entries-sha1-digests|unsigned-entries|MANIFEST.MF has only SHA-1 digests of the entries.
		unsigned-key-usage|unsigned|The signer's certificate has the KeyUsage keyEncipherment only.
		unsigned-md5-only|unsigned|The digests and the signature are by MD5.
		unsigned-no-manifest-mf|unsigned|There is no META-INF.
		unsigned-other-timestamp|unsigned|The timestamp is that of another signature.
		unsigned-plain|unsigned|There is a MANIFEST.MF, but no signature.
		unsigned-sf-sha1-digests|unsigned|The .SF file has only SHA-1 digests, while its own signature is by SHA-256.
		unsigned-sf-version|unsigned|The .SF file has the Signature-Version 2.0.
		unsigned-sf-without-block|unsigned|There is an .SF file, but no block.
		unsigned-sha1-only|unsigned|The digests and the signature are by SHA-1.
		unsigned-short-signature|unsigned|The RSA signature is a byte too short.
		unsigned-small-key|unsigned|The signer's RSA key has 512 bits.
		unsigned-two-manifest-mf|unsigned|There is META-INF/MANIFEST.MF and META-INF/manifest.mf.
		unsigned-unparsable-block|unsigned|The block is garbage.
		untrusted-and-expired|untrusted|The signer's certificate is by a root that is not trusted, and has expired.
		untrusted-beside-good|untrusted|One signer is good, and the certificate of the other is by a root that is not trusted.
		untrusted-other-root|untrusted|The signer's certificate is by a root that is not trusted.
		untrusted-self-signed|untrusted|The signer's certificate signs itself.
		untrusted-timestamp|untrusted|The signer is good, but the timestamp is by a root that is not trusted.
		untrusted-wrong-issuer|untrusted|The signer's certificate names a trusted root, but was signed by another key.
		verified-ber|verified|The block is in BER: all its parts that hold others have indefinite lengths.
		verified-ber-internal-sf|verified|The block is in BER, as openssl streams it: its outer parts have indefinite lengths, and it holds the .SF file in pieces.
		verified-beside-block-without-sf|verified|Beside the signature there is a block without an .SF file.
		verified-beside-critical-extension|verified|Beside the signature there is one whose certificate has an unknown critical extension.
		verified-beside-sf-without-block|verified|Beside the signature there is an .SF file without a block.
		verified-beside-sha1|verified|Beside the signature there is one by SHA-1.
		verified-beside-sha1-attributes|verified|Beside the signature there is one by SHA-1, whose digests do not fit since SHA-256 digests were added to MANIFEST.MF.
		verified-beside-sig-file|verified|There is META-INF/SIG-NOTE, which is never signed.
		verified-beside-unparsable-block|verified|Beside the signature there is a block of garbage.
		verified-chain-without-root|verified|The block has the signer's and the intermediate certificate, but not the root.
		verified-cr|verified|MANIFEST.MF and the .SF file have CR as their line ending.
		verified-crlf|verified|MANIFEST.MF and the .SF file have CR and LF as their line ending.
		verified-dsa-sha256|verified|Signed with DSA of 2048 bits and SHA-256.
		verified-duplicated-same|verified|The entry dialect.tdd stands twice with the same bytes.
		verified-ec-sha256|verified|Signed with ECDSA on P-256 and SHA-256.
		verified-ec-sha384|verified|Signed with ECDSA on P-384 and SHA-384.
		verified-ec-sha512|verified|Signed with ECDSA on P-521 and SHA-512.
		verified-ed25519|verified|Signed with Ed25519.
		verified-entry-removed|verified|The entry dialect.tdd was removed after signing; jarsigner only warns.
		verified-expired-timestamped|verified|The signer's certificate has expired, and a timestamp is from before.
		verified-folders|verified|There are entries for folders, and an empty file.
		verified-intermediate|verified|There is an intermediate certificate between the signer's and the root.
		verified-internal-sf|verified|The block holds the .SF file too.
		verified-internal-sf-only|verified|The block holds the .SF file, which does not stand alone.
		verified-lf|verified|MANIFEST.MF and the .SF file have LF as their line ending.
		verified-long-names|verified|The names of entries are so long, and not only ASCII, that MANIFEST.MF folds its lines.
		verified-lower-case|verified|The names of the .SF file and of the block are in lower case.
		verified-manifest-last|verified|MANIFEST.MF is the last entry.
		verified-rsa-pss|verified|Signed with RSASSA-PSS.
		verified-rsa-sha256|verified|Signed with RSA and SHA-256.
		verified-rsa-sha384|verified|Signed with RSA and SHA-384.
		verified-rsa-sha512|verified|Signed with RSA and SHA-512.
		verified-sections-only|verified|A section was appended to MANIFEST.MF after signing, so that only the digests of its parts fit.
		verified-sections-only-option|verified|The .SF file has digests of the parts of MANIFEST.MF only, by the option -sectionsonly.
		verified-timestamp-expired|verified|The certificate of the timestamp has expired, but not the signer's, so the timestamp is not needed.
		verified-timestamped|verified|Signed with RSA and SHA-256, and timestamped.
		verified-two-signers|verified|Signed twice, with RSA and with ECDSA.
	END
}

### What jarsigner says

# verify FILE asks jarsigner. It runs in packages/, so that no path is printed.
verify() {
	local code=0
	jarsigner -verify -strict -keystore ../trust.p12 -storepass changeit "$1" \
		>"../said/$1.txt" 2>&1 || code=$?
	echo "$code" >"../said/$1.rc"
}
export -f verify

ask() {
	(cd packages && printf '%s\n' *.taco | xargs -P 2 -I{} bash -c 'verify {}')
	table | sed 's/|/.taco|/' | python3 "$here/record.py" said >fixtures.jsonl
}

configure
content
root root-rsa rsa:2048
root root-ec ec:P-384
root root-timestamp rsa:2048
trust
authority timestamp root-timestamp
listen
issue rsa rsa:2048 root-rsa
expiring

# Certificates of other good signers. The long chains are of RSA, the others are
# issued by an EC root, so that they are small.
issue dsa dsa root-rsa
issue ec256 ec:P-256 root-ec
issue ec384 ec:P-384 root-ec
issue ec521 ec:P-521 root-ec
issue ed25519 ed25519 root-ec
issue intermediate rsa:2048 root-rsa root
issue intermediate-rsa rsa:2048 intermediate
issue rootless rsa:2048 intermediate
cp intermediate.pem rootless.chain
store rootless

# Certificates that Java does not let sign
issue small rsa:512 root-rsa
for extensions in unknown-extension key-encipherment non-repudiation tls-server netscape-server; do
	issue $extensions ec:P-256 root-ec $extensions
done
issue future ec:P-256 root-ec code 21200101000000Z 21250101000000Z
issue expired rsa:2048 root-rsa code "$(after $((-9 * 86400)))" "$START"

# Certificates that are not trusted
root self-signed ec:P-256 code
root stranger-root ec:P-256
issue stranger ec:P-256 stranger-root
issue expired-stranger ec:P-256 stranger-root code "$(after $((-9 * 86400)))" "$START"
authority other-timestamp stranger-root
# Only the signature tells this root from the true one: there are no key identifiers.
subject=root-ec root impostor ec:P-384
issue forged ec:P-256 impostor code-by-name
cp root-ec.pem forged.chain
store forged

verified
unsigned
beside
long_names
line_endings
duplicated
tampered
unsigned_entries
signers
malformed

while [ "$(date +%s)" -le "$over" ]; do sleep 1; done
ask

# All is well, so the old fixtures may go.
rm -rf "$here/packages"
cp -R packages roots.pem trust.p12 fixtures.jsonl "$here"
