import { type IdKind, toTypeId } from '@platform/ids';
import type { LoggedRequest } from '@platform/request-log';

import type { CausedEventDto, LoggedRequestDetailsDto, LoggedRequestDto } from './logged-request.dto';

const idOf = (kind: IdKind, uuid: string | null): string | null =>
  uuid === null ? null : toTypeId(kind, uuid);

/** A request as lists show it. */
export const requestView = (row: LoggedRequest): LoggedRequestDto => ({
  id: toTypeId('logged_request', row.id),
  answered_at: row.answered_at.toISOString(),
  duration_ms: row.duration_us / 1000,
  method: row.method,
  route: row.route,
  path: row.path,
  query: row.query,
  status: row.status,
  problem: row.problem,
  credential: {
    principal: row.principal,
    key_id: idOf('key', row.key_id),
    member_id: idOf('member', row.member_id),
    installation_id: idOf('installation', row.installation_id),
  },
  request_id: row.request_id,
  address: row.address,
  user_agent: row.user_agent,
  sample_rate: row.sample_rate,
});

/** The same with the beginnings of its bodies and what it caused. */
export const detailsView = (row: LoggedRequest, events: CausedEventDto[]): LoggedRequestDetailsDto => ({
  ...requestView(row),
  request_body: row.request_head,
  response_body: row.answer_head,
  events,
});
