@echo off
rem Finds a Python for install.py. ASCII only: cmd reads this file in the code page of the console.
setlocal
pushd "%~dp0"
set code=1
for %%v in (@PYTHONS@) do (
  py -%%v -c "" >nul 2>nul
  if not errorlevel 1 (
    set "python=py -%%v"
    goto install
  )
)
for %%p in (python python3) do (
  %%p -c "import sys; sys.exit(sys.version_info[0] < 3)" >nul 2>nul
  if not errorlevel 1 (
    set "python=%%p"
    goto install
  )
)
echo.
echo   Python @PYTHONS@ (64-bit) is needed and was not found. See the page that opens now.
for %%f in (*.html) do start "" "%%f"
goto end
:install
%python% install.py %*
set code=%errorlevel%
:end
popd
if "%~1"=="" pause
exit /b %code%
