import { constraintViolation } from './constraint-violation';

const driverError = (code: unknown, constraint: unknown) =>
  Object.assign(new Error('no'), { code, constraint });

describe('a broken constraint', () => {
  it.each([
    ['23505', 'users_email_unique', { kind: 'unique', constraint: 'users_email_unique' }],
    ['23503', 'deals_company_id_fk', { kind: 'foreign_key', constraint: 'deals_company_id_fk' }],
    ['23514', 'events_20261121_12_pkey_1', { kind: 'check', constraint: 'events_20261121_12_pkey' }],
    ['23505', 'feed_pkey_102008_7', { kind: 'unique', constraint: 'feed_pkey' }],
  ])('is told by its name, also from a partition or shard: %s %s', (code, constraint, expected) => {
    expect(constraintViolation(driverError(code, constraint))).toEqual(expected);
  });

  it.each([
    driverError('40001', 'x'),
    driverError('23505', undefined),
    new Error('x'),
    { code: '23505' },
    null,
  ])('is nothing else: %s', (error) => {
    expect(constraintViolation(error)).toBeNull();
  });
});
