"""Checks what a file of [{"name", "schema", "accepted", "rejected"}] says: each schema is a JSON Schema 2020-12 that takes the documents of the one
list and none of the other. Prints how many documents it looked at."""
import json
import sys

from jsonschema import Draft202012Validator, FormatChecker

checker = FormatChecker(formats=["uuid", "date"])
looked_at = 0
wrong = []
for case in json.load(open(sys.argv[1], encoding="utf-8")):
    Draft202012Validator.check_schema(case["schema"])
    validator = Draft202012Validator(case["schema"], format_checker=checker)
    for document in case["accepted"]:
        looked_at += 1
        wrong += [f"{case['name']} refuses {json.dumps(document)}: {error.message}" for error in validator.iter_errors(document)]
    for document in case["rejected"]:
        looked_at += 1
        if validator.is_valid(document):
            wrong.append(f"{case['name']} takes {json.dumps(document)}")
if wrong:
    sys.exit("\n".join(wrong))
print(looked_at)
