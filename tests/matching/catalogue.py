"""Films to tell apart: French title | original title | year | minutes | other titles; …

An empty original is the French title. These are remakes, sequels, films of one title and films
under the titles of several countries, as they are known; the running times are near enough. The
works numbered from ``MADE_UP`` are made up: they stand there to be mistaken for others.
"""

from __future__ import annotations

from tests.matching.shelf import film
from vidtui.providers.base import Film

MADE_UP = 1000

# One film a line, however long.
# ruff: noqa: E501
_FILMS = """
Dune||1984|137|
Dune : Première partie|Dune|2021|155|Dune: Part One
Dune : Deuxième partie|Dune: Part Two|2024|167|
La Momie|The Mummy|1932|73|
La Momie|The Mummy|1999|124|
La Momie|The Mummy|2017|110|
La Malédiction des pharaons|The Mummy|1959|88|
Le Retour de la momie|The Mummy Returns|2001|130|
SOS Fantômes|Ghostbusters|1984|105|S.O.S. fantômes
SOS Fantômes 2|Ghostbusters II|1989|108|
SOS Fantômes|Ghostbusters|2016|117|Ghostbusters: Answer the Call
SOS Fantômes : L'Héritage|Ghostbusters: Afterlife|2021|124|
Alien, le huitième passager|Alien|1979|117|
Aliens, le retour|Aliens|1986|137|
Alien³||1992|114|Alien 3
Alien, la résurrection|Alien Resurrection|1997|109|
Alien: Covenant||2017|122|
Alien: Romulus||2024|119|
Rocky||1976|120|
Rocky 2 : La Revanche|Rocky II|1979|119|
Rocky 3 : L'Œil du tigre|Rocky III|1982|100|
Rocky 4|Rocky IV|1985|91|
Rocky 5|Rocky V|1990|104|
Rocky Balboa||2006|102|
Rambo|First Blood|1982|93|
Rambo 2 : La Mission|Rambo: First Blood Part II|1985|96|
Rambo 3|Rambo III|1988|101|
John Rambo|Rambo|2008|92|
Les Bronzés||1978|92|French Fried Vacation
Les Bronzés font du ski||1979|90|
Les Bronzés 3 : Amis pour la vie||2006|97|
Blade Runner||1982|118|
Blade Runner 2049||2017|164|
Le Parrain|The Godfather|1972|175|
Le Parrain, 2e partie|The Godfather Part II|1974|202|Le Parrain 2
Le Parrain, 3e partie|The Godfather Part III|1990|162|Le Parrain 3
Kill Bill : Volume 1|Kill Bill: Vol. 1|2003|111|
Kill Bill : Volume 2|Kill Bill: Vol. 2|2004|136|
Terminator|The Terminator|1984|108|
Terminator 2 : Le Jugement dernier|Terminator 2: Judgment Day|1991|137|
Terminator 3 : Le Soulèvement des machines|Terminator 3: Rise of the Machines|2003|109|
Le Seigneur des anneaux : La Communauté de l'anneau|The Lord of the Rings: The Fellowship of the Ring|2001|179|
Le Seigneur des anneaux : Les Deux Tours|The Lord of the Rings: The Two Towers|2002|179|
Le Seigneur des anneaux : Le Retour du roi|The Lord of the Rings: The Return of the King|2003|201|
Le Seigneur des anneaux|The Lord of the Rings|1978|132|
Harry Potter à l'école des sorciers|Harry Potter and the Philosopher's Stone|2001|152|Harry Potter and the Sorcerer's Stone
Harry Potter et la Chambre des secrets|Harry Potter and the Chamber of Secrets|2002|161|
Harry Potter et les Reliques de la mort : 1ère partie|Harry Potter and the Deathly Hallows: Part 1|2010|146|
Harry Potter et les Reliques de la mort : 2ème partie|Harry Potter and the Deathly Hallows: Part 2|2011|130|
Spider-Man||2002|121|
Spider-Man 2||2004|127|
Spider-Man: Homecoming||2017|133|
The Amazing Spider-Man||2012|136|
Batman||1989|126|
Batman||1966|105|Batman: The Movie
Batman : Le Défi|Batman Returns|1992|126|
Batman Begins||2005|140|
The Batman||2022|177|
The Dark Knight : Le Chevalier noir|The Dark Knight|2008|152|
Superman||1978|143|
Superman 2|Superman II|1980|127|
Man of Steel||2013|143|
Volte/Face|Face/Off|1997|139|
WALL·E||2008|98|
Seven|Se7en|1995|127|
Là-haut|Up|2009|96|
Ça : Il est revenu|It|1990|187|
Ça|It|2017|135|
Ça : Chapitre 2|It Chapter Two|2019|169|
10 000|10,000 BC|2008|109|
2012||2009|158|
1917||2019|119|
1984|Nineteen Eighty-Four|1984|113|
1984||1956|90|
300||2006|117|
300 : La Naissance d'un empire|300: Rise of an Empire|2014|102|
Numéro 9|9|2009|79|
M le maudit|M|1931|111|
M||1951|88|
[REC]||2007|78|
[REC]²||2009|85|
M*A*S*H||1970|116|MASH
E.T., l'extra-terrestre|E.T. the Extra-Terrestrial|1982|115|
A.I. Intelligence artificielle|A.I. Artificial Intelligence|2001|146|
U-571||2000|116|
Apollo 13||1995|140|
District 9||2009|112|
8 femmes||2002|111|8 Women
8½|8½|1963|138|Otto e mezzo
12 Hommes en colère|12 Angry Men|1957|97|
12 Hommes en colère|12 Angry Men|1997|117|
Les Sept Samouraïs|七人の侍|1954|207|Seven Samurai;Shichinin no samurai
Les Sept Mercenaires|The Magnificent Seven|1960|128|
Les Sept Mercenaires|The Magnificent Seven|2016|133|
Le Voyage de Chihiro|千と千尋の神隠し|2001|125|Spirited Away;Sen to Chihiro no kamikakushi
Mon voisin Totoro|となりのトトロ|1988|86|My Neighbor Totoro
Princesse Mononoké|もののけ姫|1997|134|Princess Mononoke
Akira|アキラ|1988|124|
Cours, Lola, cours|Lola rennt|1998|81|Run Lola Run
La Vie des autres|Das Leben der Anderen|2006|137|The Lives of Others
Le Bateau|Das Boot|1981|149|
La Vague|Die Welle|2008|107|The Wave
La Vie est belle|La vita è bella|1997|116|Life Is Beautiful
La vie est belle|It's a Wonderful Life|1946|130|
La Dolce Vita|La dolce vita|1960|174|
Le Bon, la Brute et le Truand|Il buono, il brutto, il cattivo|1966|161|The Good, the Bad and the Ugly
Il était une fois dans l'Ouest|C'era una volta il West|1968|165|Once Upon a Time in the West
Le Labyrinthe de Pan|El laberinto del fauno|2006|118|Pan's Labyrinth
Parle avec elle|Hable con ella|2002|112|Talk to Her
Tout sur ma mère|Todo sobre mi madre|1999|101|All About My Mother
Le Fabuleux Destin d'Amélie Poulain||2001|122|Amélie
Intouchables||2011|112|The Intouchables
La Haine||1995|98|Hate
À bout de souffle||1960|90|Breathless
À bout de souffle, made in USA|Breathless|1983|100|
Les Quatre Cents Coups||1959|99|The 400 Blows
La Grande Vadrouille||1966|132|
Le Dîner de cons||1998|80|The Dinner Game
Le Père Noël est une ordure||1982|87|
Les Visiteurs||1993|107|The Visitors
Les Visiteurs 2 : Les Couloirs du temps||1998|118|
Astérix et Obélix contre César||1999|109|Asterix & Obelix Take on Caesar
Astérix & Obélix : Mission Cléopâtre||2002|107|
Les Choristes||2004|97|The Chorus
Un prophète||2009|155|A Prophet
Le Prophète|The Prophet|2014|85|
La Môme||2007|140|La Vie en rose
La Vie d'Adèle : Chapitres 1 et 2|La Vie d'Adèle|2013|180|Blue Is the Warmest Color
The Artist||2011|100|
Bienvenue chez les Ch'tis||2008|106|Welcome to the Sticks
Le Grand Bleu||1988|168|The Big Blue
Nikita||1990|117|La Femme Nikita
Léon||1994|110|Léon: The Professional
Le Cinquième Élément|The Fifth Element|1997|126|
Taxi||1998|86|
Taxi||2004|97|
Taxi 2||2000|88|
Mesrine : L'Instinct de mort|L'Instinct de mort|2008|113|Mesrine Part 1: Killer Instinct
Mesrine : L'Ennemi public n° 1|L'Ennemi public n°1|2008|133|Mesrine Part 2: Public Enemy #1
Boudu sauvé des eaux||1932|85|
Les Misérables||1958|217|
Les Misérables||1982|220|
Les Misérables||1995|175|
Les Misérables||1998|134|
Les Misérables||2012|158|
Les Misérables||2019|104|
Cyrano de Bergerac||1950|113|
Cyrano de Bergerac||1990|137|
Les Trois Mousquetaires : D'Artagnan||2023|121|
Les Trois Mousquetaires : Milady||2023|115|
King Kong||1933|100|
King Kong||1976|134|
King Kong||2005|187|
Godzilla|ゴジラ|1954|96|Gojira
Godzilla||1998|139|
Godzilla||2014|123|
La Planète des singes|Planet of the Apes|1968|112|
La Planète des singes|Planet of the Apes|2001|119|
La Planète des singes : Les Origines|Rise of the Planet of the Apes|2011|105|
RoboCop||1987|102|
RoboCop||2014|117|
Total Recall||1990|113|
Total Recall : Mémoires programmées|Total Recall|2012|118|
La Mouche|The Fly|1986|96|
La Mouche noire|The Fly|1958|94|
The Thing||1982|109|
The Thing||2011|103|
La Chose d'un autre monde|The Thing from Another World|1951|87|
Halloween : La Nuit des masques|Halloween|1978|91|
Halloween||2007|109|
Halloween||2018|106|
Halloween 2|Halloween II|1981|92|
Scarface||1932|93|
Scarface||1983|170|
Solaris|Солярис|1972|167|Solyaris
Solaris||2002|99|
Cendrillon|Cinderella|1950|74|
Cendrillon|Cinderella|2015|105|
La Belle et la Bête||1946|96|Beauty and the Beast
La Belle et la Bête|Beauty and the Beast|1991|84|
La Belle et la Bête|Beauty and the Beast|2017|129|
La Belle et la Bête||2014|112|Beauty and the Beast
Le Roi lion|The Lion King|1994|88|
Le Roi lion|The Lion King|2019|118|
Aladdin||1992|90|
Aladdin||2019|128|
Le Livre de la jungle|The Jungle Book|1967|78|
Le Livre de la jungle|The Jungle Book|2016|106|
Peter Pan||1953|77|
Peter Pan||2003|113|
Star Wars, épisode IV : Un nouvel espoir|Star Wars|1977|121|La Guerre des étoiles;Star Wars: Episode IV - A New Hope
Star Wars, épisode V : L'Empire contre-attaque|The Empire Strikes Back|1980|124|Star Wars: Episode V - The Empire Strikes Back
Star Wars, épisode I : La Menace fantôme|Star Wars: Episode I - The Phantom Menace|1999|136|
Retour vers le futur|Back to the Future|1985|116|
Retour vers le futur 2|Back to the Future Part II|1989|108|Retour vers le futur II
Retour vers le futur 3|Back to the Future Part III|1990|118|Retour vers le futur III
Indiana Jones et le Temple maudit|Indiana Jones and the Temple of Doom|1984|118|
Les Aventuriers de l'arche perdue|Raiders of the Lost Ark|1981|115|Indiana Jones and the Raiders of the Lost Ark
Piège de cristal|Die Hard|1988|132|
58 minutes pour vivre|Die Hard 2|1990|124|
Mission : Impossible|Mission: Impossible|1996|110|
Mission : Impossible 2|Mission: Impossible II|2000|123|
Mission : Impossible - Fallout|Mission: Impossible - Fallout|2018|147|
Goldfinger||1964|110|
Skyfall||2012|143|
Casino Royale||1967|131|
Casino Royale||2006|144|
John Wick||2014|101|
John Wick 2|John Wick: Chapter 2|2017|122|
Creed : L'Héritage de Rocky Balboa|Creed|2015|133|
Creed II||2018|130|
Fast and Furious|The Fast and the Furious|2001|106|
Fast & Furious 4|Fast & Furious|2009|107|
Fast X||2023|141|
Matrix|The Matrix|1999|136|
Matrix Reloaded|The Matrix Reloaded|2003|138|
Fight Club||1999|139|
Pulp Fiction||1994|154|
Le Silence des agneaux|The Silence of the Lambs|1991|119|
Psychose|Psycho|1960|109|
Psycho||1998|104|
Les Oiseaux|The Birds|1963|119|
Sueurs froides|Vertigo|1958|128|
La Mort aux trousses|North by Northwest|1959|136|
Docteur Folamour|Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb|1964|95|Dr. Strangelove
2001, l'Odyssée de l'espace|2001: A Space Odyssey|1968|149|
Orange mécanique|A Clockwork Orange|1971|137|
Shining|The Shining|1980|144|
Les Dents de la mer|Jaws|1975|124|
Les Dents de la mer 2|Jaws 2|1978|116|
La Chasse|Jagten|2012|115|The Hunt
The Hunt||2020|90|
Chasse à l'homme|Hunter|2015|95|
Sherlock Holmes||2009|128|
Sherlock Holmes||1922|85|
Home||2008|87|
Home||2008|98|
Home||2009|118|
En route !|Home|2015|94|
Crash||1996|100|
Collision|Crash|2004|112|
Elle||2016|130|
Lui||2021|88|Him
Us||2019|116|
Pi||1998|84|
Roméo + Juliette|Romeo + Juliet|1996|120|
Roméo et Juliette|Romeo and Juliet|1968|138|
New York 1997|Escape from New York|1981|99|
Los Angeles 2013|Escape from L.A.|1996|101|
Wonder Woman||2017|141|
Wonder Woman 1984||2020|151|
Au nom de la terre||2019|103|
"""

