"""The parts of ``judging.py``: what is true, what is disturbed, and who is judged."""
