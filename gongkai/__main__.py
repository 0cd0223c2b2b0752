"""`python -m gongkai`, the same as the `gongkai` command."""

from gongkai.cli.app import run

if __name__ == "__main__":
    run()
