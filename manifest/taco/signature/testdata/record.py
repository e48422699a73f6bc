"""Writes fixtures.jsonl and checks that jarsigner agrees with it.

    record.py SAID <TABLE >fixtures.jsonl

TABLE has a line "file|state|about" for each fixture, with "|newer" behind it
where only the newer updates of JDK 17 look at what is wrong. For each file, the folder
SAID has FILE.txt with what jarsigner printed, and FILE.rc with its exit code.
"""

import json
import os
import re
import sys

# What jarsigner must say and which exit code it must have, for each state. Bit
# 32 says that the keystore has no certificate of the chain. It does not bear
# on the state. Nor does bit 16 where no signature is left.
EXPECTED = {
    "malformed": (r"jarsigner: java\.(util\.zip\.ZipException|io\.IOException)\b", {1}),
    "tampered": (r"jarsigner: java\.lang\.SecurityException\b", {1}),
    "unsigned": (r"jar is unsigned|treated as unsigned", {0, 16}),
    "unsigned-entries": (r"contains unsigned entries", {16}),
    "untrusted": (r"certificate chain is invalid", {4, 64}),
    "not-yet-valid": (r"signer certificate is not yet valid", {4}),
    "expired": (r"(signer certificate|timestamp) has expired", {4}),
    "bad-key-usage": (r"extension doesn't allow code signing", {8}),
    "verified": (r"jar verified\b", {0}),
}

# The lines in which jarsigner says the result.
RESULT = r"jarsigner: |jar verified|jar is unsigned|no manifest|The jar will be treated|WARNING: Signature"


def decisive(text):
    """The result, and the errors below it, of what jarsigner printed."""
    lines = [line.rstrip() for line in text.splitlines()]
    results = [line for line in lines if re.match(RESULT, line)]
    errors = []
    if "Error:" in lines:
        start = lines.index("Error:") + 1
        errors = lines[start:lines.index("", start)]
    return "\n".join(results + errors)


def record(folder, file, state, about, newer=None):
    with open(os.path.join(folder, file + ".txt")) as said:
        said = decisive(said.read())
    with open(os.path.join(folder, file + ".rc")) as code:
        code = int(code.read())
    pattern, codes = EXPECTED[state]
    if not re.search(pattern, said) or code & ~32 not in codes:
        print(f"{file} is not {state}: {code} {said!r}", file=sys.stderr)
        return None
    row = {"file": file, "about": about, "state": state, "jarsigner_rc": code, "jarsigner": said}
    return row | {"newer": True} if newer else row


folder = sys.argv[1]
rows = sorted(line.rstrip("\n").split("|") for line in sys.stdin)
files = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".rc"))
if files != [row[0] for row in rows]:
    sys.exit(f"the table and the packages differ: {set(files) ^ {row[0] for row in rows}}")
records = [record(folder, *row) for row in rows]
if None in records:
    sys.exit("jarsigner disagrees")
for row in records:
    print(json.dumps(row))
