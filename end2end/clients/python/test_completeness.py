"""Whether the table of provocations is complete, by botocore's own models: every operation that this server has, every
error that its model lists, and every bound of its parameters."""

import re
import tempfile
import unittest

import botocore.session
from botocore.exceptions import ClientError

from provocations import SERVICES, Provoked, Words, changed, expanded, read, rows

MODELS = {service: botocore.session.get_session().get_service_model(service) for service in SERVICES}
# Patterns that every text fits, or every text of one line: texts may have lines here.
FIT_ALL = {".*", r"[\s\S]*"}


class Anything(Words):
    """Whatever a word stands for: of no meaning where bounds are compared."""

    def __missing__(self, name):
        return "arn:aws:ivschat:us-east-1:0:room/x" if name.endswith("arn") else "arn:aws:chime:us-east-1:0:x"


def bounds(shape, path=()):
    """Every bound of a shape, with the path to where it holds: `[]` stands for each entry."""
    for kind in ("min", "max"):
        if shape.metadata.get(kind):
            yield path, kind, shape
    if "pattern" in shape.metadata and shape.metadata["pattern"] not in FIT_ALL:
        yield path, "pattern", shape
    if getattr(shape, "enum", None):
        yield path, "enum", shape
    match shape.type_name:
        case "structure":
            for name, member in shape.members.items():
                yield from bounds(member, (*path, name))
        case "list":
            yield from bounds(shape.member, (*path, "[]"))
        case "map":
            yield from bounds(shape.key, (*path, "key"))
            yield from bounds(shape.value, (*path, "[]"))


def at(value, path):
    """The values that a path leads to."""
    if not path:
        yield value
        return
    step, *rest = path
    if step == "[]":
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from at(one, rest)
    elif step == "key":
        yield from value if isinstance(value, dict) else ()
    elif isinstance(value, dict) and step in value:
        yield from at(value[step], rest)


def beyond(value, kind, shape):
    """Whether a value is beyond a bound."""
    size = value if isinstance(value, int) else len(value) if isinstance(value, (str, list, dict)) else None
    match kind:
        case "min":
            return size is not None and size < shape.metadata["min"]
        case "max":
            # The next one over it: what is far over it proves less.
            return size == shape.metadata["max"] + 1
        case "pattern":
            return isinstance(value, str) and not re.fullmatch(shape.metadata["pattern"], value)
        case _:
            return value not in shape.enum


class Completeness(unittest.TestCase):
    def test_every_operation_of_this_server_is_in_the_table(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        house = self.enterContext(Provoked(folder))
        for service, model in MODELS.items():
            table = read(service)
            operations = {*table["operations"], *table.get("elsewhere", ())}
            self.assertLessEqual(set(operations), set(model.operation_names))
            for name in model.operation_names:
                shape = model.operation_model(name).input_shape
                labels = [
                    member
                    for member, of in (shape.members.items() if shape else ())
                    if of.serialization.get("location") == "uri"
                ]
                with self.subTest(name):
                    answer = None
                    try:
                        house.ask(service, name, {label: "x" for label in labels})
                    except ClientError as error:
                        answer = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
                    unknown = answer == ("UnknownOperationException", 404)
                    self.assertEqual(not unknown, name in operations, answer)

    def test_every_error_of_the_models_is_provoked_or_told_why_not(self):
        for service, model in MODELS.items():
            table = read(service)
            modelled = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in model.error_shapes}
            self.assertEqual(table["statuses"], {name: modelled[name] for name in table["statuses"]})
            unprovoked, more = dict(table["unprovoked"]), set()
            for operation, spoken in table["operations"].items():
                listed = {shape.name for shape in model.operation_model(operation).error_shapes}
                provoked = {row["error"] for row in rows(table, operation)} & set(modelled)
                provoked |= {table["throttled"], table["locked"], table["broken"], spoken.get("again")} - {None, "done"}
                more |= provoked - listed
                for error in listed - provoked:
                    reason = table["unprovoked"].get(error) or table["unprovoked"].get(f"{operation}: {error}")
                    with self.subTest(service, operation=operation, error=error):
                        self.assertTrue(reason, "neither provoked nor told why not")
                    unprovoked.pop(error, None)
                    unprovoked.pop(f"{operation}: {error}", None)
            self.assertEqual(unprovoked, {}, "told why not, and provoked")
            self.assertEqual(more, set(table["beyond"]), "what operations answer with that their models do not list")

    def test_every_bound_of_the_models_is_gone_beyond(self):
        words = Anything()
        for service, model in MODELS.items():
            table = read(service)
            unbounded = dict(table["unbounded"])
            for operation, spoken in table["operations"].items():
                shape = model.operation_model(operation).input_shape
                good = spoken.get("good")
                if good is None or shape is None:
                    continue
                asked = [expanded(changed(good, row), words) for row in rows(table, operation) if "about" in row]
                for path, kind, bound in bounds(shape):
                    if path[0] in table["unbounded"]:
                        unbounded.pop(path[0], None)
                        continue
                    hit = any(beyond(value, kind, bound) for one in asked for value in at(one, path))
                    with self.subTest(service, operation=operation, member=".".join(path), bound=kind):
                        self.assertTrue(hit, "no row goes beyond it")
            self.assertEqual(unbounded, {}, "told why not, and bounded")


if __name__ == "__main__":
    unittest.main()
