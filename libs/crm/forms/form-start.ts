import { Injectable } from '@nestjs/common';
import { KeyStore, SecretUnreadableError } from '@platform/secrets';

/** People need longer to read a form and to fill it in. */
const LEAST_MS = 2000;

/** Tells when a visitor was given a form, in a token that only we can make. */
@Injectable()
export class FormStart {
  constructor(private readonly keys: KeyStore) {}

  /** What the page carries. */
  token(formId: string, now: Date): string {
    return this.keys.seal(String(now.getTime()), sealedFor(formId));
  }

  /** What speaks against whoever sends it back; nothing when it never came from a page of ours. */
  suspicion(formId: string, token: string | undefined, now: Date): 'too_quick' | 'forged_start' | null {
    if (token === undefined) return null;
    const startedAt = this.read(formId, token);
    if (startedAt === null) return 'forged_start';
    return now.getTime() - startedAt < LEAST_MS ? 'too_quick' : null;
  }

  private read(formId: string, token: string): number | null {
    try {
      return Number(this.keys.openText(token, sealedFor(formId)));
    } catch (error) {
      if (error instanceof SecretUnreadableError) return null;
      throw error;
    }
  }
}

const sealedFor = (formId: string) => ({ workspaceId: null, purpose: 'form_start', row: formId });
