"""Errors that are nobody's fault, or that too much of the same brings: every operation, by boto3, against the real binary."""

import json
import sqlite3
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.exceptions import ClientError

from house import BINARY
from provocations import SERVICES, Provoked, Words, expanded, read

TABLES = {service: read(service) for service in SERVICES}
# Requests that are made at once, again and again until there have been too many: those of five seconds may come at once. One
# after the other, on a slow machine none of them would come too fast.
AT_ONCE = 8
TRIES_MAX = 5


class Anything(Words):
    """Whatever a word stands for: these requests come to nothing before they are read."""

    def __missing__(self, name):
        return "x"


class Troubles(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def each(self, words):
        """Every operation, with a good request."""
        for service, table in TABLES.items():
            for operation, spoken in table["operations"].items():
                yield service, operation, expanded(spoken.get("good", spoken.get("asked")), words)

    def error(self, house, service, operation, asked, key):
        """The error of one call; `None` when it was done."""
        try:
            house.ask(service, operation, asked, key)
        except ClientError as error:
            return error
        return None

    def is_answered(self, house, service, error, word):
        self.assertIsNotNone(error)
        table = TABLES[service]
        name = table[word]
        self.assertIs(type(error), getattr(house.of(service).exceptions, name), error)
        answer = error.response["ResponseMetadata"]
        self.assertEqual(answer["HTTPStatusCode"], table.get(f"{word} status", table["statuses"][name]))
        self.assertRegex(answer["RequestId"], r"^[0-9a-f-]{36}$")
        return answer

    def all_are_answered(self, house, asked, word):
        """All at once: each may have to wait for what does not come."""
        for service, _, _, key in asked:
            house.of(service, key)
        with ThreadPoolExecutor(len(asked)) as threads:
            errors = list(threads.map(lambda one: self.error(house, *one), asked))
        for (service, operation, _, _), error in zip(asked, errors):
            with self.subTest(service, operation=operation):
                answer = self.is_answered(house, service, error, word)
                self.assertEqual("retry-after" in answer["HTTPHeaders"], word == "locked")

    def imkit_is_answered(self, house):
        """The fourth dialect, which has no client but any of HTTP."""
        key, words = house.credentials("owner"), house.words
        headers = {"IM-CLIENT-KEY": key["client_key"], "IM-Authorization": key["client_token"]}
        address = f"{house.url}/rooms/{words['room']}/messages/{words['message']}"
        with self.assertRaises(HTTPError) as caught:
            urlopen(Request(address, headers=headers, method="DELETE"), timeout=60)
        with caught.exception as answer:
            self.assertEqual((answer.code, json.load(answer)["error"]["code"]), (500, "INTERNAL_ERROR"))
            self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)

    def test_too_many_requests_of_a_kind_are_told_when_to_come_back(self):
        house = self.enterContext(Provoked(self.folder, ROOMKEEPER_KEY_RATE="1"))
        threads = self.enterContext(ThreadPoolExecutor(AT_ONCE))
        for service, operation, asked in self.each(Anything()):
            with self.subTest(service, operation=operation):
                house.of(service, "limited")
                calls = [(house, service, operation, asked, "limited")] * AT_ONCE
                tries = (threads.map(lambda call: self.error(*call), calls) for _ in range(TRIES_MAX))
                errors = (error for told in tries for error in told)
                throttled = TABLES[service]["throttled"]
                error = next((one for one in errors if one and one.response["Error"]["Code"] == throttled), None)
                answer = self.is_answered(house, service, error, "throttled")
                self.assertGreaterEqual(int(answer["HTTPHeaders"]["retry-after"]), 1)
                if service == "ivschat":
                    self.assertEqual((error.response["limit"], error.response["resourceType"]), (1, "ROOM"))

    def test_a_store_that_takes_nothing_is_told(self):
        house = self.enterContext(Provoked(self.folder))
        house.prepare(house.plan["before"])
        for table in TABLES.values():
            for spoken in table["operations"].values():
                house.prepare(spoken.get("before", []))
        # A key for another room is refused, and no refusal is told that could not be put on the record. Where nothing is
        # refused to any key, a stranger is.
        asked = []
        for service, operation, good in self.each(house.words):
            if "asked" in TABLES[service]["operations"][operation]:
                continue
            if "ChimeBearer" in good:
                good["ChimeBearer"] = house.words["owner"]
            key = "unknown" if operation == "GetMessagingSessionEndpoint" else "one room"
            asked.append((service, operation, good, key))
        named = {"ChannelArn": house.words["channel"], "ChimeBearer": house.words["admin"]}
        asked.append(("chime-sdk-messaging", "UpdateChannel", {**named, "Name": "changed"}, "admin"))
        store = sqlite3.connect(next(Path(self.folder).glob("*.sqlite")), isolation_level=None)
        try:
            store.execute("BEGIN EXCLUSIVE")
            self.all_are_answered(house, asked, "locked")
            self.imkit_is_answered(house)
        finally:
            store.close()
        channel = house.ask("chime-sdk-messaging", "DescribeChannel", named)["Channel"]
        self.assertEqual(channel["Name"], "Front desk")

    def test_a_lost_key_file_is_told(self):
        house = Provoked(self.folder)
        with house:
            pass
        (Path(self.folder) / "roomkeeper.key").unlink()
        server = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", "--data", self.folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            told = next(line for line in server.stdout if line.startswith("Roomkeeper listens on "))
            house.url, house.clients = told.split()[-1], {}
            self.all_are_answered(house, [(*one, "admin") for one in self.each(Anything())], "broken")
        finally:
            server.terminate()
            server.wait(timeout=60)
            server.stdout.close()


if __name__ == "__main__":
    unittest.main()
