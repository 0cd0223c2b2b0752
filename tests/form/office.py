"""A clerk at the real LibreOffice: opens a form, types into its fields, saves it in some format."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "csv": "Text - txt - csv (StarCalc)", "ods": "calc8"}
UTF8, GB18030 = "76", "85"
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Clerk"/></library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Clerk" script:language="StarBasic">
Sub Typed(book, sheet, place, words)
  cell = sheet.getCellRangeByName(place)
  If cell.CellProtection.IsLocked Then
    Print #2, "locked " &amp; sheet.Name &amp; " " &amp; place
    Exit Sub
  End If
  If book.NumberFormats.getByKey(cell.NumberFormat).Type And com.sun.star.util.NumberFormat.TEXT Then
    cell.setString(words)
  Else
    cell.setFormula(words)
  End If
End Sub
Sub Fill(listed)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim kept(1) As New com.sun.star.beans.PropertyValue
  Open listed For Input As #1
  Open listed &amp; ".told" For Output As #2
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Do While Not EOF(1)
    Line Input #1, said
    parts = Split(said, Chr(9))
    Select Case parts(0)
    Case "open"
      book = StarDesktop.loadComponentFromURL(ConvertToURL(parts(1)), "_blank", 0, hidden())
    Case "type"
      Typed(book, book.Sheets.getByName(parts(1)), parts(2), Join(Split(parts(3), "\\n"), Chr(10)))
    Case "move"
      book.Sheets.moveByName(parts(1), CInt(parts(2)))
    Case "insert"
      book.Sheets.getByName(parts(1)).unprotect("")
      book.Sheets.getByName(parts(1)).Rows.insertByIndex(CInt(parts(2)) - 1, CInt(parts(3)))
    Case "rename"
      book.Sheets.getByName(parts(1)).setName(parts(2))
    Case "save"
      kept(0).Name = "FilterName"
      kept(0).Value = parts(2)
      kept(1).Name = "FilterOptions"
      kept(1).Value = parts(3)
      book.storeToURL(ConvertToURL(parts(1)), kept())
    Case "close"
      book.close(True)
    End Select
  Loop
  Print #2, "done"
  Close #1
  Close #2
End Sub
</script:module>"""


class Clerk(Struct, frozen=True):
    """LibreOffice with a macro that does what a clerk does, in a `home` of its own."""

    office: str
    home: Path

    def work(self, folder: Path, steps: Sequence[Sequence[str]]) -> list[str]:
        """Do the steps in turn; return what was refused: fields that are locked."""
        listed = folder / "steps.txt"
        listed.write_text("".join("\t".join(step) + "\n" for step in steps), encoding="utf-8")
        macro = f"macro:///Standard.Clerk.Fill({listed})"
        command = [self.office, f"-env:UserInstallation=file://{self.home}", "--headless", "--norestore", macro]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        told = (folder / "steps.txt.told").read_text(encoding="utf-8").splitlines()
        assert told[-1:] == ["done"], told
        return told[:-1]


def save_as(path: Path, sheet: int = 0, encoding: str = UTF8) -> tuple[str, ...]:
    """Return the step that saves the open book in the format of an ending, as text the sheet of that number."""
    ending = path.suffix[1:]
    options = f"44,34,{encoding},1,,0,false,true,false,false,false,{sheet}" if ending == "csv" else ""
    return ("save", str(path), FILTERS[ending], options)


def hire(home: Path) -> Clerk:
    """Return the clerk, or skip where there is no LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is needed")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{home}", "--headless", "--terminate_after_init"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    basic = home / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Clerk.xba").write_text(_MODULE, encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    return Clerk(office, home)
