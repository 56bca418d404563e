"""Where a link belongs: what a link tree follows, learned from its links or set by a template.

``model`` says what is handed in and what comes back; ``learning.learn`` and ``placing.Placer`` are
the two ways in. From the bottom up:

- what a work, a copy and a folder's name say: ``known``, ``copies``, ``genres``, ``ranges``,
  ``style`` (signs and accents), ``episode_marks``;
- templates: ``tokens``, ``templates``; ``derive`` reads one back from a name that exists;
- learning: ``trees`` takes the links apart into shelves and works' folders, ``rules`` and
  ``genre_rules`` are what may explain a shelf, ``siblings`` and ``gaps`` the folders on one,
  ``fitting`` finds the rules that do, ``naming`` and ``seasons`` how things are called;
  ``learned`` holds all of it, ``evidence`` tells it;
- placing: ``homes`` finds a folder that a work has, ``walking`` the shelf of one that has none,
  ``link_folders`` and ``by_hand`` the folder of a file, ``link_names`` and ``labels`` its name,
  ``own_names`` how a show's own links are named, ``signs`` what is written for rare signs;
  ``asking`` interrupts it where a person has to say something.
"""
