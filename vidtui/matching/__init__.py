"""Which work a group of files is: titles, scores, searches and the verdict over them."""
