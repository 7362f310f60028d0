"""What a library says while it runs, which is no part of what it does to weights."""

import contextlib
import io
import logging


@contextlib.contextmanager
def overheard():
    """A list of what is printed and logged, by whatever logger and at whatever level, which is complete when the block has ended."""
    texts, printed, root = [], io.StringIO(), logging.getLogger()
    handler, level = logging.Handler(), root.level
    handler.emit = lambda record: texts.append(record.getMessage())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield texts
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        texts.extend(printed.getvalue().splitlines())
