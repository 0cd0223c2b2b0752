"""Parts of the Excel writer: which block goes on which sheet, how wide columns are, how cells look."""
