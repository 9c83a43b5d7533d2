"""Every error that can be provoked, and every operation as it should be asked for, by boto3 and by the AWS CLI, against
the real binary."""

import json
import tempfile
import unittest

import botocore.session
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from command_line import REFUSED, CommandLine
from provocations import SERVICES, Provoked, changed, expanded, read, rows

MODELS = {service: botocore.session.get_session().get_service_model(service) for service in SERVICES}


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

    def test_identity(self):
        self.walk("chime-sdk-identity")


class Commands(unittest.TestCase):
    """The same rows, one by one, as commands."""

    # Rows that the CLI never sends: it checks by itself what is required, of which type, and the least of lengths and
    # numbers. Which these are is said by the model that it comes with; how many, here.
    UNSENT = {"chime": 17, "ivschat": 41, "chime-sdk-messaging": 142, "chime-sdk-identity": 16}

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(Provoked(cls.enterClassContext(tempfile.TemporaryDirectory())))
        cls.house.prepare(cls.house.plan["before"])
        cls.aws = CommandLine(cls.house)

    def refused(self, service, operation, asked, row):
        """Whether the command was sent and refused, as it must be if the CLI sends it."""
        code, printed, complained = self.aws.run(service, operation, asked, row.get("key", "admin"))
        self.assertEqual((code, printed), (REFUSED, ""), complained)
        shape = MODELS[service].operation_model(operation).input_shape
        if shape and ParamValidator().validate(asked, shape).has_errors():
            self.assertIn("Parameter validation failed", complained)
            return False
        name = row["error"]
        self.assertIn(f"An error occurred ({name}) when calling the {operation} operation", complained)
        if "about" in row:
            self.assertIn(row["about"], complained)
        return True

    def done(self, service, operation, asked):
        code, printed, complained = self.aws.run(service, operation, asked)
        self.assertEqual((code, complained), (0, ""))
        shape = MODELS[service].operation_model(operation).output_shape
        required = shape.required_members if shape else []
        answer = json.loads(printed) if printed else {}
        self.assertLessEqual(set(required), set(answer))

    def walk(self, service):
        table, house, unsent = read(service), self.house, 0
        for operation, spoken in table["operations"].items():
            house.prepare(spoken.get("before", []))
            good = spoken.get("good", spoken.get("asked"))
            for row in rows(table, operation):
                with self.subTest(operation, **row):
                    sent = self.refused(service, operation, expanded(changed(good, row), house.words), row)
                    unsent += not sent
            if "good" in spoken:
                with self.subTest(operation, good=good):
                    asked = expanded(good, house.words)
                    self.done(service, operation, asked)
                    again = spoken.get("again")
                    if again == "done":
                        self.done(service, operation, asked)
                    elif again:
                        self.assertTrue(self.refused(service, operation, asked, {"error": again}))
        self.assertEqual(unsent, self.UNSENT[service], "rows that the CLI does not send")

    def test_chime(self):
        self.walk("chime")

    def test_ivs_chat(self):
        self.walk("ivschat")

    def test_messaging(self):
        self.walk("chime-sdk-messaging")

    def test_identity(self):
        self.walk("chime-sdk-identity")


if __name__ == "__main__":
    unittest.main()
