/** Clients of five countries, with the neighbours that make them hard to tell apart: families, namesakes and colleagues. */
const COUNTRIES = [
  {
    code: 'GB',
    given:
      'Oliver George Harry Jack Jacob Noah Charles Muhammad Thomas Oscar William James Leo Alfie Henry Amelia Olivia Isla Emily Ava Lily Mia Sophie Grace Evie Poppy Ella Charlotte Daisy Freya'.split(
        ' ',
      ),
    family:
      'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mitchell Bennett Marshall Hughes Pritchard Fairweather Ashdown'.split(
        ' ',
      ),
    streets: [
      'High Street',
      'Station Road',
      'Church Lane',
      'Victoria Road',
      'Mill Lane',
      'Queens Avenue',
      'Park Drive',
      'Kings Road',
    ],
    cities: [
      ['London', 'SW1A 1AA'],
      ['Leeds', 'LS1 4AP'],
      ['Bristol', 'BS1 5TR'],
      ['York', 'YO1 7HH'],
      ['Bath', 'BA1 1SU'],
    ],
    phone: (random) => `+447${random.pick(['4', '5', '7', '8', '9'])}${random.digits(8)}`,
    line: (street, number) => `${number} ${street}`,
  },
  {
    code: 'DE',
    given:
      'Jürgen Wolfgang Klaus Günter Björn Stefan Matthias Jörg Sören Andreas Uwe Lukas Felix Jonas Hannelore Ursula Käthe Anneliese Jutta Petra Sabine Monika Brigitte Heike Lena Mia'.split(
        ' ',
      ),
    family:
      'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hofmann Lange Köhler Weiß Böhm Vögele Brüggemann'.split(
        ' ',
      ),
    streets: [
      'Hauptstraße',
      'Schulstraße',
      'Gartenstraße',
      'Bahnhofstraße',
      'Dorfstraße',
      'Bergstraße',
      'Goethestraße',
      'Kirchplatz',
    ],
    cities: [
      ['Berlin', '10115'],
      ['Hamburg', '20095'],
      ['München', '80331'],
      ['Köln', '50667'],
      ['Leipzig', '04109'],
    ],
    phone: (random) => `+4915${random.pick(['1', '2', '7'])}${random.digits(8)}`,
    line: (street, number) => `${street} ${number}`,
  },
  {
    code: 'FR',
    given:
      'Amélie François Hélène Jérôme Zoé Noël André Benoît Cédric Éric Gaëlle Inès Léa Mathéo Raphaël Théo Chloé Camille Louis Jules Lucas Hugo Manon Océane Élodie Aurélie'.split(
        ' ',
      ),
    family:
      'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Béranger Châtelain Guérin'.split(
        ' ',
      ),
    streets: [
      'rue de la Paix',
      'avenue Victor Hugo',
      'rue Pasteur',
      'boulevard Gambetta',
      'rue de la République',
      'place du Marché',
      'rue des Lilas',
      'chemin Vert',
    ],
    cities: [
      ['Paris', '75002'],
      ['Lyon', '69001'],
      ['Nantes', '44000'],
      ['Lille', '59000'],
      ['Rennes', '35000'],
    ],
    phone: (random) => `+336${random.pick(['1', '2', '3', '5', '7', '8'])}${random.digits(7)}`,
    line: (street, number) => `${number} ${street}`,
  },
  {
    code: 'RU',
    given:
      'Александр Сергей Дмитрий Алексей Михаил Андрей Иван Евгений Павел Николай Юрий Фёдор Анна Мария Елена Ольга Наталья Екатерина Татьяна Юлия Светлана Ксения'.split(
        ' ',
      ),
    family:
      'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Щербаков Жуков Чернышёв Хрущёв Юшкевич Цветков'.split(
        ' ',
      ),
    streets: [
      'ул. Ленина',
      'ул. Гагарина',
      'пр. Мира',
      'ул. Пушкина',
      'Садовая ул.',
      'Невский проспект',
      'ул. Советская',
      'наб. Фонтанки',
    ],
    cities: [
      ['Москва', '101000'],
      ['Санкт-Петербург', '190000'],
      ['Казань', '420000'],
      ['Самара', '443000'],
      ['Омск', '644000'],
    ],
    phone: (random) => `+79${random.pick(['03', '16', '26', '51', '62'])}${random.digits(7)}`,
    line: (street, number) => `${street}, д. ${number}`,
  },
  {
    code: 'VN',
    given:
      'An Bảo Bình Châu Chi Cường Dũng Đạt Đức Giang Hà Hải Hạnh Hiếu Hoa Hùng Khánh Lan Linh Long Mai Minh Nam Nga Ngọc Phương Quân Sơn Thảo Thắng Trang Tuấn'.split(
        ' ',
      ),
    middle: ['Thị', 'Văn', 'Hữu', 'Đức', 'Ngọc', 'Minh', 'Thanh', 'Quang', 'Hoàng', 'Kim'],
    family: 'Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý'.split(' '),
    streets: [
      'Nguyễn Huệ',
      'Lê Lợi',
      'Trần Hưng Đạo',
      'Hai Bà Trưng',
      'Điện Biên Phủ',
      'Pasteur',
      'Lý Thường Kiệt',
      'Cách Mạng Tháng Tám',
    ],
    cities: [
      ['Hà Nội', '100000'],
      ['Hồ Chí Minh', '700000'],
      ['Đà Nẵng', '550000'],
      ['Huế', '530000'],
      ['Cần Thơ', '900000'],
    ],
    phone: (random) => `+849${random.pick(['0', '1', '3', '4', '6', '7', '8'])}${random.digits(7)}`,
    line: (street, number) => `${number} đường ${street}`,
  },
];

