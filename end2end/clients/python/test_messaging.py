"""Amazon Chime SDK messaging: boto3 and the AWS CLI, unchanged, against the real binary."""

import datetime
import unittest
import uuid

from house import House, Refusals


class Messaging(Refusals, unittest.TestCase):
    """Each test takes messages of its own from the sample, or makes a channel."""

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(House())
        cls.room = cls.house.room()
        cls.instance = cls.house.sample["app_instance_arn"]
        cls.arn = f"{cls.instance}/channel/{cls.room['id']}"
        cls.users = {user["role"]: user["arn"] for user in reversed(cls.house.sample["users"])}
        cls.admin = cls.users["platform_admin"]
        cls.messaging = cls.house.client("chime-sdk-messaging")
        cls.unused = iter(cls.room["messages"])

    def named(self, message=None, bearer=None):
        named = {"ChannelArn": self.arn, "ChimeBearer": bearer or self.admin}
        return named if message is None else {**named, "MessageId": message}

    def test_a_redaction_empties_the_message_and_leaves_it_listed(self):
        message = next(self.unused)
        before = self.messaging.get_channel_message(**self.named(message))["ChannelMessage"]
        self.assertTrue(before["Content"])
        self.assertIsInstance(before["CreatedTimestamp"], datetime.datetime)
        answer = self.messaging.redact_channel_message(**self.named(message))
        self.assertEqual((answer["ChannelArn"], answer["MessageId"]), (self.arn, message))
        after = self.messaging.get_channel_message(**self.named(message))["ChannelMessage"]
        self.assertEqual((after["Redacted"], after.get("Content", "")), (True, ""))
        listed = self.messaging.list_channel_messages(**self.named(), MaxResults=50)["ChannelMessages"]
        self.assertIn(message, [one["MessageId"] for one in listed])
        self.refused("ConflictException", 409, lambda: self.messaging.redact_channel_message(**self.named(message)))

    def test_a_deleted_message_is_listed_no_more(self):
        message = next(self.unused)
        self.messaging.delete_channel_message(**self.named(message))
        listed = self.messaging.list_channel_messages(**self.named(), MaxResults=50)["ChannelMessages"]
        self.assertNotIn(message, [one["MessageId"] for one in listed])
        self.refused("NotFoundException", 404, lambda: self.messaging.get_channel_message(**self.named(message)))

    def test_a_channel_lives_from_its_making_to_its_end(self):
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="night shift",
            ChannelId="night-shift",
            Metadata="m",
            ClientRequestToken=str(uuid.uuid4()),
            ChimeBearer=self.users["owner"],
        )["ChannelArn"]
        self.assertTrue(made.endswith("/channel/night-shift"))
        named = {"ChannelArn": made, "ChimeBearer": self.users["owner"]}
        channel = self.messaging.describe_channel(**named)["Channel"]
        self.assertEqual((channel["Name"], channel["Metadata"]), ("night shift", "m"))
        self.messaging.create_channel_membership(**named, MemberArn=self.users["member"], Type="DEFAULT")
        member = {"ChannelArn": made, "ChimeBearer": self.users["member"]}
        token = str(uuid.uuid4())
        said = {"Content": "hello", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": token}
        first = self.messaging.send_channel_message(**member, **said, Metadata="from a test")
        again = self.messaging.send_channel_message(**member, **said, Metadata="from a test")
        self.assertEqual(first["MessageId"], again["MessageId"])
        listed = self.messaging.list_channel_messages(**member)["ChannelMessages"]
        self.assertEqual([(one["Content"], one["Metadata"]) for one in listed], [("hello", "from a test")])
        refused = {"MessageId": first["MessageId"], **member}
        self.refused("ForbiddenException", 403, lambda: self.messaging.redact_channel_message(**refused))
        self.messaging.delete_channel(**named)
        with self.assertRaises(self.messaging.exceptions.ClientError):
            self.messaging.describe_channel(**named)

    def test_who_is_banned_is_no_member_until_the_ban_is_lifted(self):
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="guarded",
            ClientRequestToken=str(uuid.uuid4()),
            MemberArns=[self.users["member"]],
            Tags=[{"Key": "colour", "Value": "red"}],
            ChimeBearer=self.users["owner"],
        )["ChannelArn"]
        named = {"ChannelArn": made, "ChimeBearer": self.users["owner"]}
        member = self.users["member"]
        self.assertEqual(self.messaging.create_channel_ban(**named, MemberArn=member)["Member"]["Arn"], member)
        again = lambda: self.messaging.create_channel_ban(**named, MemberArn=member)
        self.refused("ConflictException", 409, again)
        add = lambda: self.messaging.create_channel_membership(**named, MemberArn=member, Type="DEFAULT")
        self.refused("ConflictException", 409, add)
        listed = self.messaging.list_channel_bans(**named)["ChannelBans"]
        self.assertEqual([one["Member"]["Arn"] for one in listed], [member])
        ban = self.messaging.describe_channel_ban(**named, MemberArn=member)["ChannelBan"]
        self.assertIsInstance(ban["CreatedTimestamp"], datetime.datetime)
        self.messaging.delete_channel_ban(**named, MemberArn=member)
        self.assertEqual(add()["Member"]["Arn"], member)
        self.assertEqual(self.messaging.list_sub_channels(**named)["SubChannels"], [])
        self.messaging.tag_resource(ResourceARN=made, Tags=[{"Key": "size", "Value": "7"}])
        self.messaging.untag_resource(ResourceARN=made, TagKeys=["colour"])
        tags = self.messaging.list_tags_for_resource(ResourceARN=made)["Tags"]
        self.assertEqual(tags, [{"Key": "size", "Value": "7"}])

    def test_members_add_others_where_the_mode_leaves_it_to_them(self):
        others = {user["arn"] for user in self.house.sample["users"] if user["arn"].startswith(self.instance)}
        first, second, third, *_ = sorted(others - {self.users[role] for role in ("owner", "member")})
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="open house",
            Mode="UNRESTRICTED",
            ClientRequestToken=str(uuid.uuid4()),
            MemberArns=[self.users["member"]],
            ChimeBearer=self.users["owner"],
        )["ChannelArn"]
        owner = {"ChannelArn": made, "ChimeBearer": self.users["owner"]}
        member = {"ChannelArn": made, "ChimeBearer": self.users["member"]}
        add = lambda whom, **more: self.messaging.create_channel_membership(
            **{**member, **more}, MemberArn=whom, Type="DEFAULT"
        )
        add_all = lambda *whom: self.messaging.batch_create_channel_membership(**member, MemberArns=whom)
        self.refused("NotFoundException", 404, lambda: add(first, ChimeBearer=first))
        self.assertEqual(add(first)["Member"]["Arn"], first)
        added = add_all(second)
        self.assertEqual([one["Arn"] for one in added["BatchChannelMemberships"]["Members"]], [second])
        self.assertEqual(added["Errors"], [])
        remove = lambda: self.messaging.delete_channel_membership(**member, MemberArn=first)
        self.refused("ForbiddenException", 403, remove)
        self.messaging.update_channel(**owner, Mode="RESTRICTED")
        self.assertEqual(self.messaging.describe_channel(**member)["Channel"]["Mode"], "RESTRICTED")
        self.refused("ForbiddenException", 403, lambda: add(third))
        self.refused("ForbiddenException", 403, lambda: add_all(third))
        listed = self.messaging.list_channel_memberships(**member)["ChannelMemberships"]
        expected = {owner["ChimeBearer"], member["ChimeBearer"], first, second}
        self.assertEqual({one["Member"]["Arn"] for one in listed}, expected)
        self.messaging.update_channel(**owner, Mode="UNRESTRICTED")
        self.assertEqual(add(third)["Member"]["Arn"], third)

    def test_a_platform_admin_goes_by_the_same_name_everywhere(self):
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance, Name="by the admin", ClientRequestToken="by-the-admin", ChimeBearer=self.admin
        )["ChannelArn"]
        named = {"ChannelArn": made, "ChimeBearer": self.admin}
        self.assertEqual(self.messaging.describe_channel(**named)["Channel"]["CreatedBy"]["Arn"], self.admin)
        said = {"Content": "hello", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": "hello"}
        message = self.messaging.send_channel_message(**named, **said)["MessageId"]
        sender = self.messaging.get_channel_message(**named, MessageId=message)["ChannelMessage"]["Sender"]
        self.assertEqual(sender["Arn"], self.admin)

    def test_an_elastic_channel_is_used_by_its_sub_channels(self):
        divided = {
            "MaximumSubChannels": 2,
            "TargetMembershipsPerSubChannel": 2,
            "MinimumMembershipPercentage": 40,
        }
        kept = {"ExpirationDays": 30, "ExpirationCriterion": "CREATED_TIMESTAMP"}
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="arena",
            ClientRequestToken=str(uuid.uuid4()),
            ElasticChannelConfiguration=divided,
            ExpirationSettings=kept,
            MemberArns=[self.users["member"]],
            ChimeBearer=self.users["owner"],
        )["ChannelArn"]
        owner = {"ChannelArn": made, "ChimeBearer": self.users["owner"]}
        member = {"ChannelArn": made, "ChimeBearer": self.users["member"]}
        manager = {"ChannelArn": made, "ChimeBearer": self.users["manager"]}
        channel = self.messaging.describe_channel(**owner)["Channel"]
        self.assertEqual((channel["ElasticChannelConfiguration"], channel["ExpirationSettings"]), (divided, kept))
        added = self.messaging.create_channel_membership(**owner, MemberArn=manager["ChimeBearer"], Type="DEFAULT")
        second = added["SubChannelId"]
        sub_channels = self.messaging.list_sub_channels(**owner)["SubChannels"]
        self.assertEqual([one["MembershipCount"] for one in sub_channels], [2, 1])
        first = sub_channels[0]["SubChannelId"]
        self.assertEqual(sub_channels[1]["SubChannelId"], second)
        others = (user["arn"] for user in self.house.sample["users"] if user["arn"].startswith(self.instance))
        somebody = next(arn for arn in others if arn not in {one["ChimeBearer"] for one in (owner, member, manager)})
        again = {"MemberArn": somebody, "Type": "DEFAULT", "SubChannelId": first}
        full = lambda: self.messaging.create_channel_membership(**owner, **again)
        self.refused("ResourceLimitExceededException", 400, full)

        said = {"Type": "STANDARD", "Persistence": "PERSISTENT"}
        nowhere = lambda: self.messaging.send_channel_message(**member, **said, Content="hello")
        self.refused("BadRequestException", 400, nowhere)
        sent = self.messaging.send_channel_message(**member, **said, Content="hello", SubChannelId=first)
        self.assertEqual(sent["SubChannelId"], first)
        message = sent["MessageId"]
        self.messaging.send_channel_message(**manager, **said, Content="elsewhere", SubChannelId=second)
        listed = self.messaging.list_channel_messages(**member, SubChannelId=first)
        self.assertEqual([one["Content"] for one in listed["ChannelMessages"]], ["hello"])
        other = lambda: self.messaging.list_channel_messages(**member, SubChannelId=second)
        self.refused("ForbiddenException", 403, other)
        got = self.messaging.get_channel_message(**member, MessageId=message, SubChannelId=first)["ChannelMessage"]
        self.assertEqual((got["Content"], got["SubChannelId"]), ("hello", first))
        wrong = lambda: self.messaging.get_channel_message(**owner, MessageId=message, SubChannelId=second)
        self.refused("NotFoundException", 404, wrong)
        redacted = self.messaging.redact_channel_message(**owner, MessageId=message, SubChannelId=first)
        self.assertEqual(redacted["SubChannelId"], first)
        self.messaging.delete_channel_message(**owner, MessageId=message, SubChannelId=first)
        self.assertEqual(self.messaging.list_channel_messages(**member, SubChannelId=first)["ChannelMessages"], [])

    def test_a_targeted_message_is_for_its_sender_and_its_target(self):
        owner, manager, member = (self.users[role] for role in ("owner", "manager", "member"))
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="asides",
            ClientRequestToken=str(uuid.uuid4()),
            MemberArns=[manager, member],
            ChimeBearer=owner,
        )["ChannelArn"]
        named = {bearer: {"ChannelArn": made, "ChimeBearer": bearer} for bearer in (owner, manager, member, self.admin)}
        said = {"Type": "STANDARD", "Persistence": "PERSISTENT", "Content": "between you and me"}
        target = [{"MemberArn": member}]
        sent = self.messaging.send_channel_message(**named[manager], **said, Target=target)
        message = {"MessageId": sent["MessageId"]}
        for bearer in (manager, member):
            got = self.messaging.get_channel_message(**named[bearer], **message)["ChannelMessage"]
            self.assertEqual((got["Content"], got["Target"]), (said["Content"], target))
            listed = self.messaging.list_channel_messages(**named[bearer])["ChannelMessages"]
            self.assertEqual([(one["MessageId"], one["Target"]) for one in listed], [(sent["MessageId"], target)])
        for bearer in (owner, self.admin):
            get = lambda: self.messaging.get_channel_message(**named[bearer], **message)
            self.refused("NotFoundException", 404, get)
            self.assertEqual(self.messaging.list_channel_messages(**named[bearer])["ChannelMessages"], [])
        change = lambda: self.messaging.update_channel_message(**named[member], **message, Content="changed")
        self.refused("ForbiddenException", 403, change)
        self.messaging.update_channel_message(**named[manager], **message, Content="changed")
        redact = lambda: self.messaging.redact_channel_message(**named[owner], **message)
        self.refused("NotFoundException", 404, redact)
        self.messaging.delete_channel_message(**named[owner], **message)
        self.assertEqual(self.messaging.list_channel_messages(**named[member])["ChannelMessages"], [])
        nobody = lambda: self.messaging.send_channel_message(
            **named[manager], **said, Target=[{"MemberArn": self.admin}]
        )
        self.refused("NotFoundException", 404, nobody)

    def test_a_hidden_member_is_in_the_list_of_hidden_members_only(self):
        made = self.messaging.create_channel(
            AppInstanceArn=self.instance,
            Name="watched",
            ClientRequestToken=str(uuid.uuid4()),
            ChimeBearer=self.users["owner"],
        )["ChannelArn"]
        owner = {"ChannelArn": made, "ChimeBearer": self.users["owner"]}
        member = self.users["member"]
        self.messaging.create_channel_membership(**owner, MemberArn=member, Type="HIDDEN")
        for kind, expected in [("DEFAULT", owner["ChimeBearer"]), ("HIDDEN", member)]:
            listed = self.messaging.list_channel_memberships(**owner, Type=kind)["ChannelMemberships"]
            self.assertEqual([one["Member"]["Arn"] for one in listed], [expected])
        shown = self.messaging.describe_channel_membership(**owner, MemberArn=member)["ChannelMembership"]
        self.assertEqual(shown["Type"], "HIDDEN")
        hidden = {"ChannelArn": made, "ChimeBearer": member}
        ask = lambda: self.messaging.list_channel_memberships(**hidden, Type="HIDDEN")
        self.refused("ForbiddenException", 403, ask)

    def test_the_command_line_redacts(self):
        message = next(self.unused)
        words = ("chime-sdk-messaging", "redact-channel-message", "--channel-arn", self.arn, "--message-id", message)
        done = self.house.aws(*words, "--chime-bearer", self.admin)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(message, done.stdout)


if __name__ == "__main__":
    unittest.main()
