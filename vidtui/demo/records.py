"""The films and series of the demo.

Titles, dates, running times and identifiers of existing works are plain facts; works numbered
from 9,000,000 are made up. Every summary was written for this program.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord


def _film(
    id_: int,
    title: str,
    released: str,
    runtime: int,
    directors: str,
    en: str,
    fr: str,
    *,
    imdb: int | None = None,
    genres: tuple[int, ...] = (18,),
    language: str = "en",
    title_en: str = "",
    title_fr: str = "",
    released_fr: str = "",
    also: tuple[tuple[str, str], ...] = (),
    country: str = "US",
    popularity: float = 20.0,
) -> FilmRecord:
    titles = {key: text for key, text in (("en", title_en), ("fr", title_fr)) if text}
    overviews = {key: text for key, text in (("en", en), ("fr", fr)) if text}
    releases = {country: released} | ({"FR": released_fr} if released_fr else {})
    return FilmRecord(
        id_,
        title,
        released,
        runtime,
        language,
        titles,
        overviews,
        also,
        releases,
        imdb_id=None if imdb is None else f"tt{imdb:07}",
        directors=tuple(directors.split(", ")),
        genres=genres,
        countries=(country,),
        popularity=popularity,
    )


FILMS: Final = (
    _film(
        603, "The Matrix", "1999-03-31", 136, "Lana Wachowski, Lilly Wachowski",
        "A programmer learns that the world he lives in is computed, and that he can bend it.",
        "Un programmeur apprend que son monde est calculé, et qu'il peut le plier.",
        imdb=133093, genres=(28, 878), title_fr="Matrix", released_fr="1999-06-23", popularity=80,
    ),
    _film(
        841, "Dune", "1984-12-14", 137, "David Lynch",
        "A duke's son is hunted into the desert of the one planet that yields the spice.",
        "Le fils d'un duc est chassé dans le désert de la seule planète qui donne l'épice.",
        imdb=87182, genres=(878, 12), released_fr="1985-02-06", popularity=30,
    ),
    _film(
        438631, "Dune", "2021-09-15", 155, "Denis Villeneuve",
        "A noble house takes over a desert planet, and walks into a trap.",
        "Une maison noble prend possession d'une planète de sable, et tombe dans un piège.",
        imdb=1160419, genres=(878, 12), title_fr="Dune : Première partie",
        released_fr="2021-09-15", also=(("US", "Dune: Part One"),), popularity=90,
    ),
    _film(
        693134, "Dune: Part Two", "2024-02-27", 167, "Denis Villeneuve",
        "Paul rides with the people of the desert, and fears what they want to see in him.",
        "Paul chevauche avec le peuple du désert, et craint ce que l'on veut voir en lui.",
        imdb=15239678, genres=(878, 12), title_fr="Dune : Deuxième partie",
        released_fr="2024-02-28", popularity=95,
    ),
    _film(
        15849, "The Mummy", "1932-12-22", 73, "Karl Freund",
        "An Egyptian priest, dead for centuries, comes back for the woman he loved.",
        "Un prêtre égyptien, mort depuis des siècles, revient pour la femme qu'il aimait.",
        imdb=23245, genres=(27,), title_fr="La Momie", popularity=11,
    ),
    _film(
        564, "The Mummy", "1999-04-16", 124, "Stephen Sommers",
        "An adventurer and a librarian open the wrong tomb in a lost city.",
        "Un aventurier et une bibliothécaire ouvrent la mauvaise tombe d'une cité perdue.",
        imdb=120616, genres=(12, 28, 14), title_fr="La Momie", popularity=60,
    ),
    _film(
        282035, "The Mummy", "2017-06-06", 110, "Alex Kurtzman",
        "A soldier of fortune wakes a princess who was buried far from Egypt, for good reason.",
        "Un soldat de fortune réveille une princesse enterrée loin d'Égypte, et pour cause.",
        imdb=2345759, genres=(28, 14), title_fr="La Momie", popularity=45,
    ),
    _film(
        348, "Alien", "1979-05-25", 117, "Ridley Scott",
        "The crew of a space tug answers a signal and brings something back aboard.",
        "L'équipage d'un remorqueur spatial répond à un signal et ramène quelque chose à bord.",
        imdb=78748, genres=(27, 878), title_fr="Alien, le huitième passager",
        released_fr="1979-09-12", popularity=70,
    ),
    _film(
        679, "Aliens", "1986-07-18", 137, "James Cameron",
        "Marines go down to a silent colony with the one survivor who knows what is there.",
        "Des marines descendent vers une colonie muette avec la seule survivante qui sait.",
        imdb=90605, genres=(28, 878), title_fr="Aliens, le retour",
        released_fr="1986-10-08", popularity=65,
    ),
    _film(
        78, "Blade Runner", "1982-06-25", 118, "Ridley Scott",
        "A tired policeman hunts artificial people who only want to live longer.",
        "Un policier las traque des êtres artificiels qui ne veulent que vivre plus longtemps.",
        imdb=83658, genres=(878, 53), released_fr="1982-09-15", popularity=60,
    ),
    _film(
        335984, "Blade Runner 2049", "2017-10-04", 164, "Denis Villeneuve",
        "Thirty years on, another blade runner finds a box that should not exist.",
        "Trente ans plus tard, un autre blade runner trouve une boîte qui ne devrait pas exister.",
        imdb=1856101, genres=(878, 18), released_fr="2017-10-04", popularity=75,
    ),
    _film(
        530915, "1917", "2019-12-25", 119, "Sam Mendes",
        "Two soldiers cross no man's land with an order that may save a battalion.",
        "Deux soldats traversent le no man's land avec un ordre qui peut sauver un bataillon.",
        imdb=8579674, genres=(10752, 18), released_fr="2020-01-15", popularity=66,
    ),
    _film(
        1271, "300", "2007-03-07", 117, "Zack Snyder",
        "A king and three hundred of his guard hold a narrow pass against an empire.",
        "Un roi et trois cents de ses gardes tiennent un défilé contre un empire.",
        imdb=416449, genres=(28, 10752), released_fr="2007-03-21", popularity=55,
    ),
    _film(
        14161, "2012", "2009-11-11", 158, "Roland Emmerich",
        "The ground gives way, and a writer drives his family towards the last ships.",
        "La terre se dérobe, et un écrivain conduit sa famille vers les derniers navires.",
        imdb=1190080, genres=(28, 12), released_fr="2009-11-11", popularity=58,
    ),
    _film(
        807, "Se7en", "1995-09-22", 127, "David Fincher",
        "A detective about to retire and one just arrived follow a killer with a plan.",
        "Un inspecteur sur le départ et un autre à peine arrivé suivent un tueur méthodique.",
        imdb=114369, genres=(80, 53), title_fr="Seven", released_fr="1996-01-31", popularity=72,
    ),
    _film(
        27205, "Inception", "2010-07-15", 148, "Christopher Nolan",
        "A thief who steals from dreams is hired to leave something behind in one.",
        "Un voleur de rêves est engagé pour déposer quelque chose dans l'un d'eux.",
        imdb=1375666, genres=(28, 878), released_fr="2010-07-21", popularity=85,
    ),
    _film(
        77338, "Intouchables", "2011-11-02", 113, "Olivier Nakache, Éric Toledano",
        "A rich man who cannot move hires the one applicant who did not want the job.",
        "Un homme riche et paralysé engage le seul candidat qui ne voulait pas du poste.",
        imdb=1675434, genres=(18, 35), language="fr", title_en="The Intouchables",
        country="FR", popularity=62,
    ),
    _film(
        194, "Le Fabuleux Destin d'Amélie Poulain", "2001-04-25", 122, "Jean-Pierre Jeunet",
        "A waitress in Montmartre sets about repairing other people's lives, in secret.",
        "Une serveuse de Montmartre se met en tête de réparer la vie des autres, en secret.",
        imdb=211915, genres=(35, 10749), language="fr", title_en="Amélie",
        country="FR", popularity=50,
    ),
    _film(
        406, "La Haine", "1995-05-31", 98, "Mathieu Kassovitz",
        "Three friends, one day and one lost gun, after a night of riots.",
        "Trois amis, une journée et une arme perdue, au lendemain d'une nuit d'émeutes.",
        imdb=113247, language="fr", country="FR", popularity=40,
    ),
    _film(
        101, "Léon", "1994-09-14", 111, "Luc Besson",
        "A hired killer opens his door to the girl next door, and nothing is simple any more.",
        "Un tueur à gages ouvre sa porte à sa petite voisine, et plus rien n'est simple.",
        imdb=110413, genres=(80, 18), language="fr", title_en="Léon: The Professional",
        country="FR", popularity=68,
    ),
    _film(
        1366, "Rocky", "1976-11-21", 120, "John G. Avildsen",
        "A small-time boxer is given one night against the champion.",
        "Un petit boxeur se voit offrir une nuit face au champion.",
        imdb=75148, released_fr="1977-03-23", popularity=52,
    ),
    _film(
        1367, "Rocky II", "1979-06-15", 119, "Sylvester Stallone",
        "The rematch nobody wanted turns out to be the one that counts.",
        "La revanche dont personne ne voulait se révèle être celle qui compte.",
        imdb=79817, title_fr="Rocky II : La Revanche", released_fr="1980-01-23", popularity=42,
    ),
    _film(
        1371, "Rocky III", "1982-05-28", 100, "Sylvester Stallone",
        "The champion has grown comfortable; the next in line has not.",
        "Le champion s'est endormi sur ses lauriers ; le suivant sur la liste, non.",
        imdb=84602, title_fr="Rocky III : L'Œil du tigre", released_fr="1983-01-12",
        popularity=43,
    ),
    _film(
        238, "The Godfather", "1972-03-14", 175, "Francis Ford Coppola",
        "The youngest son of a crime family meant to stay out of the business.",
        "Le plus jeune fils d'une famille du crime voulait rester à l'écart des affaires.",
        imdb=68646, genres=(18, 80), title_fr="Le Parrain", released_fr="1972-10-18",
        popularity=88,
    ),
    _film(
        240, "The Godfather Part II", "1974-12-20", 202, "Francis Ford Coppola",
        "A father's rise and his son's rule, told side by side.",
        "L'ascension d'un père et le règne de son fils, racontés côte à côte.",
        imdb=71562, genres=(18, 80), title_fr="Le Parrain, 2e partie",
        released_fr="1975-08-27", also=(("FR", "Le Parrain II"),), popularity=70,
    ),
    _film(
        578, "Jaws", "1975-06-20", 124, "Steven Spielberg",
        "A police chief who dislikes water has a shark and a holiday season to deal with.",
        "Un chef de police qui n'aime pas l'eau affronte un requin en pleine saison.",
        imdb=73195, genres=(27, 53, 12), title_fr="Les Dents de la mer",
        released_fr="1976-01-28", popularity=48,
    ),
    _film(
        562, "Die Hard", "1988-07-15", 132, "John McTiernan",
        "A policeman visiting his wife is the one guest the thieves did not count.",
        "Un policier en visite chez sa femme est le seul invité que les voleurs ont oublié.",
        imdb=95016, genres=(28, 53), title_fr="Piège de cristal", released_fr="1988-09-21",
        popularity=55,
    ),
    _film(
        278, "The Shawshank Redemption", "1994-09-23", 142, "Frank Darabont",
        "A banker serves two life sentences with patience, a hammer and a friend.",
        "Un banquier purge une double perpétuité avec patience, un marteau et un ami.",
        imdb=111161, genres=(18, 80), title_fr="Les Évadés", released_fr="1995-03-01",
        popularity=92,
    ),
    _film(
        129, "千と千尋の神隠し", "2001-07-20", 125, "Hayao Miyazaki",
        "A girl takes work in a bath-house for spirits to win her parents back.",
        "Une fillette travaille aux bains des esprits pour retrouver ses parents.",
        imdb=245429, genres=(16, 10751, 14), language="ja", title_en="Spirited Away",
        title_fr="Le Voyage de Chihiro", released_fr="2002-04-10", country="JP", popularity=87,
    ),
    _film(
        346, "七人の侍", "1954-04-26", 207, "Akira Kurosawa",
        "Farmers with nothing to pay hire seven swordsmen to keep their harvest.",
        "Des paysans sans le sou engagent sept sabreurs pour garder leur récolte.",
        imdb=47478, genres=(28, 18), language="ja", title_en="Seven Samurai",
        title_fr="Les Sept Samouraïs", country="JP", popularity=44,
    ),
    _film(
        329, "Jurassic Park", "1993-06-11", 127, "Steven Spielberg",
        "A park of living dinosaurs is shown to its first visitors a little early.",
        "Un parc de dinosaures vivants est montré un peu trop tôt à ses premiers visiteurs.",
        imdb=107290, genres=(12, 878), released_fr="1993-10-20", popularity=78,
    ),
    _film(
        274, "The Silence of the Lambs", "1991-02-14", 119, "Jonathan Demme",
        "A trainee agent asks one murderer to help her find another.",
        "Une élève du FBI demande à un meurtrier de l'aider à en trouver un autre.",
        imdb=102926, genres=(80, 53), title_fr="Le Silence des agneaux",
        released_fr="1991-04-10", popularity=64,
    ),
    _film(
        24, "Kill Bill: Vol. 1", "2003-10-10", 111, "Quentin Tarantino",
        "A bride wakes from a coma with a list of five names.",
        "Une mariée sort du coma avec une liste de cinq noms.",
        imdb=266697, genres=(28, 80), title_fr="Kill Bill : Volume 1",
        released_fr="2003-11-26", popularity=61,
    ),
    _film(
        393, "Kill Bill: Vol. 2", "2004-04-16", 136, "Quentin Tarantino",
        "Three names are left on the list, the last one the hardest.",
        "Il reste trois noms sur la liste, et le dernier est le plus difficile.",
        imdb=378194, genres=(28, 80), title_fr="Kill Bill : Volume 2",
        released_fr="2004-05-17", popularity=54,
    ),
    _film(
        387, "Das Boot", "1981-09-17", 149, "Wolfgang Petersen",
        "A submarine goes out with a young crew and an old captain.",
        "Un sous-marin part en mer avec un jeune équipage et un vieux capitaine.",
        imdb=82096, genres=(18, 10752), language="de", title_fr="Le Bateau",
        country="DE", popularity=36,
    ),
    _film(
        8329, "[REC]", "2007-11-23", 78, "Jaume Balagueró, Paco Plaza",
        "A night report with the fire brigade is shut inside a building with its tenants.",
        "Un reportage de nuit chez les pompiers se retrouve enfermé dans un immeuble.",
        imdb=1038988, genres=(27,), language="es", released_fr="2008-04-23",
        country="ES", popularity=33,
    ),
    _film(
        620, "Ghostbusters", "1984-06-08", 107, "Ivan Reitman",
        "Three scientists without a laboratory go into business against ghosts.",
        "Trois chercheurs sans laboratoire se lancent dans le commerce des fantômes.",
        imdb=87332, genres=(35, 14), title_fr="S.O.S. Fantômes", released_fr="1984-12-05",
        also=(("FR", "SOS Fantômes"),), popularity=57,
    ),
    _film(
        43074, "Ghostbusters", "2016-07-14", 116, "Paul Feig",
        "Another four, another car, and ghosts that read the physics papers.",
        "Quatre autres, une autre voiture, et des fantômes qui lisent la physique.",
        imdb=1289401, genres=(35, 14), title_fr="S.O.S. Fantômes", released_fr="2016-08-10",
        also=(("FR", "SOS Fantômes"),), popularity=38,
    ),
    _film(
        10681, "WALL·E", "2008-06-22", 98, "Andrew Stanton",
        "The last robot on an abandoned Earth keeps tidying, until somebody lands.",
        "Le dernier robot d'une Terre déserte continue de ranger, jusqu'à une visite.",
        imdb=910970, genres=(16, 10751), released_fr="2008-07-30",
        also=(("US", "WALL-E"),), popularity=71,
    ),
    _film(
        550, "Fight Club", "1999-10-15", 139, "David Fincher",
        "A man who cannot sleep meets a soap seller, and a club with few rules.",
        "Un insomniaque rencontre un vendeur de savon, et un club aux règles rares.",
        imdb=137523, released_fr="1999-11-10", popularity=74,
    ),
    _film(
        9000001, "Minuit sur le port", "2011-03-02", 94, "Anne Keriel",
        "A harbour pilot hears a ship that no register knows.",
        "Une pilote de port entend un navire qu'aucun registre ne connaît.",
        language="fr", country="FR", popularity=4,
    ),
    _film(
        9000002, "Minuit sur le port", "2011-10-19", 88, "Paul Vasseran",
        "Four dockers, one last night before the cranes are sold.",
        "Quatre dockers, une dernière nuit avant la vente des grues.",
        language="fr", country="FR", popularity=3,
    ),
    _film(
        9000003, "Le Cœur du phare", "2006-05-24", 101, "Hélène Morvan",
        "",  # never translated: asking for it in English gives no summary
        "Un gardien refuse de quitter son phare, et l'île entière vient le convaincre.",
        language="fr", country="FR", popularity=2,
    ),
    _film(
        9000004, "The Sample", "2015-02-11", 96, "Ruth Ackerby",
        "A laboratory clerk takes home the one tube that should have stayed cold.",
        "",
        genres=(53,), country="GB", popularity=5,
    ),
)  # fmt: skip


def _dates(known: str, count: int) -> list[str]:
    """Return ``count`` dates: those given, then one a week."""
    dates = [date.fromisoformat(text) for text in known.split("|")]
    while len(dates) < count:
        dates.append(dates[-1] + timedelta(weeks=1))
    return [day.isoformat() for day in dates]


def _season(
    number: int, aired: str, runtime: int, en: str = "", fr: str = "", *, count: int = 0
) -> SeasonRecord:
    """Return a season; names and air dates are separated by ``|``."""
    named = {language: text.split("|") for language, text in (("en", en), ("fr", fr)) if text}
    count = count or max(len(names) for names in named.values())
    episodes = tuple(
        EpisodeRecord(
            index + 1,
            day,
            runtime,
            {language: names[index] for language, names in named.items() if index < len(names)},
        )
        for index, day in enumerate(_dates(aired, count))
    )
    return SeasonRecord(number, episodes)


SERIES: Final = (
    SeriesRecord(
        1396, "Breaking Bad",
        (
            _season(
                1, "2008-01-20|2008-01-27|2008-02-10", 47,
                "Pilot|Cat's in the Bag...|...And the Bag's in the River|Gray Matter|Cancer Man|"
                "Crazy Handful of Nothin'|A No-Rough-Stuff-Type Deal",
            ),
            _season(
                2, "2009-03-08", 47,
                "Seven Thirty-Seven|Grilled|Bit by a Dead Bee|Down|Breakage|Peekaboo|"
                "Negro y Azul|Better Call Saul|4 Days Out|Over|Mandala|Phoenix|ABQ",
            ),
        ),
        overviews={
            "en": "A chemistry teacher with little time left finds what he is really good at.",
            "fr": "Un professeur de chimie condamné découvre ce pour quoi il est vraiment doué.",
        },
        imdb_id="tt0903747", tvdb_id=81189, creators=("Vince Gilligan",), genres=(18, 80),
        popularity=110,
    ),
    SeriesRecord(
        1399, "Game of Thrones",
        (
            _season(
                1, "2011-04-17", 56,
                "Winter Is Coming|The Kingsroad|Lord Snow|Cripples, Bastards, and Broken Things|"
                "The Wolf and the Lion|A Golden Crown|You Win or You Die|The Pointy End|Baelor|"
                "Fire and Blood",
                "L'hiver vient",
            ),
        ),
        overviews={
            "en": "Great families quarrel over one throne while the winter draws near.",
            "fr": "De grandes familles se disputent un trône pendant que l'hiver approche.",
        },
        alternatives=(("FR", "Le Trône de fer"),),
        imdb_id="tt0944947", tvdb_id=121361, creators=("David Benioff", "D. B. Weiss"),
        genres=(10765, 18), popularity=123,
    ),
    SeriesRecord(
        87108, "Chernobyl",
        (
            _season(
                1, "2019-05-06", 65,
                "1:23:45|Please Remain Calm|Open Wide, O Earth|The Happiness of All Mankind|"
                "Vichnaya Pamyat",
            ),
        ),
        overviews={
            "en": "A reactor burns, and people are sent to put it out without being told.",
            "fr": "Un réacteur brûle, et l'on envoie des hommes l'éteindre sans rien leur dire.",
        },
        imdb_id="tt7366338", tvdb_id=360893, creators=("Craig Mazin",), genres=(18,),
        popularity=60, type="Miniseries",
    ),
    SeriesRecord(
        4613, "Band of Brothers",
        (
            _season(
                1, "2001-09-09|2001-09-09", 60,
                "Currahee|Day of Days|Carentan|Replacements|Crossroads|Bastogne|"
                "The Breaking Point|The Last Patrol|Why We Fight|Points",
            ),
        ),
        names={"fr": "Frères d'armes"},
        overviews={
            "en": "One company of parachutists, from training to the end of a war.",
            "fr": "Une compagnie de parachutistes, de l'instruction à la fin d'une guerre.",
        },
        alternatives=(("FR", "Band of Brothers : Frères d'armes"),),
        imdb_id="tt0185906", tvdb_id=74205, genres=(18, 10768), popularity=65, type="Miniseries",
    ),
    SeriesRecord(
        2996, "The Office",
        (
            _season(
                1, "2001-07-09|2001-07-16|2001-07-23|2001-07-30|2001-08-13", 30,
                "Downsize|Work Experience|The Quiz|Training|New Girl|Judgement",
            ),
        ),
        overviews={
            "en": "A paper merchant in Slough, its manager, and a film crew that sees it all.",
            "fr": "Un marchand de papier à Slough, son patron, et une équipe qui filme tout.",
        },
        imdb_id="tt0290978", tvdb_id=78107, creators=("Ricky Gervais", "Stephen Merchant"),
        genres=(35,), countries=("GB",), popularity=30,
    ),
    SeriesRecord(
        2316, "The Office",
        (
            _season(
                1, "2005-03-24|2005-03-29", 22,
                "Pilot|Diversity Day|Health Care|The Alliance|Basketball|Hot Girl",
            ),
        ),
        overviews={
            "en": "The same idea in Scranton, Pennsylvania, and then ideas of its own.",
            "fr": "La même idée à Scranton, en Pennsylvanie, puis les siennes propres.",
        },
        alternatives=(("US", "The Office (US)"),),
        imdb_id="tt0386676", tvdb_id=73244, creators=("Greg Daniels",), genres=(35,),
        popularity=105,
    ),
    SeriesRecord(
        19885, "Sherlock",
        (
            _season(1, "2010-07-25", 90, "A Study in Pink|The Blind Banker|The Great Game"),
            _season(
                2, "2012-01-01", 90,
                "A Scandal in Belgravia|The Hounds of Baskerville|The Reichenbach Fall",
            ),
        ),
        overviews={
            "en": "The detective of Baker Street, with a telephone and the same manners.",
            "fr": "Le détective de Baker Street, avec un téléphone et les mêmes manières.",
        },
        imdb_id="tt1475582", tvdb_id=176941, creators=("Mark Gatiss", "Steven Moffat"),
        genres=(80, 18), countries=("GB",), popularity=70,
    ),
    SeriesRecord(
        9000101, "Les Brumes d'Ouessant",
        (
            _season(0, "2014-12-24", 12, fr="Le Réveillon du gardien|Paroles d'îliens"),
            _season(
                1, "2014-09-05", 52,
                fr="La Corne de brume|Basse mer|Le Septième Marin|Œil-de-bœuf|Grand large|Retour",
            ),
            _season(2, "2015-09-04", 52, fr="Novembre|L'Étrave|Le Père Salaün|Amarres"),
        ),
        original_language="fr",
        overviews={"fr": "Sur une île du Ponant, chaque disparition commence par du brouillard."},
        creators=("Hélène Morvan",), genres=(18, 9648), countries=("FR",), popularity=6,
    ),
    SeriesRecord(
        9000102, "星の風",
        (_season(1, "2003-04-06", 24, count=112),),
        original_language="ja",
        names={"en": "Hoshi no Kaze", "fr": "Hoshi no Kaze"},
        overviews={
            "en": "A sailor's apprentice follows a wind that blows between the stars.",
            "fr": "Une apprentie suit un vent qui souffle entre les étoiles.",
        },
        genres=(16, 10759), countries=("JP",), popularity=14,
    ),
)  # fmt: skip

RECORDS: Final = Records(FILMS, SERIES)
