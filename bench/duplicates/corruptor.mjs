import { addressOf, emailOf, plainLetters, romanised } from './clients.mjs';

/**
 * Makes a second record of somebody as it comes about in practice. It knows nothing of how records are compared: each second record
 * has one to three of the changes below, chosen with equal chances and whatever they do to what it could be found by.
 */
export function corrupted(random, person) {
  const twin = structuredClone({ ...person, country: null });
  twin.country = person.country;
  const changes = 1 + random.below(3);
  for (let at = 0; at < changes; at += 1) random.pick(CHANGES)(random, twin);
  return twin;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One letter too many, too few, another, or two in the wrong order. */
function typo(random, text) {
  if (!text || text.length < 2) return text;
  const at = random.below(text.length - 1);
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  return random.pick([
    () => `${before}${random.pick(LETTERS)}${text.slice(at)}`,
    () => `${before}${after}`,
    () => `${before}${random.pick(LETTERS)}${after}`,
    () => `${before}${text[at + 1]}${text[at]}${text.slice(at + 2)}`,
  ])();
}

const NICKNAMES = {
  Alexander: 'Alex',
  William: 'Bill',
  Charles: 'Charlie',
  Thomas: 'Tom',
  James: 'Jim',
  Henry: 'Harry',
  Oliver: 'Ollie',
  Jacob: 'Jake',
  Amelia: 'Millie',
  Charlotte: 'Lottie',
  Александр: 'Саша',
  Сергей: 'Серёжа',
  Дмитрий: 'Дима',
  Алексей: 'Лёша',
  Михаил: 'Миша',
  Иван: 'Ваня',
  Евгений: 'Женя',
  Павел: 'Паша',
  Николай: 'Коля',
  Юрий: 'Юра',
  Анна: 'Аня',
  Мария: 'Маша',
  Елена: 'Лена',
  Наталья: 'Наташа',
  Екатерина: 'Катя',
  Татьяна: 'Таня',
  Юлия: 'Юля',
  Светлана: 'Света',
  Ксения: 'Ксюша',
  Andreas: 'Andi',
  Stefan: 'Steffen',
  Matthias: 'Matze',
  Benoît: 'Ben',
};

const UMLAUTS = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ß: 'ss' };
const withoutUmlauts = (text) => text?.replace(/[äöüÄÖÜß]/g, (letter) => UMLAUTS[letter]) ?? null;

const CHANGES = [
  function typoInFirstName(random, twin) {
    twin.first_name = typo(random, twin.first_name);
  },
  function typoInLastName(random, twin) {
    twin.last_name = typo(random, twin.last_name);
  },
  function swappedNames(_, twin) {
    [twin.first_name, twin.last_name] = [twin.last_name, twin.first_name];
  },
  function otherScript(_, twin) {
    for (const part of ['first_name', 'middle_name', 'last_name'])
      twin[part] = twin[part] && romanised(twin[part]);
  },
  function otherKeyboard(_, twin) {
    const write = twin.country.code === 'DE' ? withoutUmlauts : plainLetters;
    for (const part of ['first_name', 'middle_name', 'last_name'])
      twin[part] = twin[part] && write(twin[part]);
  },
  function nickname(_, twin) {
    twin.first_name = NICKNAMES[twin.first_name] ?? twin.first_name;
  },
  function initial(_, twin) {
    twin.first_name = `${twin.first_name[0]}.`;
  },
  function noMiddleName(_, twin) {
    twin.middle_name = null;
  },
  function otherCase(random, twin) {
    for (const part of ['first_name', 'last_name'])
      twin[part] = random.chance(0.5) ? twin[part].toUpperCase() : twin[part].toLowerCase();
  },
  function noPhone(_, twin) {
    twin.phones = [];
  },
  function otherPhone(random, twin) {
    twin.phones = [twin.country.phone(random)];
  },
  function nationalPhone(_, twin) {
    twin.phones = twin.phones.map((phone) => phone.replace(/^\+(44|49|33|84)/, '0').replace(/^\+7/, '8'));
  },
  function noEmail(_, twin) {
    twin.emails = [];
  },
  function otherEmail(random, twin) {
    twin.emails = [emailOf(random, twin.first_name, twin.last_name).replace('@', `${random.digits(4)}@`)];
  },
  function typoInEmail(random, twin) {
    twin.emails = twin.emails.map((email) => email.replace(/^[^@]+/, (local) => typo(random, local)));
  },
  function taggedEmail(_, twin) {
    twin.emails = twin.emails.map((email) => email.replace('@', '+crm@').toUpperCase());
  },
  function noBirthday(_, twin) {
    twin.birthday = null;
  },
  function noAddress(_, twin) {
    twin.address = null;
  },
  function moved(random, twin) {
    twin.address = addressOf(random, twin.country);
  },
  function shortStreet(_, twin) {
    if (twin.address)
      twin.address.line1 = twin.address.line1
        .replace(/straße/, 'str.')
        .replace('Street', 'St')
        .replace('Road', 'Rd')
        .replace('avenue', 'av.')
        .replace('boulevard', 'bd')
        .replace('ул.', 'улица');
  },
  function typoInStreet(random, twin) {
    if (twin.address) twin.address.line1 = typo(random, twin.address.line1);
  },
  function noPostalCode(_, twin) {
    if (twin.address) twin.address.postal_code = null;
  },
];
