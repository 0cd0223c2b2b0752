"""Objections (申请复核): filed after notice, decided by somebody else."""
