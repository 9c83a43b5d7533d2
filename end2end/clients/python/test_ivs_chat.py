"""Amazon IVS Chat: boto3 and the AWS CLI, unchanged, against the real binary."""

import json
import unittest

from house import House, Refusals


class IvsChat(Refusals, unittest.TestCase):
    """Each test takes messages of its own from the sample, or makes a room."""

    @classmethod
    def setUpClass(cls):
        cls.house = cls.enterClassContext(House())
        cls.room = cls.house.room()
        cls.arn = f"arn:aws:ivschat:us-west-2:123456789012:room/{cls.room['id']}"
        cls.chat = cls.house.client("ivschat")
        cls.unused = iter(cls.room["messages"])

    def test_a_message_is_deleted_for_everybody(self):
        message, other = next(self.unused), next(self.unused)
        answer = self.chat.delete_message(roomIdentifier=self.arn, id=message, reason="spam")
        self.assertRegex(answer["id"], r"^[A-Za-z0-9]{12}$")
        shown = self.house.panel().messages(self.room["id"], other)
        self.assertIn(other, shown)
        self.assertNotIn(message, shown)
        again = self.refused(
            "ResourceNotFoundException", 404, lambda: self.chat.delete_message(roomIdentifier=self.arn, id=message)
        )
        self.assertTrue(again.response["resourceId"])

    def test_a_room_lives_from_its_making_to_its_end(self):
        made = self.chat.create_room(name="night-shift", maximumMessageLength=100, tags={"team": "blue"})
        self.assertEqual((made["name"], made["maximumMessageLength"]), ("night-shift", 100))
        room = self.chat.get_room(identifier=made["arn"])
        self.assertEqual((room["id"], room["tags"]), (made["id"], {"team": "blue"}))
        renamed = self.chat.update_room(identifier=made["arn"], name="day-shift")
        self.assertEqual(renamed["name"], "day-shift")
        listed = self.chat.list_rooms(name="day-shift")["rooms"]
        self.assertEqual([room["arn"] for room in listed], [made["arn"]])
        self.chat.tag_resource(resourceArn=made["arn"], tags={"floor": "2"})
        self.chat.untag_resource(resourceArn=made["arn"], tagKeys=["team"])
        self.assertEqual(self.chat.list_tags_for_resource(resourceArn=made["arn"])["tags"], {"floor": "2"})
        self.chat.delete_room(identifier=made["arn"])
        self.refused("ResourceNotFoundException", 404, lambda: self.chat.get_room(identifier=made["arn"]))

    def test_what_is_not_as_the_model_says_is_told_by_its_field(self):
        error = self.refused("ValidationException", 400, lambda: self.chat.create_room(name="no spaces"))
        self.assertEqual(error.response["reason"], "FIELD_VALIDATION_FAILED")
        self.assertEqual([field["name"] for field in error.response["fieldList"]], ["name"])
        self.refused("ValidationException", 400, lambda: self.chat.create_room(maximumMessageLength=501))
        self.refused("ValidationException", 400, lambda: self.chat.get_room(identifier="not-an-arn"))

    def test_a_key_that_may_only_read_deletes_nothing(self):
        limited = self.house.client("ivschat", "limited_key")
        message = next(self.unused)
        self.refused(
            "AccessDeniedException", 403, lambda: limited.delete_message(roomIdentifier=self.arn, id=message)
        )

    def test_the_command_line_deletes_and_tells_errors(self):
        words = ("ivschat", "delete-message", "--room-identifier", self.arn, "--id")
        done = self.house.aws(*words, next(self.unused))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(json.loads(done.stdout)["id"], r"^[A-Za-z0-9]{12}$")
        gone = self.house.aws(*words, "000000000000")
        self.assertEqual(gone.returncode, 255)
        self.assertIn("(ResourceNotFoundException) when calling the DeleteMessage operation", gone.stderr)


if __name__ == "__main__":
    unittest.main()
