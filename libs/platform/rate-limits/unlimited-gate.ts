import { RateGate } from '@platform/http';

/** Lets everything pass: for installations that limit callers elsewhere, and for measurements. */
export class UnlimitedGate extends RateGate {
  admit(): undefined {
    return undefined;
  }

  admitStranger(): Promise<null> {
    return Promise.resolve(null);
  }

  charge(): Promise<null> {
    return Promise.resolve(null);
  }
}
