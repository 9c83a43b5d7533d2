"""Every error that can be provoked, by boto3 and some of it by the AWS CLI, against the real binary."""

import json
import tempfile
import unittest

from botocore import xform_name
from botocore.exceptions import ClientError

from provocations import SERVICES, Provoked, changed, expanded, read, rows


class Provocations(unittest.TestCase):
    """The rows of the table, one by one: the class of the exception, status, request id, and the member it is about."""

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(Provoked(cls.enterClassContext(tempfile.TemporaryDirectory())))
        cls.house.prepare(cls.house.plan["before"])

    def refused(self, service, table, row, act):
        client = self.house.of(service)
        with self.assertRaises(ClientError) as caught:
            act()
        response = caught.exception.response
        name = row["error"]
        self.assertEqual(response["Error"]["Code"], name, response)
        # Those of the front ends are in no model: clients take them for errors without a class.
        front = {"MissingAuthenticationTokenException", "InvalidSignatureException", "UnrecognizedClientException"}
        if name in front:
            self.assertIs(type(caught.exception), ClientError)
        else:
            self.assertIs(type(caught.exception), getattr(client.exceptions, name))
        status = 403 if name in front else table["statuses"][name]
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
        self.assertRegex(response["ResponseMetadata"]["RequestId"], r"^[0-9a-f-]{36}$")
        self.assertTrue(response["Error"]["Message"])
        if "about" in row:
            self.assertIn(row["about"], response["Error"]["Message"])
            if service == "ivschat":
                self.assertEqual([field["name"] for field in response["fieldList"]], [row["about"]])

    def told(self, service, operation, asked, key, name):
        """The same, by the AWS CLI: each of its starts takes a second, so that only some rows are."""
        words = (service, xform_name(operation, "-"), "--cli-input-json", json.dumps(asked))
        done = self.house.aws(*words, key=key)
        self.assertEqual((done.returncode, done.stdout), (255, ""), done.stderr)
        self.assertIn(f"An error occurred ({name}) when calling the {operation} operation", done.stderr)

    def walk(self, service):
        table, house = read(service), self.house
        for operation, spoken in table["operations"].items():
            house.prepare(spoken.get("before", []))
            good = spoken.get("good", spoken.get("asked"))
            for row in rows(table, operation):
                with self.subTest(operation, **row):
                    asked = expanded(changed(good, row), house.words)
                    key = row.get("key", "admin")
                    self.refused(service, table, row, lambda: house.ask(service, operation, asked, key))
                    if row.get("cli"):
                        self.told(service, operation, asked, key, row["error"])
            for limits in spoken.get("taken", []):
                with self.subTest(operation, taken=limits):
                    house.ask(service, operation, expanded(changed(good, {"with": limits}), house.words))
            if "good" in spoken:
                with self.subTest(operation, good=good):
                    asked = expanded(good, house.words)
                    house.ask(service, operation, asked)
                    match spoken.get("again"):
                        case None:
                            pass
                        case "done":
                            house.ask(service, operation, asked)
                        case name:
                            self.refused(service, table, {"error": name}, lambda: house.ask(service, operation, asked))

    def test_chime(self):
        self.walk("chime")

    def test_ivs_chat(self):
        self.walk("ivschat")

    def test_messaging(self):
        self.walk("chime-sdk-messaging")


if __name__ == "__main__":
    unittest.main()
