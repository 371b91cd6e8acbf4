import {
  applyRule,
  defaultRules,
  keyPrefixes,
  matchesOf,
  matchKeys,
  type NormalizerName,
  Subject,
} from './index';
import type { MatcherName } from './matchers';
import { normalized } from './normalizers';
import { similarity } from './similarity';

const alike = (normalizer: NormalizerName, matcher: MatcherName, one: string, other: string): number => {
  const [a, b] = [normalized(normalizer, { shown: one }), normalized(normalizer, { shown: other })];
  return a && b ? similarity(matcher, a, b) : 0;
};

const person = (row: Record<string, unknown>) => ({
  first_name: null,
  middle_name: null,
  last_name: null,
  birthday: null,
  address: null,
  company_id: null,
  phones: [],
  emails: [],
  websites: [],
  messengers: [],
  ...row,
});

describe('names of persons', () => {
  test.each([
    ['case and accents', 'AMÉLIE DUBOIS', 'Amelie Dubois'],
    ['the order', 'Dubois, Amélie', 'Amélie Dubois'],
    ['Cyrillic', 'Сергей Щербаков', 'Sergei Scherbakov'],
    ['Cyrillic and its other spellings', 'Наталья Юшкевич', 'Natalia Iushkevich'],
    ['Vietnamese diacritics', 'Nguyễn Thị Ánh', 'Nguyen Thi Anh'],
    ['the Vietnamese order', 'Trần Văn Đức', 'Duc Van Tran'],
    ['umlauts', 'Jürgen Müller', 'Juergen Mueller'],
    ['short forms', 'Bill Gates', 'William Gates'],
    ['Russian short forms', 'Саша Петров', 'Aleksandr Petrov'],
    ['a typo', 'Benjamin Fournier', 'Benjamin Fuornier'],
    ['a middle name', 'John Ronald Tolkien', 'John Tolkien'],
    ['titles', 'Dr. Käthe Böhm', 'Käthe Böhm'],
    ['initials', 'J. Tolkien', 'John Tolkien'],
  ])('are alike but for %s', (_, one, other) => {
    expect(alike('person_name', 'jaro_winkler', one, other)).toBeGreaterThanOrEqual(0.88);
  });

  test.each([
    ['sisters', 'Hélène Dubois', 'Amélie Dubois'],
    ['spouses', 'Hans Weber', 'Ursula Weber'],
    ['namesakes by their first name', 'John Smith', 'John Walker'],
    ['a part of a name', 'Smith', 'John Smith'],
    ['Vietnamese of one family', 'Nguyễn Văn An', 'Nguyễn Thị Hạnh'],
  ])('are not alike: %s', (_, one, other) => {
    expect(alike('person_name', 'jaro_winkler', one, other)).toBeLessThan(0.87);
  });
});

describe('names of companies', () => {
  test.each([
    ['Dubois SARL', 'DUBOIS'],
    ['Müller & Söhne GmbH & Co. KG', 'Mueller & Soehne'],
    ['ООО «Ромашка»', 'Romashka LLC'],
    ['Công ty TNHH Một Thành Viên Hoa Sen', 'Hoa Sen Co., Ltd'],
    ['Cong ty co phan Vinamilk', 'Vinamilk JSC'],
    ['The Acme Corporation', 'Acme Inc.'],
    ['Żabka Polska Sp. z o.o.', 'Zabka Polska'],
  ])('%s is %s', (one, other) => {
    expect(alike('company_name', 'jaro_winkler', one, other)).toBeGreaterThanOrEqual(0.88);
  });

  test.each([
    ['Dubois SARL', 'Durand SARL'],
    ['ООО Ромашка', 'ООО Василёк'],
    ['Công ty TNHH Hoa Sen', 'Công ty TNHH Minh Long'],
  ])('%s is not %s', (one, other) => {
    expect(alike('company_name', 'jaro_winkler', one, other)).toBeLessThan(0.8);
  });

  it('keeps a name that is nothing but legal forms', () => {
    expect(normalized('company_name', { shown: 'SA' })?.words).toEqual(['sa']);
  });
});

describe('what else is compared', () => {
  test.each<[NormalizerName, string, string, boolean]>([
    ['email_mailbox', 'Amelie.Dubois+crm@Gmail.com', 'ameliedubois@googlemail.com', true],
    ['email_mailbox', 'amelie.dubois@example.com', 'ameliedubois@example.com', false],
    ['email', 'A@example.com', 'a@example.com', true],
    ['email', 'a+b@example.com', 'a@example.com', false],
    ['phone_national', '06 12 34 56 78', '+33 6 12 34 56 78', true],
    ['phone_last_digits', '(044) 555-12-34 ext. 7', '+380 44 555 12 34', true],
    ['phone_last_digits', '12345', '12345', false],
    ['domain', 'https://www.shop.example.co.uk/x?y=1', 'sales@example.co.uk', true],
    ['domain', 'a@gmail.com', 'b@gmail.com', false],
    ['text', '  Größe: ÉTÉ ', 'grosse ete', true],
  ])('%s: %s and %s', (normalizer, one, other, isSame) => {
    expect(alike(normalizer, 'exact', one, other)).toBe(isSame ? 1 : 0);
  });

  it('takes another house of the same street for another address', () => {
    const of = (one: string, other: string) => alike('address', 'trigram', one, other);
    expect(of('12 rue de la Paix, 75002, Paris', '12, RUE DE LA PAIX 75002 PARIS')).toBe(1);
    expect(of('Hauptstraße 5, 10115, Berlin', 'Hauptstr. 5, 10115, Berlin')).toBeGreaterThan(0.7);
    expect(of('12 rue de la Paix, 75002, Paris', '14 rue de la Paix, 75002, Paris')).toBeLessThan(0.6);
  });

  it('hears what is written otherwise', () => {
    expect(alike('text', 'double_metaphone', 'Catherine', 'Kathryn')).toBe(0.9);
    expect(alike('text', 'double_metaphone', 'Catherine', 'Susan')).toBe(0);
    expect(alike('text', 'trigram', '20 desks for the office', '20 desks for our office')).toBeGreaterThan(
      0.6,
    );
  });
});

