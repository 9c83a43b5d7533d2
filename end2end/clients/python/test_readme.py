"""The README's snippets for programs, run as they stand there."""

import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from house import House

README = Path(__file__).parents[3] / "README.md"


def snippets():
    """Each block behind a comment `snippet: NAME`: name, language, text."""
    return re.findall(r"<!-- snippet: ([a-z-]+) -->\n```(\w+)\n(.*?)```", README.read_text(), re.S)


class Readme(unittest.TestCase):
    def test_every_snippet_does_what_it_says(self):
        # Those in JavaScript are run beside, in `node`.
        found = [snippet for snippet in snippets() if snippet[1] != "js"]
        services = ("chime", "ivs-chat", "messaging")
        expected = {f"{service}-{client}" for service in services for client in ("cli", "python")}
        self.assertEqual({name for name, _, _ in found}, {"imkit", "identity-cli", *expected})
        with House() as house:
            room = house.room()
            messaging = house.client("chime-sdk-messaging")
            owner = next(user["arn"] for user in house.sample["users"] if user["email"] == "owner@example.com")
            named = {"ChannelArn": f"{house.sample['app_instance_arn']}/channel/{room['id']}", "ChimeBearer": owner}
            said = {"Content": "to go", "Type": "STANDARD", "Persistence": "PERSISTENT"}
            key = house.sample["key"]
            for name, language, text in found:
                with self.subTest(name):
                    message = messaging.send_channel_message(**named, **said, ClientRequestToken=name)["MessageId"]
                    environment = {
                        **house.environment(),
                        "URL": house.url,
                        "ACCOUNT": house.account,
                        "ROOM": room["id"],
                        "MESSAGE": message,
                        "USER_ID": house.sample["users"][0]["user_id"],
                        "CLIENT_KEY": key["client_key"],
                        "CLIENT_TOKEN": key["client_token"],
                    }
                    command = {"sh": ["sh", "-euc"], "python": [sys.executable, "-c"]}[language]
                    done = subprocess.run(
                        [*command, text], env=environment, capture_output=True, text=True, timeout=120, check=False
                    )
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn('"error"', done.stdout)
                    if name == "identity-cli":
                        self.assertTrue(json.loads(done.stdout)["AppInstanceUserArn"].endswith("/user/greeter"))
                        continue
                    try:
                        left = messaging.get_channel_message(**named, MessageId=message)["ChannelMessage"]
                        self.assertTrue(left["Redacted"] and not left.get("Content"))
                    except messaging.exceptions.NotFoundException:
                        self.assertTrue(name == "imkit" or name.startswith("ivs-chat"), "deleted")


if __name__ == "__main__":
    unittest.main()
