/** A country as the demo knows it: who lives there, and how firms are called. All of it is made up or common. */
export interface Country {
  readonly code: string;
  readonly towns: readonly (readonly [town: string, postalCode: string])[];
  readonly streets: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
  /** Where women's names differ from men's, both: "Ivanov/Ivanova". */
  readonly families: readonly string[];
  readonly firms: readonly string[];
  /** Numbers that are kept for films and examples where a country has some; `#` is a digit. */
  readonly phone: string;
  readonly currency: string;
}

/** One word list a line, to be read as a table. */
const words = (text: string): string[] => text.split(',').map((word) => word.trim());
const towns = (text: string): [string, string][] =>
  words(text).map((entry) => {
    const at = entry.lastIndexOf(' ');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });

export const COUNTRIES: readonly Country[] = [
  {
    code: 'FR',
    towns: towns('Paris 75011, Lyon 69003, Nantes 44000, Lille 59800, Bordeaux 33000, Rennes 35000'),
    streets: words(
      'rue des Tanneurs, avenue de la République, quai Victor Hugo, rue du Moulin, place Carnot',
    ),
    women: words('Camille, Inès, Léa, Manon, Chloé, Juliette, Élodie, Margaux, Sarah, Amélie'),
    men: words('Hugo, Lucas, Thomas, Antoine, Mathieu, Julien, Adrien, Karim, Olivier, Bastien'),
    families: words('Lefèvre, Moreau, Girard, Roux, Fontaine, Chevalier, Gauthier, Perrin, Benali, Marchand'),
    firms: words('Atelier %, % & Fils, Cabinet %, Imprimerie %, Maison %, Groupe %'),
    phone: '+33 6 39 98 ## ##',
    currency: 'EUR',
  },
  {
    code: 'DE',
    towns: towns('Berlin 10437, Hamburg 20357, Leipzig 04229, Köln 50674, Stuttgart 70178, Bremen 28203'),
    streets: words('Lindenstraße, Goethestraße, Am Speicher, Bahnhofstraße, Werderring'),
    women: words('Anna, Lena, Katharina, Jana, Sophie, Miriam, Friederike, Nele, Aylin, Hannah'),
    men: words('Jonas, Lukas, Felix, Moritz, Stefan, Tobias, Henrik, Emre, Matthias, Paul'),
    families: words('Brandt, Vogel, Kessler, Lindner, Seidel, Yıldız, Hartmann, Krüger, Busch, Petersen'),
    firms: words('% GmbH, Kanzlei %, % Maschinenbau, Tischlerei %, % Logistik, Praxis Dr. %'),
    phone: '+49 30 23125 ###',
    currency: 'EUR',
  },
  {
    code: 'ES',
    towns: towns('Madrid 28004, Valencia 46002, Sevilla 41003, Bilbao 48009, Zaragoza 50001'),
    streets: words('calle Mayor, avenida del Puerto, calle de la Paz, plaza Nueva'),
    women: words('Lucía, Carmen, Marta, Paula, Elena, Noelia, Irene, Rocío'),
    men: words('Javier, Diego, Pablo, Sergio, Álvaro, Rubén, Iván, Andrés'),
    families: words('Navarro, Romero, Iglesias, Molina, Serrano, Castro, Ortega, Vidal'),
    firms: words('Grupo %, % e Hijos, Talleres %, Clínica %, Bodegas %'),
    phone: '+34 600 000 ###',
    currency: 'EUR',
  },
  {
    code: 'GB',
    towns: towns('London N1 9GU, Leeds LS1 4DY, Bristol BS1 5TY, Glasgow G1 3SL').map(([town, code]) =>
      splitPostcode(town, code),
    ),
    streets: words('Mill Lane, Station Road, Chapel Street, Canal Wharf'),
    women: words('Olivia, Charlotte, Priya, Grace, Eleanor, Zoe, Imogen'),
    men: words('Oliver, James, Callum, Arjun, George, Rhys, Ewan'),
    families: words('Whitaker, Bennett, Patel, Hughes, Mackenzie, Doyle, Ashworth, Okafor'),
    firms: words('% & Co, % Brothers, % Partners, The % Studio, % Foods'),
    phone: '+44 20 7946 0###',
    currency: 'GBP',
  },
  {
    code: 'US',
    towns: towns('Portland 97209, Austin 78701, Denver 80202, Boston 02110, Chicago 60607'),
    streets: words('Pine Street, 3rd Avenue, Harbor Drive, Wabash Avenue'),
    women: words('Emily, Madison, Sofia, Hannah, Naomi, Jasmine, Rachel'),
    men: words('Michael, Ethan, Daniel, Marcus, Tyler, Andre, Ryan'),
    families: words('Carter, Ramirez, Nguyen, Sullivan, Brooks, Washington, Kim, Hoffman'),
    firms: words('% Inc., % Design Group, % Outfitters, % Health, % Labs'),
    phone: '+1 202 555 01##',
    currency: 'USD',
  },
  {
    code: 'VN',
    towns: towns('Hà Nội 100000, Đà Nẵng 550000, TP. Hồ Chí Minh 700000, Huế 530000'),
    streets: words('phố Hàng Bài, đường Lê Lợi, đường Nguyễn Huệ, phố Trần Phú'),
    women: words('Lan Anh, Thu Hà, Minh Châu, Ngọc Mai, Thùy Linh, Bích Ngọc'),
    men: words('Quang Huy, Minh Đức, Văn Nam, Tuấn Anh, Hoàng Long, Đức Thịnh'),
    families: words('Nguyễn, Trần, Lê, Phạm, Hoàng, Vũ, Đặng, Bùi'),
    firms: words('Công ty TNHH %, % Furniture, Nội thất %, % Software'),
    phone: '+84 90 000 00##',
    currency: 'USD',
  },
  {
    code: 'RU',
    towns: towns('Санкт-Петербург 191025, Казань 420111, Екатеринбург 620014, Новосибирск 630099'),
    streets: words('ул. Садовая, Невский проспект, ул. Ленина, ул. Баумана'),
    women: words('Анна, Мария, Ольга, Екатерина, Дарья, Наталья'),
    men: words('Алексей, Дмитрий, Иван, Сергей, Михаил, Павел'),
    families: words('Соколов/Соколова, Морозов/Морозова, Волков/Волкова, Лебедев/Лебедева, Орлов/Орлова'),
    firms: words('ООО «%», Мастерская «%», «% и партнёры», Студия «%»'),
    phone: '+7 900 000-##-##',
    currency: 'EUR',
  },
];

/** British codes have a space in them. */
function splitPostcode(town: string, code: string): [string, string] {
  const at = town.lastIndexOf(' ');
  return [town.slice(0, at), `${town.slice(at + 1)} ${code}`];
}
