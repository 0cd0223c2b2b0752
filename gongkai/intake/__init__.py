"""Bringing in (导入): the rows of forms and tables that came back become records."""
