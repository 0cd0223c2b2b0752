"""Forms (填报表): what a unit is asked, in a workbook that it fills in, and that workbook as it comes back."""
