"""Amazon Chime: boto3 and the AWS CLI, unchanged, against the real binary."""

import unittest

from house import House, Refusals


class Chime(Refusals, unittest.TestCase):
    """Each test takes messages of its own from the sample."""

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(House())
        cls.room = cls.house.room()
        cls.chime = cls.house.client("chime")
        cls.unused = iter(cls.room["messages"])

    def redact(self, client=None, **other):
        named = {"AccountId": self.house.account, "RoomId": self.room["id"], "MessageId": "000000000000", **other}
        return (client or self.chime).redact_room_message(**named)

    def body(self, message):
        return self.house.panel().messages(self.room["id"], message)[message]

    def test_a_redaction_leaves_a_tombstone_and_may_be_repeated(self):
        message = next(self.unused)
        self.assertEqual(list(self.body(message)), ["text"])
        answer = self.redact(MessageId=message)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertEqual(list(self.body(message)), ["redacted"])
        again = self.redact(MessageId=message)
        self.assertEqual(again["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertEqual(list(self.body(message)), ["redacted"])

    def test_a_room_is_described(self):
        room = self.chime.get_room(AccountId=self.house.account, RoomId=self.room["id"])["Room"]
        self.assertEqual((room["Name"], room["AccountId"]), (self.room["name"], self.house.account))
        self.assertEqual(room["CreatedTimestamp"].tzinfo.utcoffset(None).total_seconds(), 0)

    def test_what_is_not_there_and_what_is_another_accounts_is_not_found(self):
        for other in (
            {"AccountId": "000000000000"},
            {"AccountId": "no-account"},
            {"RoomId": "000000000000"},
            {"RoomId": "no-room"},
            {"MessageId": "000000000000"},
            {"MessageId": "no/message:at all"},
        ):
            with self.subTest(other):
                error = self.refused("NotFoundException", 404, lambda other=other: self.redact(**other))
                self.assertIsInstance(error, self.chime.exceptions.NotFoundException)

    def test_a_key_that_may_only_read_redacts_nothing(self):
        limited = self.house.client("chime", "limited_key")
        message = next(self.unused)
        error = self.refused("ForbiddenException", 403, lambda: self.redact(limited, MessageId=message))
        self.assertIsInstance(error, limited.exceptions.ForbiddenException)
        self.redact(MessageId=message)

    def test_an_account_says_for_how_long_it_keeps_messages(self):
        settings = {"ConversationRetentionSettings": {"RetentionDays": 5475}}
        self.chime.put_retention_settings(AccountId=self.house.account, RetentionSettings=settings)
        said = self.chime.get_retention_settings(AccountId=self.house.account)
        self.assertEqual(said["RetentionSettings"], settings)
        self.assertGreater(said["InitiateDeletionTimestamp"].timestamp(), 0)
        too_long = {"RoomRetentionSettings": {"RetentionDays": 5476}}
        with self.assertRaises(self.chime.exceptions.BadRequestException) as refused:
            # What the client checks itself is the least number of days, not the greatest.
            self.chime.put_retention_settings(AccountId=self.house.account, RetentionSettings=too_long)
        self.assertIn("RetentionDays", str(refused.exception))

    def test_who_proves_nothing_is_refused(self):
        for other, name in (
            ({"aws_secret_access_key": "wrong"}, "InvalidSignatureException"),
            ({"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE"}, "UnrecognizedClientException"),
        ):
            with self.subTest(name):
                stranger = self.house.client("chime", **other)
                self.refused(name, 403, lambda stranger=stranger: self.redact(stranger))

    def test_an_operation_that_is_not_here_is_told_so(self):
        self.refused("UnknownOperationException", 404, lambda: self.chime.list_bots(AccountId=self.house.account))

    def test_the_command_line_redacts_and_tells_errors(self):
        words = ("chime", "redact-room-message", "--account-id", self.house.account, "--room-id", self.room["id"])
        message = next(self.unused)
        done = self.house.aws(*words, "--message-id", message)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(list(self.body(message)), ["redacted"])
        again = self.house.aws(*words, "--message-id", "000000000000")
        self.assertEqual(again.returncode, 255)
        self.assertIn("An error occurred (NotFoundException) when calling the RedactRoomMessage operation", again.stderr)


if __name__ == "__main__":
    unittest.main()
