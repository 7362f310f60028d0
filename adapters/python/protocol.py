"""The child's side of the subject protocol (docs/protocol.md), on the standard library alone.

An adapter hands `serve` a function that loads the subject which words name. A subject has the attributes `name`, `hyperparameters`, and
optionally `contract`, `elementwise`, `micro_batches`, `notes`, `libraries`, `precisions`, `drives`, and these methods:

    init(tensors) -> instance
    update(instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step)   changes `tensors` in place
    copy(instance) -> an independent instance
    drive(instance, how)          only with `drives`: the instance is driven so, from its first step on
    remarks(instance) -> [dict]   only with `drives`: what was seen in its steps beside their numbers, each with `cause` and `sentence`
    kept(instance) -> [[float]]   optional: the arrays of numbers that its state holds, in a fixed order

Tensors are `Tensor`s: views of memory, which each adapter wraps as its library likes.
"""

import gc
import json
import os
import platform
import struct
import sys
import threading
import time
import traceback

from kept_arrays import encode
from twins import fork_twins

VERSION = 1
MAGIC = 0x31524C49  # "ILR1"
HELLO, INIT, UPDATE, COPY, RELEASE, RESET = range(1, 7)
DRIVE, STATE = 9, 10
DONE, ERROR = 0x80, 0x81
HEADER = struct.Struct("<IIII")  # magic, kind, sequence, bytes that follow
CALL = struct.Struct("<IIdd")  # instance, step, learning rate, weight decay

#: Added to the number of an instance in UPDATE: parameters are left out, and are those that the call before has led to.
GOES_ON = 1 << 30

#: What a description may say besides, and the attribute of a subject that says it.
OPTIONAL = {"contract": "contract", "elementwise": "elementwise", "microBatches": "micro_batches", "notes": "notes", "drives": "drives"}

#: Bytes that are read at once: requests come together.
ROOM = 1 << 16

#: Objects after which it is looked for garbage in cycles: an instance, of which laws make thousands, is none.
YOUNG = 10_000

#: Seconds that answers wait for a call to return.
PATIENCE = 0.05

#: Seconds between the end of the parent and the end of a call that does not notice it.
GRACE = 1.0


class ConfigurationError(Exception):
    """What the user asked for cannot be had. `code` is stable; the message says what is wrong, `advice` what to try."""

    def __init__(self, code, message, advice=None):
        super().__init__(message)
        self.code = code
        self.advice = advice


class Tensor:
    """One tensor of one replica: a writable view of its entries, the bytes an entry has (4 or 8), and the shape."""

    __slots__ = ("memory", "width", "shape")

    def __init__(self, memory, width, shape):
        self.memory = memory
        self.width = width
        self.shape = shape


class Layout:
    """Where the tensors of an `INIT` are in a memory: the replicas of a tensor are consecutive, and each tensor begins at a multiple of 8."""

    __slots__ = ("width", "places", "length")

    def __init__(self, replicas, width, shapes):
        self.width = width
        #: For each replica, where each of its tensors begins and ends, and its shape.
        self.places = [[] for _ in range(replicas)]
        #: Bytes of all tensors.
        self.length = 0
        for shape in shapes:
            size = width * _product(shape)
            for number, own in enumerate(self.places):
                own.append((self.length + number * size, self.length + (number + 1) * size, shape))
            self.length += _aligned(replicas * size)

    def views(self, body, offset):
        """The tensors of every replica."""
        width = self.width
        return [[Tensor(body[offset + start : offset + end], width, shape) for start, end, shape in own] for own in self.places]


class Ensemble:
    """What one `INIT` made: an instance for each replica, the layout of its tensors, and where these are."""

    __slots__ = ("instances", "layout", "memory", "parameters")

    def __init__(self, instances, layout):
        self.instances = instances
        self.layout = layout
        self.memory = self.parameters = None

    def put(self, memory):
        """Puts the parameters where this memory has them."""
        self.memory = bytearray(memory)
        self.parameters = self.layout.views(memoryview(self.memory), 0)


def serve(load, prepare=None):
    """Answers requests until standard input ends. `load` gets the words that follow the program, or those of a RESET; `prepare` imports what
    any load needs, before anybody asks for one: whoever does is told what goes wrong."""
    # Libraries make a million objects while they are imported, among which nothing is to be found that is garbage.
    gc.disable()

    def import_libraries():
        try:
            if prepare is not None:
                prepare()
        except BaseException:  # as a load may raise anything
            pass

    channel = fork_twins(import_libraries, _die_with_parent, lambda kind, body: HEADER.pack(MAGIC, kind, 0, len(body)) + body)
    requests = _Requests(os.dup(0) if channel is None else channel)
    answers = _Answers(os.dup(1) if channel is None else channel)
    # Whatever the subject prints must not reach the frames.
    os.dup2(2, 1)
    _end_with_parent(requests.descriptor)
    import_libraries()
    server = _Server(load)
    while True:
        header = requests.take(HEADER.size)
        if len(header) < HEADER.size:
            # Libraries take seconds to tidy up what nobody needs any more.
            sys.stderr.flush()
            os._exit(0)
        magic, kind, sequence, length = HEADER.unpack(header)
        body = memoryview(requests.take(length))
        if magic != MAGIC or len(body) < length:
            sys.stderr.write("standard input is not a sequence of frames\n")
            sys.exit(2)
        answer, reply = server.answer(kind, body)
        answers.add(HEADER.pack(MAGIC, answer, sequence, len(reply)) + reply, requests.more)
        if server.left and not requests.more:
            # While whoever asks thinks about the next request.
            server.left.clear()


