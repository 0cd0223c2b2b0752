"""Documents and their writers: a paper is a value, a format one writer."""
