import { Transform } from 'node:stream';

import { ProblemError } from '@platform/http';

/** Lets bytes pass up to a limit, each seen by `see`; more are a 413. */
export function measured(limitBytes: number, see: (chunk: Buffer) => void): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limitBytes) {
        done(fileTooLarge(limitBytes));
        return;
      }
      see(chunk);
      done(null, chunk);
    },
  });
}

/** 413: the file is larger than the setting allows. */
export const fileTooLarge = (limitBytes: number): ProblemError =>
  new ProblemError({
    status: 413,
    code: 'body_too_large',
    title: 'Payload Too Large',
    detail: `A file may have at most ${limitBytes} bytes here.`,
    headers: { Connection: 'close' },
  });
