"""Removals whose answer was lost on the way: the clients ask again by themselves, and are told that it is done."""

import subprocess
import unittest

import boto3

from house import AWS_CLI, House, Refusals
from lossy import Lossy


class LostAnswers(Refusals, unittest.TestCase):
    """Each test takes messages of its own from the sample."""

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(House())
        cls.line = cls.enterClassContext(Lossy(cls.house.url))
        cls.room = cls.house.room()
        admin = next(user for user in cls.house.sample["users"] if user["role"] == "platform_admin")
        cls.channel = {
            "ChannelArn": f"{cls.house.sample['app_instance_arn']}/channel/{cls.room['id']}",
            "ChimeBearer": admin["arn"],
        }
        cls.arn = f"arn:aws:ivschat:us-west-2:123456789012:room/{cls.room['id']}"
        cls.unused = iter(cls.room["messages"])

    def client(self, service):
        """A client of boto3 that repeats as it does when nobody tells it otherwise."""
        key = self.house.sample["key"]
        return boto3.client(
            service,
            region_name="us-west-2",
            endpoint_url=self.line.url,
            aws_access_key_id=key["access_key_id"],
            aws_secret_access_key=key["secret_access_key"],
        )

    def removals(self, message):
        """How many removals of a message are on the record."""
        log = self.house.panel().get(f"/audit/export.jsonl?room={self.room['id']}")
        return sum(message in entry and '"outcome":"done"' in entry for entry in log.splitlines())

    def is_done_once(self, message, act, status):
        self.line.lose(2)
        answer = act()
        self.assertEqual(self.line.lost, [status, status])
        self.assertEqual(self.removals(message), 1)
        return answer

    def test_a_deletion_is_answered_as_the_first_time(self):
        message, chat = next(self.unused), self.client("ivschat")
        delete = lambda: chat.delete_message(roomIdentifier=self.arn, id=message, reason="spam")
        self.assertRegex(self.is_done_once(message, delete, 200)["id"], r"^[A-Za-z0-9]{12}$")
        self.refused("ResourceNotFoundException", 404, delete)

    def test_a_deletion_in_a_channel_is_answered_as_the_first_time(self):
        message, messaging = next(self.unused), self.client("chime-sdk-messaging")
        delete = lambda: messaging.delete_channel_message(**self.channel, MessageId=message)
        self.is_done_once(message, delete, 204)
        self.refused("NotFoundException", 404, delete)

    def test_a_redaction_in_a_channel_is_no_conflict_with_itself(self):
        message, messaging = next(self.unused), self.client("chime-sdk-messaging")
        redact = lambda: messaging.redact_channel_message(**self.channel, MessageId=message)
        self.assertEqual(self.is_done_once(message, redact, 200)["MessageId"], message)
        self.refused("ConflictException", 409, redact)

    def test_a_redaction_in_a_room_is_done_once(self):
        message, chime = next(self.unused), self.client("chime")
        named = {"AccountId": self.house.account, "RoomId": self.room["id"], "MessageId": message}
        self.is_done_once(message, lambda: chime.redact_room_message(**named), 200)

    def test_the_command_line_notices_nothing(self):
        message = next(self.unused)
        environment = {**self.house.environment(), "AWS_ENDPOINT_URL": self.line.url}
        del environment["AWS_MAX_ATTEMPTS"]
        words = ["ivschat", "delete-message", "--room-identifier", self.arn, "--id", message]
        run = lambda: subprocess.run(
            [AWS_CLI, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        done = self.is_done_once(message, run, 200)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
