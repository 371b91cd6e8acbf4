import { JOBS } from './offer';
import { COUNTRIES, type Country } from './places';
import type { SeededRandom } from './random';

/** The body of a create request. */
type Body = Readonly<Record<string, unknown>>;

/** A firm with the people in it who matter. */
export interface Client {
  readonly company: Body;
  readonly people: readonly Body[];
}

const INDUSTRIES = [
  'it',
  'manufacturing',
  'consulting',
  'retail',
  'health_care',
  'education',
  'construction',
  'finance',
];
const SIZES = ['1-9', '10-49', '50-249', '250-499', '500+'];
const SOURCES = [
  'website',
  'web_form',
  'recommendation',
  'trade_show',
  'call',
  'existing_client',
  'social_media',
];

/** Where somebody came from. */
export const sourceOf = (random: SeededRandom): string => random.pick(SOURCES);

/** A firm of some country with so many people; no two firms have the same name. */
export function clientOf(random: SeededRandom, taken: Set<string>, size: number): Client {
  const country = random.pick(COUNTRIES);
  const name = firmName(random, country, taken);
  const domain = `${slug(name)}.example`;
  const [city, postalCode] = random.pick(country.towns);
  const company = {
    name,
    type: random.isTrue(0.85) ? 'customer' : 'partner',
    industry: random.pick(INDUSTRIES),
    employee_count: random.pick(SIZES),
    source: sourceOf(random),
    emails: [{ value: `office@${domain}`, type: 'work' }],
    phones: [{ value: phone(random, country), type: 'work' }],
    websites: [{ value: `https://www.${domain}`, type: 'work' }],
    address: {
      line1: `${random.between(1, 98)} ${random.pick(country.streets)}`,
      city,
      postal_code: postalCode,
      country: country.code,
    },
  };
  const people = Array.from({ length: size }, () => personOf(random, country, domain));
  return { company, people };
}

/** Somebody who writes in alone. */
export function strangerOf(random: SeededRandom): Body {
  const country = random.pick(COUNTRIES);
  const person = personOf(random, country, 'mail.example');
  const { job_title: _, type: __, ...lead } = person;
  return random.isTrue(0.5) ? { ...lead, company_name: firmName(random, country, new Set()) } : lead;
}

function personOf(random: SeededRandom, country: Country, domain: string): Readonly<Record<string, unknown>> {
  const isWoman = random.isTrue(0.5);
  const first = random.pick(isWoman ? country.women : country.men);
  const [man = '', woman = man] = random.pick(country.families).split('/');
  const last = isWoman ? woman : man;
  return {
    salutation: isWoman ? 'ms' : 'mr',
    first_name: first,
    last_name: last,
    job_title: random.pick(JOBS),
    type: 'client',
    emails: [{ value: `${slug(first)}.${slug(last)}@${domain}`, type: 'work' }],
    ...(random.isTrue(0.7) && { phones: [{ value: phone(random, country), type: 'mobile' }] }),
  };
}

function firmName(random: SeededRandom, { firms, families }: Country, taken: Set<string>): string {
  for (;;) {
    const [family = ''] = random.pick(families).split('/');
    const name = random.pick(firms).replace('%', family);
    if (!taken.has(name) || taken.size > MOST_FIRMS) {
      taken.add(name);
      return name;
    }
  }
}

/** There are more than twice as many names as this. */
const MOST_FIRMS = 100;

const phone = (random: SeededRandom, country: Country): string =>
  country.phone.replaceAll('#', () => String(random.between(0, 9)));

const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  'а-a б-b в-v г-g д-d е-e ё-e ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-h ц-ts ч-ch ш-sh щ-sch ъ- ы-y ь- э-e ю-yu я-ya đ-d ı-i ß-ss ø-o'
    .split(' ')
    .map((pair): [string, string] => [pair.charAt(0), pair.slice(2)]),
);

/** A text as it stands in an address: Latin letters, digits and dashes. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/./gu, (letter) => CYRILLIC[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
