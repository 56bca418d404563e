"""What the outside world says about films and series: a client, its pace, and the matching."""
