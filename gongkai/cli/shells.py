"""The command `completion`: the script that teaches a shell to ask for candidates, shown or installed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli import talk
from gongkai.cli.completion import INCOMPLETE, SHELL, WORDS
from gongkai.errors import BadValue

app = typer.Typer()

_BASH = """\
_gongkai_completion() {
    local IFS=$'\\n'
    COMPREPLY=( $(env SHELL_=bash WORDS_="${COMP_WORDS[*]:0:COMP_CWORD}" \\
        INCOMPLETE_="${COMP_WORDS[COMP_CWORD]}" gongkai 2>/dev/null) )
}
complete -o default -F _gongkai_completion gongkai
"""
_ZSH = """\
#compdef gongkai
_gongkai_completion() {
    local -a found
    found=("${(@f)$(env SHELL_=zsh WORDS_="${(F)words[1,CURRENT-1]}" \\
        INCOMPLETE_="${words[CURRENT]}" gongkai 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then
        _describe '' found
    else
        _files
    fi
}
compdef _gongkai_completion gongkai
"""
_FISH = """\
function __gongkai_completion
    set -l words (commandline -opc | string collect)
    set -l found (env SHELL_=fish WORDS_="$words" INCOMPLETE_=(commandline -ct) gongkai 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command gongkai --no-files --arguments '(__gongkai_completion)'
"""
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName gongkai -ScriptBlock {
    param($word, $ast, $position)
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $before = $ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" }
    $env:PYTHONIOENCODING = "utf-8"
    $env:SHELL_ = "powershell"
    $env:WORDS_ = $before -join "`n"
    $env:INCOMPLETE_ = $word
    try {
        gongkai | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:SHELL_, Env:WORDS_, Env:INCOMPLETE_, Env:PYTHONIOENCODING -ErrorAction SilentlyContinue
    }
}
"""


class Shell(StrEnum):
    """A shell we write a script for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


_SCRIPTS = {Shell.bash: _BASH, Shell.zsh: _ZSH, Shell.fish: _FISH, Shell.powershell: _POWERSHELL}
_STARTS = {Shell.bash: ".bashrc", Shell.zsh: ".zshrc"}


def script(shell: Shell) -> str:
    """Return the script for a shell."""
    text = _SCRIPTS[shell]
    for short, name in (("SHELL_", SHELL), ("WORDS_", WORDS), ("INCOMPLETE_", INCOMPLETE)):
        text = text.replace(short, name)
    return text


def install(shell: Shell, home: Path) -> Path:
    """Write the script below a home directory and have the shell read it at its start; return where it is.

    Doing it again changes nothing. BadValue for PowerShell, whose profile only PowerShell itself knows.
    """
    if shell is Shell.powershell:
        message = "PowerShell 的补全要自己装"
        raise BadValue(message, "请运行：gongkai completion powershell >> $PROFILE")
    folder = ".config/fish/completions" if shell is Shell.fish else ".config/gongkai"
    path = home / folder / f"gongkai.{shell.value}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(shell), encoding="utf-8")
    if shell in _STARTS:
        _append_once(home / _STARTS[shell], _start(shell, path))
    return path


def _start(shell: Shell, path: Path) -> str:
    """Return the line by which a shell reads the script; zsh needs its completion switched on first."""
    read = f'source "{path}"'
    return f"autoload -Uz compinit && compinit && {read}" if shell is Shell.zsh else read


def _append_once(path: Path, line: str) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""
    if line not in text.splitlines():
        start = "" if text.endswith("\n") or not text else "\n"
        path.write_bytes(f"{text}{start}{line}\n".encode("utf-8", "surrogateescape"))


@app.command(help="按 Tab 键补全命令、单位、要点。\n\n不带 --install 时只把脚本写到屏幕上")
def completion(
    shell: Annotated[Shell, typer.Argument(metavar="环境", help="用哪一种命令行环境")],
    *,
    install_it: Annotated[bool, typer.Option("--install", help="装好，重新打开终端后生效")] = False,
) -> None:
    """Print the script of a shell, or install it for the user."""
    if not install_it:
        talk.put(script(shell))
        return
    path = install(shell, Path.home())
    talk.say(f"已装好：{path}。重新打开终端后生效。")
