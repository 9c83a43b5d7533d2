"""A server of its own for the tests: `roomkeeper demo`, and the clients that people point at it."""

import html
import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BINARY = os.environ.get("ROOMKEEPER_BIN", "target/release/roomkeeper")
AWS_CLI = Path(__file__).parent.parent / ".venv" / "bin" / "aws"


class House:
    """A running demo, until it is left. Takes further arguments, and settings as the environment has them."""

    def __init__(self, *arguments, **settings):
        self.arguments = arguments
        self.settings = settings

    def __enter__(self):
        self.process = subprocess.Popen(
            [BINARY, "demo", "--quiet", "--json", "--listen", "127.0.0.1:0", *self.arguments],
            env={**os.environ, **self.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for line in self.process.stdout:
            if line.startswith("{"):
                self.sample = json.loads(line)
                break
        else:
            raise RuntimeError("the demo did not start")
        self.url = self.sample["url"]
        self.account = self.sample["account_id"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.process.stdout.close()

    def client(self, service, key="key", **more):
        """A client of boto3 with nothing changed but host and credentials. Does not repeat by itself."""
        key = self.credentials(key)
        return boto3.client(
            service,
            region_name=more.pop("region_name", "us-west-2"),
            endpoint_url=self.url,
            aws_access_key_id=more.pop("aws_access_key_id", key["access_key_id"]),
            aws_secret_access_key=more.pop("aws_secret_access_key", key["secret_access_key"]),
            config=Config(retries={"total_max_attempts": 1}),
        )

    def credentials(self, key):
        """Id and secret of a key."""
        return self.sample[key]

    def environment(self, key="key"):
        """What the AWS CLI reads its credentials and the address from."""
        key = self.credentials(key)
        return {
            **os.environ,
            "AWS_ACCESS_KEY_ID": key["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": key["secret_access_key"],
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_MAX_ATTEMPTS": "1",
            "PATH": f"{AWS_CLI.parent}:{os.environ['PATH']}",
        }

    def aws(self, *words, key="key"):
        """One call of the AWS CLI."""
        return subprocess.run(
            [AWS_CLI, *words], env=self.environment(key), capture_output=True, text=True, timeout=120, check=False
        )

    def room(self, kind="room"):
        """The first sample room of a kind."""
        return next(room for room in self.sample["rooms"] if room["kind"] == kind)

    def panel(self, role="platform_admin"):
        """Somebody signed in to the panel."""
        user = next(user for user in self.sample["users"] if user["role"] == role)
        return Panel(self.url, user)


class Refusals:
    """For tests of clients: what a refusal must look like."""

    def refused(self, name, status, act):
        """The error that an act is answered with, by the name that the client gives it."""
        with self.assertRaises(ClientError) as caught:
            act()
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], name, response)
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
        self.assertRegex(response["ResponseMetadata"]["RequestId"], r"^[0-9a-f-]{36}$")
        return caught.exception


class Panel:
    """A browser of few words."""

    def __init__(self, url, user):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = urlencode({"email": user["email"], "password": user["password"]}).encode()
        try:
            self.opener.open(f"{url}/api/session/sign-in", form)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"sign-in failed: {error}") from error

    def get(self, path):
        """A page, as HTML."""
        return self.opener.open(f"{self.url}{path}").read().decode()

    def messages(self, room, around):
        """What the page of a room shows around a message: bodies by id. Reads the data that its island is drawn from."""
        props = re.search(r'data-props="([^"]*)"', self.get(f"/rooms/{room}?at={around}"))
        found = {}

        def walk(value):
            if isinstance(value, dict):
                if {"id", "body", "revision"} <= value.keys():
                    found[value["id"]] = value["body"]
                value = list(value.values())
            if isinstance(value, list):
                for one in value:
                    walk(one)

        walk(json.loads(html.unescape(props.group(1))))
        return found
