"""The year-end report, the circular, the workbook and the page, and their issue."""
