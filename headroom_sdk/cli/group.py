"""The commands, each in a module of its own name and loaded when it is used."""

from __future__ import annotations

import importlib

import click

from .. import __version__

COMMANDS = ("demo", "inspect", "read", "count", "models", "doctor")


class Commands(click.Group):
    """A group whose commands are imported on first use: counting must not wait for what the demo needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f".{cmd_name}", __package__), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="headroom-sdk", message="%(prog)s %(version)s")
def group() -> None:
    """Cuts what images cost in LLM requests, and keeps the answers right.

    Exit status: 0, 1 if something could not be done (a file that cannot be read), 2 on wrong use.
    """
