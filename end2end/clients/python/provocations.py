"""Reads the table of provocations, `provocations/*.json`, and asks what stands in it.

`house.json` says what the words of the table stand for, and which keys there are. Each service's file has the errors of
its model with their statuses; what is refused `everywhere`, and `wherever` a parameter is; and for each operation what is
made `before`, a `good` request (`asked` where none is), what else is `taken`, and what it is answered with `again`. What
every operation answers with when it is asked too often, when the store is `locked`, and when something is `broken`, stands
there by its name (with its `locked status` where that is not the one of the model); and with a reason each, what cannot be provoked (`unprovoked`), what is answered though an operation's
model does not list it (`beyond`), and parameters that are refused whatever they hold (`unbounded`). Operations that are the
very requests of another service stand in its file (`elsewhere`).

A row is what differs from a good request: `with` replaces parameters (`null` leaves one out), `key` names another key.
`{name}` in a text is something of the running house, `{fresh}` never the same twice; `$text`, `$list`, `$map`,
`$joined` and `$filled` make long values of short ones.
"""

import json
import re
import subprocess
import uuid
from pathlib import Path

import boto3
from botocore import UNSIGNED, xform_name
from botocore.config import Config

from house import BINARY, House

FOLDER = Path(__file__).parent.parent / "provocations"
SERVICES = ("chime", "ivschat", "chime-sdk-messaging", "chime-sdk-identity")


def read(name):
    """One file of the table."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def rows(table, operation):
    """Every row of an operation: its own, those of its members, and those that hold for all operations."""
    spoken = table["operations"][operation]
    wherever = [row for member, rows in table["wherever"].items() if member in spoken.get("good", ()) for row in rows]
    return table["everywhere"] + wherever + spoken["rows"]


def expanded(value, words):
    """A value with its words filled in."""
    match value:
        case str():
            return re.sub(r"\{([a-z ]+)\}", lambda found: words[found[1]], value)
        case {"$text": [text, count]}:
            return text * count
        case {"$list": [one, count]}:
            return [expanded(one, words | {"number": str(number)}) for number in range(count)]
        case {"$map": count}:
            return {f"key-{number}": "v" for number in range(count)}
        case {"$filled": [begin, count]}:
            return expanded(begin, words).ljust(count, "x")
        case {"$joined": parts}:
            return "".join(expanded(part, words) for part in parts)
        case dict():
            return {name: expanded(one, words) for name, one in value.items()}
        case list():
            return [expanded(one, words) for one in value]
        case _:
            return value


def changed(good, row):
    """The parameters of a good request, as a row has them. A member that is `null` is left out."""
    members = {**good, **row.get("with", {})}
    return {name: value for name, value in members.items() if value is not None}


class Words(dict):
    """What stands for `{name}`."""

    def __or__(self, more):
        return type(self)({**self, **more})

    def __missing__(self, name):
        if name == "fresh":
            return f"fresh-{uuid.uuid4().hex}"
        raise KeyError(name)


def found(sample, path):
    """What a path leads to in what the demo said of itself; in a list, the one whose member is so."""
    path = list(path)
    while path:
        step = path.pop(0)
        if isinstance(sample, list) and isinstance(step, str):
            wanted = path.pop(0)
            sample = next(one for one in sample if one[step] == wanted)
        else:
            sample = sample[step]
    return sample


class Provoked(House):
    """A running demo with all that the table's words stand for."""

    def __init__(self, folder, **settings):
        super().__init__("--data", folder, **settings)
        self.folder = folder
        self.clients = {}

    def __enter__(self):
        super().__enter__()
        plan = read("house")
        self.words = Words({name: found(self.sample, path) for name, path in plan["names"].items()})
        for name, text in plan["made of"].items():
            self.words[name] = expanded(text, self.words)
        self.keys = {"admin": self.sample["key"], "limited": self.sample["limited_key"]}
        for name, arguments in plan["keys"].items():
            self.keys[name] = json.loads(self.command("key", "create", "--json", *expanded(arguments, self.words)))
        for name in plan["disabled"]:
            self.command("key", "disable", self.keys[name]["access_key_id"])
        admin = self.keys["admin"]
        self.keys["wrong secret"] = {**admin, "secret_access_key": "wrong"}
        self.keys["unknown"] = {**admin, "access_key_id": "AKIAIOSFODNN7EXAMPLE"}
        self.keys["none"] = admin
        self.plan = plan
        return self

    def credentials(self, key):
        return self.keys[key]

    def prepare(self, steps):
        """Makes what requests are about, and remembers by which word it is called."""
        for service, operation, parameters, made in steps:
            answer = self.ask(service, operation, expanded(parameters, self.words))
            for name, path in made.items():
                self.words[name] = found(answer, path.split("."))

    def command(self, *words):
        """One command of the binary on the house's folder; what it printed."""
        done = subprocess.run([BINARY, *words, "--data", self.folder], capture_output=True, text=True, timeout=120, check=True)
        return done.stdout

    def of(self, service, key="admin"):
        """A client that checks nothing by itself and does not repeat."""
        if (service, key) not in self.clients:
            signed = {"signature_version": UNSIGNED} if key == "none" else {}
            self.clients[service, key] = boto3.client(
                service,
                region_name="us-west-2",
                endpoint_url=self.url,
                aws_access_key_id=self.credentials(key)["access_key_id"],
                aws_secret_access_key=self.credentials(key)["secret_access_key"],
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=False, max_pool_connections=100, **signed),
            )
        return self.clients[service, key]

    def ask(self, service, operation, parameters, key="admin"):
        """One call."""
        return getattr(self.of(service, key), xform_name(operation))(**parameters)