class _Requests:
    """Reads as much at once as has arrived: requests come together."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.room = bytearray()
        self.at = 0

    @property
    def more(self):
        """Whether something has arrived that nobody has taken."""
        return self.at < len(self.room)

    def take(self, length):
        """So many bytes, or fewer at the end of the input."""
        while len(self.room) - self.at < length:
            read = os.read(self.descriptor, ROOM)
            if not read:
                break
            self.room = self.room[self.at :] + read
            self.at = 0
        taken = self.room[self.at : self.at + length]
        self.at += len(taken)
        return taken


class _Answers:
    """Answers to requests that came together go together: each by itself costs two processes a change between them.

    Where calls last, a second thread sends what is held back, and where the subject ends the process, that end does: so it is known
    which call it was.
    """

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.held = []
        self.length = 0
        #: How often something was sent.
        self.sent = 0
        self.lock = threading.RLock()
        process, end = os.getpid(), os._exit

        def end_after_answers(code):
            try:
                # What a subject forks has answered nothing.
                if os.getpid() == process and self.lock.acquire(timeout=GRACE):
                    self.send()
            finally:
                end(code)

        os._exit = end_after_answers
        threading.Thread(target=self.watch, daemon=True).start()

    def add(self, answer, more):
        """Holds an answer back where there are more requests, and sends all of them where there are not."""
        with self.lock:
            self.held.append(answer)
            self.length += len(answer)
            if not more or self.length >= ROOM // 2:
                self.send()

    def send(self):
        with self.lock:
            payload = b"".join(self.held)
            self.held.clear()
            self.length = 0
            self.sent += 1
            while payload:
                payload = payload[os.write(self.descriptor, payload) :]

    def watch(self):
        """Sends what was held back already at the look before: many calls that are short by themselves may last together as well."""
        seen = 0
        while True:
            time.sleep(PATIENCE)
            if self.held and self.sent == seen:
                self.send()
            seen = self.sent


class _Server:
    def __init__(self, load):
        self.load = load
        self.words = sys.argv[1:]
        self.subject = None
        self.names = []
        self.numbers = struct.Struct("<")
        self.ensembles = {}
        #: What nobody asks for any more: thousands of instances take a fiftieth of a second to be forgotten.
        self.left = []
        #: Layouts by what they are made of: laws ask for the same ones again and again.
        self.layouts = {}
        self.handlers = {
            HELLO: self.hello,
            INIT: self.init,
            UPDATE: self.update,
            COPY: self.copy,
            RELEASE: self.release,
            RESET: self.reset,
            DRIVE: self.drive,
            STATE: self.state,
        }

    def answer(self, kind, body):
        """The kind and the body of the answer."""
        try:
            if kind not in self.handlers:
                raise ConfigurationError("PROTOCOL_UNKNOWN_MESSAGE", f"unknown message kind {kind}")
            if kind not in (HELLO, RESET) and self.subject is None:
                raise ConfigurationError("PROTOCOL_ORDER", "the first message must be HELLO")
            return DONE, self.handlers[kind](body)
        except ConfigurationError as error:
            return ERROR, _json({"kind": "configuration", "code": error.code, "message": str(error), "advice": error.advice})
        except BaseException as error:  # a subject may raise anything, SystemExit included
            return ERROR, _json({"kind": "exception", "code": type(error).__name__, "message": str(error), "trace": _trace(error)})

    def hello(self, body):
        (version,) = struct.unpack_from("<I", body)
        if version != VERSION:
            raise ConfigurationError("PROTOCOL_VERSION", f"the protocol has version {version}, this adapter speaks {VERSION}")
        return self.reset(b"")

    def reset(self, body):
        if len(body):
            self.words = bytes(body).decode().split("\0")
        self.left.append(self.ensembles)
        self.ensembles = {}
        self.subject = subject = self.load(*self.words)
        self.names = list(subject.hyperparameters)
        self.numbers = struct.Struct(f"<{len(self.names)}d")
        if not gc.isenabled():
            gc.freeze()
            gc.set_threshold(YOUNG)
            gc.enable()
        libraries = {"Python": platform.python_version(), **getattr(subject, "libraries", {})}
        description = {
            "protocol": VERSION,
            "name": subject.name,
            "hyperparameters": subject.hyperparameters,
            "precisions": getattr(subject, "precisions", None) or ["float64", "float32"],
            "libraries": libraries,
            "capabilities": [
                "continues",
                *(["compiles"] if getattr(subject, "compiles", False) else []),
                *(["state"] if hasattr(subject, "kept") else []),
            ],
        }
        for key, attribute in OPTIONAL.items():
            value = getattr(subject, attribute, None)
            if value is not None:
                description[key] = value
        return _json(description)

    def init(self, body):
        handle, width, replicas, tensors = struct.unpack_from("<IIII", body)
        offset = 16
        shapes = []
        for _ in range(tensors):
            (rank,) = struct.unpack_from("<I", body, offset)
            shapes.append(struct.unpack_from(f"<{rank}I", body, offset + 4))
            offset += 4 + 4 * rank
        key = (replicas, width, *shapes)
        layout = self.layouts.get(key) or self.layouts.setdefault(key, Layout(replicas, width, shapes))
        offset = _aligned(offset)
        if width not in (4, 8) or replicas < 1 or len(body) != offset + layout.length:
            raise ConfigurationError("PROTOCOL_LENGTH", "INIT: the tensors do not fill the body")
        ensemble = Ensemble([self.subject.init(views) for views in layout.views(body, offset)], layout)
        ensemble.put(body[offset:])
        self.ensembles[handle] = ensemble
        return b""

    def update(self, body):
        word, step, learning_rate, weight_decay = CALL.unpack_from(body)
        goes_on = bool(word & GOES_ON)
        ensemble = self.known(word & ~GOES_ON)
        hyperparameters = dict(zip(self.names, self.numbers.unpack_from(body, 24)))
        offset = 24 + self.numbers.size
        layout = ensemble.layout
        length = layout.length
        if len(body) != offset + (1 if goes_on else 2) * length:
            raise ConfigurationError("PROTOCOL_LENGTH", "UPDATE: parameters and gradients do not fill the body")
        if not goes_on:
            ensemble.put(body[offset : offset + length])
            offset += length
        elif ensemble.memory is None:
            raise ConfigurationError("PROTOCOL_ORDER", "UPDATE: the call before, from which it is to go on, was refused")
        memory, ensemble.memory = ensemble.memory, None
        for instance, own, gradient in zip(ensemble.instances, ensemble.parameters, layout.views(body, offset)):
            self.subject.update(instance, own, gradient, learning_rate, weight_decay, hyperparameters, step)
        ensemble.memory = memory
        return bytes(memory)

    def drive(self, body):
        handle, _ = struct.unpack_from("<II", body)
        how = json.loads(bytes(body[8:]))
        instances = self.known(handle).instances
        if how:
            for instance in instances:
                self.subject.drive(instance, how)
        seen = {remark["sentence"]: remark for instance in instances for remark in self.subject.remarks(instance)}
        return _json({"remarks": [seen[sentence] for sentence in sorted(seen)]})

    def state(self, body):
        (handle,) = struct.unpack_from("<I", body)
        return encode(self.subject.kept(self.known(handle).instances[0]))

    def copy(self, body):
        origin, handle = struct.unpack_from("<II", body)
        known = self.known(origin)
        twin = Ensemble([self.subject.copy(instance) for instance in known.instances], known.layout)
        if known.memory is not None:
            twin.put(known.memory)
        self.ensembles[handle] = twin
        return b""

    def release(self, body):
        for (handle,) in struct.iter_unpack("<I", body):
            self.ensembles.pop(handle, None)
        return b""

    def known(self, handle):
        if handle not in self.ensembles:
            raise ConfigurationError("PROTOCOL_UNKNOWN_INSTANCE", f"there is no instance {handle}")
        return self.ensembles[handle]


#: What was raised by the import of a library, which raises something else when it is imported once more.
FAILED = {}


def library(name, install):
    """Imports a library, or says how to get it."""
    if name in FAILED:
        raise FAILED[name]
    try:
        return __import__(name)
    except ImportError as error:
        FAILED[name] = error
        if error.name in (None, name):
            FAILED[name] = ConfigurationError(
                "SUBJECT_LIBRARY_MISSING",
                f"{sys.executable} has no library {name}",
                f"install it ({install}), or let INTRINSIC_LR_PYTHON name a Python that has it",
            )
    except BaseException as error:
        FAILED[name] = error
    raise FAILED[name] from None


def _end_with_parent(descriptor):
    """Ends the process when the other end of standard input closes, even in the middle of a call.

    A call may hold the lock of the interpreter, and so keep the thread that watches from running; Linux ends the process in any case.
    """
    import select

    _die_with_parent(os.getppid())

    if not hasattr(select, "poll"):
        return

    def watch():
        poll = select.poll()
        poll.register(descriptor, 0)
        poll.poll()
        threading.Event().wait(GRACE)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _die_with_parent(parent):
    """Asks Linux for SIGKILL when the thread that started this process, which is one of `parent`, ends."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import signal

    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(0)


def _trace(error):
    """Where it happened, without the frames of this file."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return "".join(traceback.format_list(frames[-4:])).rstrip()


def _json(value):
    return json.dumps(value).encode()


def _product(shape):
    product = 1
    for extent in shape:
        product *= extent
    return product


def _aligned(length):
    return (length + 7) & ~7
