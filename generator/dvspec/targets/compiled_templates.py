"""Templates compiled to Python, kept from run to run."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source

from jinja2 import BytecodeCache, compiler
from jinja2.bccache import Bucket

_DIGEST_SIZE = 32


class CompiledTemplates(BytecodeCache):
    """Compiled templates in `__pycache__` beside their sources, where Python keeps compiled modules.

    They are code that is executed, so they are read from dvspec's own installation only: whoever can write there can
    change dvspec itself. Nothing is read from a folder of specs or outputs.
    """

    def __init__(self, options: object) -> None:
        """Keep templates that are compiled with these options of the environment."""
        self._options = options

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the file that holds a compiled template."""
        return cache_from_source(filename or name)

    def get_source_checksum(self, source: str) -> str:
        """Return a digest of everything that a compiled template depends on."""
        jinja2 = os.stat(compiler.__file__)
        inputs = (MAGIC_NUMBER.hex(), jinja2.st_mtime_ns, jinja2.st_size, self._options, source)
        return hashlib.sha256("\0".join(map(str, inputs)).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, unless it is missing, outdated or damaged."""
        try:
            with open(bucket.key, "rb") as stream:
                content = stream.read()
            if content[:_DIGEST_SIZE].hex() == bucket.checksum:
                bucket.code = marshal.loads(content[_DIGEST_SIZE:])
        except (OSError, EOFError, ValueError, TypeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if Python may keep compiled modules and the folder can be written."""
        if sys.dont_write_bytecode or bucket.code is None:
            return
        draft = f"{bucket.key}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(draft), exist_ok=True)
            with open(draft, "wb") as stream:
                stream.write(bytes.fromhex(bucket.checksum) + marshal.dumps(bucket.code))
            os.replace(draft, bucket.key)
        except OSError:  # without it, the next run compiles the template again
            pass
