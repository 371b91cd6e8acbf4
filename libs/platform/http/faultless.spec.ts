import 'reflect-metadata';

import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { anything, assert, constantFrom, oneof, property, record, string } from 'fast-check';
import { isFaultless } from './faultless';
import { changesOf } from './fields/derived-dto';
import { type Dto, fieldsOf } from './fields/field-spec';
import {
  BooleanField,
  ChoiceField,
  CurrencyField,
  DateField,
  DecimalField,
  IdField,
  IntegerField,
  JsonField,
  ListField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from './fields/fields';
import { onlyDeclared } from './surplus';

class ItemDto {
  @TextField({ max: 5, pattern: /^[a-z]+$/ }) word: string;
  @ChoiceField(['work', 'home'], { optional: true }) type?: string | null;
}

class ThingDto {
  @TextField({ max: 3 }) text: string;
  @IntegerField({ min: 1, max: 9, optional: true }) number?: number | null;
  @BooleanField({ nullable: true }) flag: boolean | null;
  @DecimalField({ optional: true }) decimal?: string | null;
  @CurrencyField({ optional: true }) currency?: string | null;
  @DateField({ optional: true }) day?: string | null;
  @TimeField({ optional: true }) time?: string | null;
  @IdField('lead', { optional: true }) lead_id?: string | null;
  @JsonField({ type: 'object' }) json: unknown;
  @ObjectField(ItemDto) item: ItemDto;
  @ListField(ItemDto, { max: 2, optional: true }) items?: ItemDto[] | null;
  @TextListField({ max: 2, optional: true }) texts?: string[] | null;
}

class ThingChangesDto extends changesOf(ThingDto) {}

const item = oneof(
  record({ word: oneof(constantFrom('a', 'abc'), string()), type: constantFrom('work', 'x', null) }),
  anything(),
);

/** Mostly what the contract wants, so that some inputs are right as a whole. */
const input = record(
  {
    text: constantFrom('a', 'abc', 'abcd', '', '\u0000', '😀😀😀', 7, null),
    number: constantFrom(1, 9, 0, 1.5, '1', null),
    flag: constantFrom(true, null, 'true'),
    decimal: constantFrom('1.5', '-0', 1, null),
    currency: constantFrom('EUR', 'eur', null),
    day: constantFrom('2026-02-28', '2026-02-30', 5, null),
    time: constantFrom('2026-02-28T10:00:00Z', 'now', null),
    lead_id: constantFrom('lead_01jc6nrykyfgx9y02bdge4zqv0', 'deal_01jc6nrykyfgx9y02bdge4zqv0', null),
    item,
    items: oneof(constantFrom([], null, 'x', [{ word: 'a' }]), constantFrom([{ word: 'A' }, {}], [[], 1])),
    json: constantFrom({}, 1, null),
    texts: constantFrom(['a'], [''], ['a', 'b', 'c'], 'a', [1], null),
  },
  { requiredKeys: [] },
);

const classValidatorAgrees = (dto: Dto, value: object): boolean => {
  const { kept, surplus } = onlyDeclared(dto, value);
  if (surplus.length > 0) return true;
  const errors = validateSync(plainToInstance<object, object>(dto, kept), { forbidUnknownValues: false });
  return isFaultless(dto, kept) === (errors.length === 0);
};

describe('The quick check of an input', () => {
  it.each([ThingDto, ThingChangesDto])('agrees with class-validator: %p', (dto) => {
    assert(
      property(input, (value) => classValidatorAgrees(dto, value)),
      { numRuns: 500 },
    );
  });

  it.each(fieldsOf(ThingDto).map(({ name }) => name))('agrees about anything at all in %s', (name) => {
    const right = { text: 'a', flag: true, json: 0, item: { word: 'a' } };
    assert(property(anything(), (value) => classValidatorAgrees(ThingDto, { ...right, [name]: value })));
  });

  it('lets a right input through, and stops a wrong one', () => {
    const right = {
      text: 'a',
      flag: null,
      json: {},
      item: { word: 'a' },
      items: [{ word: 'b', type: 'work' }],
    };
    expect(isFaultless(ThingDto, right)).toBe(true);
    expect(isFaultless(ThingDto, { ...right, items: [{ word: 'B' }] })).toBe(false);
    expect(isFaultless(ThingDto, { ...right, json: undefined })).toBe(false);
  });
});
