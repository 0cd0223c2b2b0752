"""An office's workbooks and tables as plain fields, whatever the file."""
