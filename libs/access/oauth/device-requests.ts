import { Injectable } from '@nestjs/common';

import { OidcRecords } from './oidc-records';

/** What a device waits for. */
export interface DeviceRequest {
  readonly clientId: string;
  readonly params: { readonly scope?: unknown; readonly resource?: unknown };
  readonly deviceInfo?: { readonly ip?: unknown };
}

/** What a person answers. */
export type DeviceAnswer =
  | {
      readonly accountId: string;
      readonly grantId: string;
      readonly scope: string;
      readonly resource: string;
      readonly authTime: number;
      readonly amr: readonly string[];
    }
  | { readonly error: string; readonly errorDescription: string };

/** The codes that devices show, without the signs that people leave out or type for clarity. */
const normalized = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** The authorizations that devices wait for, by the codes that people type (RFC 8628, section 3.3). */
@Injectable()
export class DeviceRequests {
  constructor(private readonly records: OidcRecords) {}

  /** What waits for an answer under this code, or null. */
  async waiting(code: string, now: Date): Promise<DeviceRequest | null> {
    const payload = await this.records.findByUid('DeviceCode', normalized(code), now);
    const isOpen = payload && payload.accountId === undefined && payload.error === undefined;
    return isOpen ? (payload as unknown as DeviceRequest) : null;
  }

  /** Answers, and tells whether it still waited: of many answers at once one counts. */
  answer(code: string, answer: DeviceAnswer, now: Date): Promise<boolean> {
    return this.records.answer('DeviceCode', normalized(code), { ...answer }, now);
  }
}