_MADE_UP = """
Aliens||1979|95|
Rocky 2||1982|99|
Le Matrix||1999|70|
Making of Alien||1979|50|
Dune Deux||1984|60|
Intouchable||2011|111|
Intouchables, le film||2011|112|
Les Bronzés en vacances||1978|91|
Seven Days||1995|126|
Une vie de rêve||2007|98|La Môme
Pulp Fictions||1994|153|
Les Oiseaux de nuit||1963|120|
La Vie des autres 2||2006|137|
Blade Runner||2016|64|
Fight Club: The Documentary||1999|139|
Vertiges||1958|127|
Léon 2||1994|111|
Elle et lui||2016|130|
Skyfall Down||2012|142|
Der Hunter||2015|95|
Taxi||2012|60|
Nikita||1989|70|
Up||2011|60|
"""


def films() -> list[Film]:
    """Return the catalogue; a film that has no French title is localised as it is."""
    found = []
    for first, table in ((1, _FILMS), (MADE_UP, _MADE_UP)):
        for id_, line in enumerate(table.strip().splitlines(), first):
            title, original, year, minutes, also = line.split("|")
            others = tuple(filter(None, also.split(";")))
            work = film(id_, title, int(year), float(minutes), original=original, also=others)
            found.append(work)
    return found
