"""The README's snippets for programs, run as they stand there."""

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
        self.assertGreaterEqual({name for name, _, _ in found}, {"imkit", "chime-cli", "chime-python", "ivs-chat-python", "messaging-python"})
        with House() as house:
            room = house.room()
            unused = iter(room["messages"])
            key = house.sample["key"]
            for name, language, text in found:
                with self.subTest(name):
                    environment = {
                        **house.environment(),
                        "URL": house.url,
                        "ACCOUNT": house.account,
                        "ROOM": room["id"],
                        "MESSAGE": next(unused),
                        "USER_ID": house.sample["users"][0]["user_id"],
                        "CLIENT_KEY": key["client_key"],
                        "CLIENT_TOKEN": key["client_token"],
                    }
                    command = {"sh": ["sh", "-euc"], "python": [sys.executable, "-c"]}[language]
                    done = subprocess.run(
                        [*command, text], env=environment, capture_output=True, text=True, timeout=60, check=False
                    )
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn('"error"', done.stdout)


if __name__ == "__main__":
    unittest.main()
