"""The demonstration: a made-up year, marked wherever it shows."""
