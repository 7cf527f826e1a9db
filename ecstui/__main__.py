"""The entry point: `ecstui`, and `python -m ecstui`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from ecstui.commands.cli import run

    run()


if __name__ == "__main__":
    main()
