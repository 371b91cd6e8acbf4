import { invalidRequest } from './problems';
import { problemBody } from './send-problem';

describe('the body of a problem', () => {
  it('keeps its documented lengths when a caller makes up a name of any length', () => {
    const name = '😀'.repeat(10_000);
    const fault = { pointer: `/${name}`, code: 'unknown_field', detail: `There is no field "${name}" here` };
    const { detail, errors } = problemBody('https://crm.example.com', invalidRequest([fault]), 'req_1');
    expect(detail.length).toBeLessThanOrEqual(2000);
    expect(errors).toEqual([
      {
        code: 'unknown_field',
        pointer: expect.stringMatching(/^\/😀.{0,996}…$/su),
        detail: expect.stringMatching(/^There is no field "😀.*…$/su),
      },
    ]);
    expect([detail, errors[0]?.pointer, errors[0]?.detail].every((text) => text?.isWellFormed())).toBe(true);
  });
});
