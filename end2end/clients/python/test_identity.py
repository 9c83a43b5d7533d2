"""Amazon Chime SDK identity, as far as people for channels are made with it: boto3, unchanged, against the real binary."""

import datetime
import unittest

from house import House, Refusals


class Identity(Refusals, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(House())
        cls.instance = cls.house.sample["app_instance_arn"]
        cls.identity = cls.house.client("chime-sdk-identity")
        cls.messaging = cls.house.client("chime-sdk-messaging")

    def made(self, name):
        asked = {"AppInstanceArn": self.instance, "AppInstanceUserId": name, "Name": f"Bot {name}"}
        return self.identity.create_app_instance_user(**asked, ClientRequestToken=f"token-{name}")["AppInstanceUserArn"]

    def test_a_user_is_made_once_and_acts_in_channels(self):
        arn = self.made("bot-1")
        self.assertEqual(arn, f"{self.instance}/user/bot-1")
        self.assertEqual(self.made("bot-1"), arn, "the same token makes no other")
        user = self.identity.describe_app_instance_user(AppInstanceUserArn=arn)["AppInstanceUser"]
        self.assertEqual((user["AppInstanceUserArn"], user["Name"]), (arn, "Bot bot-1"))
        self.assertIsInstance(user["CreatedTimestamp"], datetime.datetime)
        asked = {"AppInstanceArn": self.instance, "Name": "by a bot", "ClientRequestToken": "by-a-bot"}
        channel = self.messaging.create_channel(**asked, ChimeBearer=arn)["ChannelArn"]
        said = {"Content": "hello", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": "hello"}
        sent = self.messaging.send_channel_message(ChannelArn=channel, ChimeBearer=arn, **said)
        named = {"ChannelArn": channel, "ChimeBearer": arn, "MessageId": sent["MessageId"]}
        self.assertEqual(self.messaging.get_channel_message(**named)["ChannelMessage"]["Sender"]["Arn"], arn)

    def test_users_are_listed_page_by_page(self):
        wanted = {self.made(f"listed-{number}") for number in range(3)}
        found, token = [], {}
        while token is not None:
            answer = self.identity.list_app_instance_users(AppInstanceArn=self.instance, MaxResults=2, **token)
            self.assertLessEqual(len(answer["AppInstanceUsers"]), 2)
            found += [user["AppInstanceUserArn"] for user in answer["AppInstanceUsers"]]
            token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else None
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual(wanted, set(found))

    def test_an_account_is_an_app_instance(self):
        listed = {one["AppInstanceArn"]: one["Name"] for one in self.identity.list_app_instances()["AppInstances"]}
        shown = self.identity.describe_app_instance(AppInstanceArn=self.instance)["AppInstance"]
        self.assertEqual((shown["AppInstanceArn"], shown["Name"]), (self.instance, listed[self.instance]))
        self.assertIsInstance(shown["CreatedTimestamp"], datetime.datetime)
        first = self.identity.list_app_instances(MaxResults=1)
        second = self.identity.list_app_instances(MaxResults=1, NextToken=first["NextToken"])
        named = [one["AppInstanceArn"] for page in (first, second) for one in page["AppInstances"]]
        self.assertEqual(named, list(listed))

    def test_an_app_instance_is_made_once_and_has_channels_of_its_own(self):
        asked = {"Name": "A house of its own", "ClientRequestToken": "a-house"}
        made = self.identity.create_app_instance(**asked)["AppInstanceArn"]
        self.assertEqual(self.identity.create_app_instance(**asked)["AppInstanceArn"], made)
        self.assertEqual(self.identity.describe_app_instance(AppInstanceArn=made)["AppInstance"]["Name"], asked["Name"])
        user = {"AppInstanceArn": made, "AppInstanceUserId": "first", "Name": "First", "ClientRequestToken": "first"}
        arn = self.identity.create_app_instance_user(**user)["AppInstanceUserArn"]
        channel = {"AppInstanceArn": made, "Name": "Hall", "ClientRequestToken": "hall"}
        hall = self.messaging.create_channel(**channel, ChimeBearer=arn)["ChannelArn"]
        self.assertTrue(hall.startswith(f"{made}/channel/"))

    def test_what_is_not_served_is_told(self):
        asked = {"AppInstanceUserArn": self.made("not-renamed"), "Name": "Another", "Metadata": ""}
        self.refused("UnknownOperationException", 404, lambda: self.identity.update_app_instance_user(**asked))


if __name__ == "__main__":
    unittest.main()
