"""What scripts import that is neither Python's own nor beside them, as one JSON object: imports.py FILE ...

Only read, never run: the keys are the files, the values the modules' names.
"""
import ast
import json
import os
import sys


def modules(path):
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def others(path):
    beside = {os.path.splitext(name)[0] for name in os.listdir(os.path.dirname(path))}
    return sorted({name.split(".")[0] for name in modules(path)} - sys.stdlib_module_names - beside)


print(json.dumps({path: others(path) for path in sys.argv[1:]}))