describe('rules', () => {
  const amelie = person({
    first_name: 'Amélie',
    last_name: 'Dubois',
    phones: [{ value: '06 12 34 56 78', normalized: '+33612345678' }],
    emails: [{ value: 'amelie.dubois@gmail.com' }],
  });
  const rules = defaultRules('contact');
  const best = (one: object, other: object) =>
    matchesOf(rules, new Subject('contact', one as never), new Subject('contact', other as never))[0];

  it('say which of them, which fields and which values', () => {
    const twin = person({
      first_name: 'A.',
      last_name: 'DUBOIS',
      emails: [{ value: 'AmelieDubois+x@gmail.com' }],
    });
    const found = best(amelie, twin);
    expect(found?.rule.name).toBe('Same email address, and no other name');
    expect(found?.score).toBeGreaterThan(0.9);
    expect(found?.compared[0]).toEqual({
      field: 'emails',
      normalizer: 'email_mailbox',
      matcher: 'exact',
      similarity: 1,
      values: ['amelie.dubois@gmail.com', 'AmelieDubois+x@gmail.com'],
      is_alike: true,
    });
    expect(found?.compared[1]).toMatchObject({ field: 'name', values: ['Amélie Dubois', 'A. DUBOIS'] });
  });

  it('let another name speak against the same address', () => {
    const colleague = person({ first_name: 'Hugo', last_name: 'Roux', emails: amelie.emails });
    expect(best(amelie, colleague)).toBeUndefined();
    expect(best(amelie, person({ emails: amelie.emails }))?.score).toBe(1);
  });

  it('need what they require', () => {
    const namesake = person({ first_name: 'Amélie', last_name: 'Dubois' });
    expect(best(amelie, namesake)).toBeUndefined();
  });

  it('count weights, and leave out what one of the two lacks', () => {
    const condition = { normalizer: 'none', matcher: 'exact', threshold: 1, required: false } as const;
    const rule = {
      object: 'contact' as const,
      threshold: 0.5,
      conditions: [
        { ...condition, field: 'birthday', weight: 3 },
        { ...condition, field: 'job_title', weight: 1 },
        { ...condition, field: 'company_id', weight: 6 },
      ],
    };
    const one = person({
      birthday: '1990-05-17',
      job_title: 'CEO',
      company_id: '00000000-0000-7000-8000-000000000001',
    });
    const score = (other: object) =>
      applyRule(rule, new Subject('contact', one), new Subject('contact', person(other as never)))?.score;
    expect(score({ birthday: '1990-05-17', job_title: 'CTO' })).toBe(0.75);
    expect(score({ birthday: '1990-05-17' })).toBe(1);
    expect(
      score({ birthday: '1990-05-17', company_id: '00000000-0000-7000-8000-000000000002' }),
    ).toBeUndefined();
    expect(score({})).toBeUndefined();
  });
});

describe('keys', () => {
  const keys = (row: object) => matchKeys('contact', person(row as never));
  const shared = (one: object, other: object) => keys(one).filter((key) => keys(other).includes(key));

  it('are the same however a value is written', () => {
    const phone = (value: string, normalizedTo: string | null) => ({
      phones: [{ value, normalized: normalizedTo }],
    });
    expect(shared(phone('06 12 34 56 78', null), phone('x', '+33612345678'))).toHaveLength(1);
    const mail = (value: string) => ({ emails: [{ value }] });
    expect(shared(mail('A.B+c@example.com'), mail('ab@example.com'))).toHaveLength(1);
    const named = (first_name: string, last_name: string) => ({ first_name, last_name });
    expect(shared(named('Сергей', 'Щербаков'), named('Shcherbakov', 'Sergey'))).toHaveLength(1);
    expect(shared(named('Саша', 'Иванов'), named('Alexander', 'Ivanov'))).toHaveLength(1);
    expect(shared(named('Ánh', 'Nguyễn'), named('ANH', 'Nguyen'))).toHaveLength(1);
  });

  it('of the best field that a rule requires lead to what it means', () => {
    expect([...keyPrefixes(defaultRules('contact'))].sort()).toEqual(['a', 'b', 'e', 'n', 'p']);
    expect([...keyPrefixes(defaultRules('deal'))]).toEqual(['l']);
  });

  it('are none of a record that says nothing', () => {
    expect(keys({})).toEqual([]);
    expect(matchKeys('deal', { title: 'x', company_id: null, contacts: [] })).toEqual([]);
  });
});