const PROVIDERS = ['gmail.com', 'outlook.com', 'yahoo.com', 'mail.ru', 'gmx.de', 'orange.fr'];
const SYLLABLES =
  'an bel cor dal en fer gor hal in jar kel lor mar nor ol par quen ros sal tor ul ver wen xan yor zel'.split(
    ' ',
  );

/** A rarer family name: most people do not have one of the most frequent. */
const coined = (random) => {
  const name = Array.from({ length: 2 + random.below(2) }, () => random.pick(SYLLABLES)).join('');
  return name[0].toUpperCase() + name.slice(1);
};

export const plainLetters = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll('ß', 'ss');

const RUSSIAN = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};

/** In Latin letters, as a passport has it. */
export const romanised = (text) =>
  plainLetters(
    [...text.replaceAll('ё', 'е').replaceAll('Ё', 'Е')]
      .map((letter) => {
        const small = letter.toLowerCase();
        const latin = RUSSIAN[small];
        if (latin === undefined) return letter;
        return letter === small ? latin : latin.charAt(0).toUpperCase() + latin.slice(1);
      })
      .join(''),
  );

const birthdayOf = (random) =>
  `${1940 + random.below(65)}-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;

export const addressOf = (random, country) => {
  const [city, postalCode] = random.pick(country.cities);
  return {
    line1: country.line(random.pick(country.streets), 1 + random.below(180)),
    line2: null,
    city,
    postal_code: postalCode,
    country: country.code,
  };
};

export const emailOf = (random, first, last) => {
  const local = romanised(`${first}.${last}`)
    .toLowerCase()
    .replace(/[^a-z.]/g, '');
  return `${local}${random.chance(0.6) ? random.below(1000) : ''}@${random.pick(PROVIDERS)}`;
};

function person(random, country) {
  const first = random.pick(country.given);
  const last = country.code !== 'VN' && random.chance(0.6) ? coined(random) : random.pick(country.family);
  return {
    country,
    first_name: first,
    middle_name: country.middle ? random.pick(country.middle) : null,
    last_name: last,
    birthday: random.chance(0.6) ? birthdayOf(random) : null,
    phones: random.chance(0.9) ? [country.phone(random)] : [],
    emails: random.chance(0.85) ? [emailOf(random, first, last)] : [],
    address: random.chance(0.75) ? addressOf(random, country) : null,
    company_id: null,
  };
}

/** Somebody of the same family: another given name, the same home, and now and then the same phone. */
function relative(random, one) {
  const other = person(random, one.country);
  while (other.first_name === one.first_name) other.first_name = random.pick(one.country.given);
  const sharesPhone = random.chance(0.3) && one.phones.length > 0;
  return {
    ...other,
    last_name: one.last_name,
    address: one.address,
    emails: random.chance(0.85) ? [emailOf(random, other.first_name, one.last_name)] : [],
    ...(sharesPhone && { phones: one.phones }),
  };
}

/** Somebody else of the same name. */
const namesake = (random, one) => ({
  ...person(random, one.country),
  first_name: one.first_name,
  middle_name: one.middle_name,
  last_name: one.last_name,
});

/** Somebody who works at the same place: its switchboard or its mailbox stands beside other names. */
function colleague(random, one) {
  const other = person(random, one.country);
  while (other.first_name === one.first_name) other.first_name = random.pick(one.country.given);
  const site = one.company_id ?? `00000000-0000-7000-8000-${random.digits(12)}`;
  one.company_id = site;
  return {
    ...other,
    company_id: site,
    ...(random.chance(0.5) && { phones: one.phones }),
    ...(random.chance(0.1) && { emails: one.emails }),
  };
}

/** No two strangers have one mailbox: whoever comes later gets a number behind the name. */
function takenOnce(random, person, taken) {
  const free = (email) => {
    let own = email;
    while (taken.has(own)) own = email.replace('@', `${random.digits(3)}@`);
    taken.add(own);
    return own;
  };
  return { ...person, emails: person.emails.map(free) };
}

/** That many different people. */
export function generateClients(random, count) {
  const people = [];
  const taken = new Set();
  const add = (one) => {
    const person = takenOnce(random, one, taken);
    people.push(person);
    return person;
  };
  while (people.length < count) {
    const one = add(person(random, random.pick(COUNTRIES)));
    if (random.chance(0.1)) add(relative(random, one));
    if (random.chance(0.08)) add(namesake(random, one));
    if (random.chance(0.08)) people.push(colleague(random, one));
  }
  return people.slice(0, count);
}
