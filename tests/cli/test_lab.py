"""`ceasefire lab`: what it takes, what it refuses, how it starts and stops."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from sim.cli import main
from sim.cli.lab import lab_asked
from sim.lab.settings import LabSettings, addresses


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("port=99999", "port: 99999 does not fit"),
        ("port=eighty", "port: 'eighty' does not fit"),
        ("host=nowhere", "host: 'nowhere' is no address"),
        ("open=maybe", "open: 'maybe' does not fit"),
        ("code=ab", "code: 'ab' does not fit"),
        ("workers=0", "workers: 0 does not fit"),
        ("prot=8765", "prot: this key is not known here. Did you mean port?"),
        ("please", "please is no setting"),
        ("scenario_dir=nowhere_at_all", "there is no folder nowhere_at_all"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_mend(
    argument: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lab", argument]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("ceasefire lab: ")
    assert said in complaint


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["lab", f"port={port}", "open=false"]) == 2
    complaint = capsys.readouterr().err
    assert f"port {port} cannot be listened on" in complaint
    assert "name another port" in complaint


def test_by_default_it_listens_on_this_machine_alone() -> None:
    settings, opens = lab_asked([])
    assert settings.host == "127.0.0.1"
    assert settings.port == 8765
    assert settings.on_this_machine_only
    assert opens


@pytest.mark.parametrize(
    ("host", "code", "here"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:80/"),
        ("localhost", "", "http://localhost:80/"),
        ("::1", "", "http://[::1]:80/"),
        ("0.0.0.0", "PEACE7", "http://127.0.0.1:80/enter?code=PEACE7"),  # noqa: S104
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, code: str, here: str) -> None:
    settings = LabSettings(host, 80, code)
    assert addresses(settings)[0] == here
    assert bool(addresses(settings)[1]) == (not settings.on_this_machine_only)


@pytest.mark.skipif(sys.platform == "win32", reason="the test stops it by a signal")
def test_it_answers_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "sim", "lab", "port=0", "open=false"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found is not None, line
        with urllib.request.urlopen(found.group(), timeout=300) as answer:  # noqa: S310
            assert "This is a model, not a forecast." in answer.read().decode()
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=300)
    assert "The lab is closed." in rest
    assert process.returncode == 0
