import { DEFAULT_NAME_FORMAT, displayName, nameFormatFault } from './name-format';

const ADA = { salutation: 'ms', first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' };
const part = (given: Partial<typeof ADA>) => ({
  salutation: null,
  first_name: null,
  middle_name: null,
  last_name: null,
  ...given,
});

describe('a name', () => {
  it.each([
    [DEFAULT_NAME_FORMAT, ADA, 'Ada King Lovelace'],
    ['{last_name}, {first_name} {middle_initial}', ADA, 'Lovelace, Ada K.'],
    ['{salutation} {last_name} {first_name}', ADA, 'Ms. Lovelace Ada'],
    ['{last_name} {first_initial} {middle_initial}', ADA, 'Lovelace A. K.'],
    ['{last_name} ({salutation})', ADA, 'Lovelace (Ms.)'],
  ])('is written as %s', (format, name, text) => {
    expect(nameFormatFault(format)).toBeNull();
    expect(displayName(format, name)).toBe(text);
  });

  it.each([
    [DEFAULT_NAME_FORMAT, part({ last_name: 'Lovelace' }), 'Lovelace'],
    [DEFAULT_NAME_FORMAT, part({ first_name: 'Ada', last_name: 'Lovelace' }), 'Ada Lovelace'],
    ['{last_name}, {first_name}', part({ last_name: 'Lovelace' }), 'Lovelace'],
    ['{last_name}, {first_name}', part({ first_name: 'Ada' }), 'Ada'],
    ['{last_name} ({salutation}) {first_name}', part({ first_name: 'Ada', last_name: 'King' }), 'King Ada'],
    ['{last_name} {first_initial}', part({ last_name: 'Nguyễn', first_name: 'Ánh' }), 'Nguyễn Á.'],
    ['{first_name}-{last_name}', part({ first_name: 'Ada' }), 'Ada'],
    ['{salutation} {last_name}', part({ salutation: 'Herr', last_name: "O'Neil (Jr)" }), "Herr O'Neil (Jr)"],
  ])('as %s loses the signs around what is missing', (format, name, text) => {
    expect(displayName(format, name)).toBe(text);
  });

  it('is null when there is nothing to write, and a salutation alone is nothing', () => {
    expect(displayName(DEFAULT_NAME_FORMAT, part({}))).toBeNull();
    expect(displayName('{salutation} {last_name}', part({ salutation: 'dr', first_name: 'Ada' }))).toBeNull();
  });
});

describe('a format', () => {
  it.each([
    ['{first_name} {nickname}', 'has no part {nickname}'],
    ['{constructor} {first_name}', 'has no part {constructor}'],
    ['{first_name} {first_name}', 'must name each part once'],
    ['Dear {first_name}', 'and nothing else'],
    ['{first_name', 'and nothing else'],
    ['{salutation}', 'must have the first or the last name'],
    [' ', 'must have the first or the last name'],
  ])('%j is refused', (format, why) => {
    expect(nameFormatFault(format)).toContain(why);
  });
});
