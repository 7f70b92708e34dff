"""A link over ssh: nntui on another machine, spoken to through ssh's standard input and output."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from nntui.errors import UserError
from nntui.session.links import LinkError
from nntui.session.places import check_destination
from nntui.session.relay.preamble import MAGIC, MISSING, RELAY_VERSION, Wanted, as_line
from nntui.session.ssh_child import SshChild, SshSocket
from nntui.session.ssh_greeting import Deadline, GreetingError, find_relay, read_answer
from nntui.session.ssh_reasons import cleaned, last_line, missing, other_version, over_before_connected
from nntui.store.runs import check_name

PATIENCE_S = 15.0
"""How long connecting may take when nobody is asked anything, and answering when somebody was."""

RESUME_S = 60.0
"""As above where a host is started first, which reads its data."""

ANSWER_LIMIT = 64 * 1024
"""The longest answer of a relay, in bytes."""

EXIT_S = 2.0
"""How long an ssh that has closed its output has for saying how it ended."""

REMOTE = (
    "exec sh -c '"
    "command -v nntui >/dev/null 2>&1 && exec nntui relay; "
    "test -x ~/.local/bin/nntui && exec ~/.local/bin/nntui relay; "
    'python3 -P -c "import nntui.cli" >/dev/null 2>&1 </dev/null && exec python3 -P -m nntui relay; '
    f"echo {MAGIC.decode()}{MISSING.decode()}'"
)
"""What ssh runs over there: one line for any login shell, with nothing of the user's in it."""


def ssh_program() -> str:
    """The ssh that is run; `NNTUI_SSH` names another."""
    return os.environ.get("NNTUI_SSH") or "ssh"


def ssh_command(program: str, destination: str, *, may_ask: bool) -> list[str]:
    """The words that start a relay at a destination, which has been checked."""
    return [
        program,
        "-T",
        *("-o", "ClearAllForwardings=yes"),
        # What the user's configuration may want besides: a connection that others share is used, and none is
        # made for others, which would end with this one.
        *("-o", "ControlMaster=no"),
        *("-o", "RemoteCommand=none"),
        *("-o", "ServerAliveInterval=5"),
        *("-o", "ServerAliveCountMax=2"),
        *(() if may_ask else ("-o", "BatchMode=yes")),
        "--",
        # Brackets keep an address apart from a run's name; ssh knows it without them.
        destination.replace("[", "").replace("]", ""),
        REMOTE,
    ]


@dataclass(frozen=True)
class Timing:
    """How long is waited, in seconds, and by which clock."""

    patience_s: float = PATIENCE_S
    resume_s: float = RESUME_S
    clock: Callable[[], float] = time.monotonic


class SshLink:
    """The host of a run on another machine. run: its name, "" for the newest until there was a connection."""

    def __init__(
        self, destination: str, run: str = "", program: str | None = None, timing: Timing | None = None
    ) -> None:
        """UserError where the destination or the name is none."""
        self.place = check_destination(destination)
        self.run = check_name(run) if run else ""
        self._program = program or ssh_program()
        self._timing = timing or Timing()
        self._child: SshChild | None = None
        self._met_host = False

    def connect(self, *, may_ask: bool) -> socket.socket:
        """A connection to the run, by its host or from its folder; LinkError where there is none.

        A host that has been met is looked for again: a folder is no match for it.
        """
        return self._attach("host" if self._met_host else "attach", may_ask)

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As `connect`; a host is started over there first where the run has none."""
        return self._attach("resume", may_ask)

    def ask(self, wanted: Wanted, *, may_ask: bool, limit: int) -> tuple[socket.socket, dict[str, object]]:
        """Start a relay and ask it for something: a socket to what it reached, and its answer."""
        near, far = socket.socketpair()
        command = ssh_command(self._program, self.place, may_ask=may_ask)
        with far:
            try:
                self._child = child = SshChild(command, far, may_ask=may_ask)
            except OSError as error:
                near.close()
                hint = "install OpenSSH's client, or name an ssh in NNTUI_SSH"
                reason = f"{cleaned(self._program)} cannot be run: {error.strerror}: {hint}"
                raise LinkError(reason, final=True) from error
        link = SshSocket(near, child)
        try:
            answer = self._greet(link, child, wanted, may_ask, limit)
        except BaseException:  # an interrupt as well: nobody else would close it
            link.close()
            raise
        child.connected()
        link.settimeout(None)
        return link, answer

    def last_words(self) -> str:
        """The last thing that ssh said, which is why it ended where it did not end in order."""
        said = last_line(self._child.last_words()) if self._child else ""
        return f"{self.place}: {said}" if said else ""

    def _attach(self, wanted: Wanted, may_ask: bool) -> socket.socket:
        link, answer = self.ask(wanted, may_ask=may_ask, limit=ANSWER_LIMIT)
        # From now on this run is meant, and not whichever is the newest by then.
        name = answer.get("run")
        try:
            self.run = check_name(name if isinstance(name, str) else "")
        except UserError as error:
            link.close()
            raise self._strange("what came is not an answer of nntui's") from error
        self._met_host = answer.get("host") is True
        return link

    def _greet(
        self, link: socket.socket, child: SshChild, wanted: Wanted, may_ask: bool, limit: int
    ) -> dict[str, object]:
        seconds = self._timing.resume_s if wanted == "resume" else self._timing.patience_s
        deadline = Deadline(None if may_ask else seconds, self._timing.clock)
        try:
            self._check_version(find_relay(link, deadline))
            if may_ask:  # nobody is typing any more
                deadline = Deadline(seconds, self._timing.clock)
            link.sendall(as_line({"run": self.run, "wanted": wanted}))
            answer = read_answer(link, limit, deadline)
        except GreetingError as error:
            raise self._strange(str(error)) from error
        except TimeoutError as error:
            raise LinkError(f"{self.place} did not answer within {seconds:g} s") from error
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            code = child.exit_code(EXIT_S)
            raise over_before_connected(self.place, code, child.last_words()) from error
        if answer.get("ok") is not True:
            reason = answer.get("error")
            shown = cleaned(reason if isinstance(reason, str) else "nntui refused")
            gone, final = answer.get("gone") is True, answer.get("final") is True
            raise LinkError(f"{self.place}: {shown}", final=final, no_host=gone)
        return answer

    def _check_version(self, theirs: bytes) -> None:
        if theirs == MISSING:
            raise missing(self.place)
        if theirs != RELAY_VERSION:
            raise other_version(self.place, theirs.decode(errors="replace"), RELAY_VERSION.decode())

    def _strange(self, what: str) -> LinkError:
        return LinkError(f"{self.place}: {what}", final=True)
