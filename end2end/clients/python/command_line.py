"""The AWS CLI in this process: its own driver, which is what `aws` starts, unchanged. A start of its own takes a second
for each command, and there are hundreds; that `aws` itself is the same is shown beside, where tests start it."""

import contextlib
import io
import json
import os

from awscli.clidriver import create_clidriver
from botocore import xform_name

# What it exits with when a server refused, and when it refused by itself what it was to send.
REFUSED = 255


class CommandLine:
    """Commands for one house. Each key has a driver, as each shell has its environment."""

    def __init__(self, house):
        self.house = house
        self.drivers = {}

    def run(self, service, operation, parameters, key="admin"):
        """One command: what it exits with, what it prints, and what it complains of."""
        words = [service, xform_name(operation, "-"), "--cli-input-json", json.dumps(parameters)]
        if key == "none":
            words.append("--no-sign-request")
        before = dict(os.environ)
        os.environ.update(self.house.environment(key))
        printed, complained = io.StringIO(), io.StringIO()
        try:
            if key not in self.drivers:
                self.drivers[key] = create_clidriver()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
                try:
                    code = self.drivers[key].main(words)
                except SystemExit as end:
                    code = end.code
        finally:
            os.environ.clear()
            os.environ.update(before)
        return code, printed.getvalue(), complained.getvalue()
