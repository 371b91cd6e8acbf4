import { type RequestContext, type Rights, seesEverything } from '@platform/http';
import type { LoggedRequest } from '@platform/request-log';
import type { SelectQueryBuilder } from 'typeorm';

/**
 * Leaves what a caller may see: admins and keys of the workspace everything, other members what their own credentials asked, and an
 * app without a key, acting for nobody, what it asked itself. Bodies show records, so that a member whose role configures this log
 * sees the others' only when that role hides nothing.
 */
export function onlyVisible(rows: SelectQueryBuilder<LoggedRequest>, { principal }: RequestContext): void {
  const { rights, memberId, installationId, credential } = principal;
  if (rights && !readsAll(rights)) rows.andWhere('r.member_id = :own', { own: rights.memberId });
  else if (memberId === null && installationId !== null && !credential)
    rows.andWhere('r.installation_id = :own', { own: installationId });
}

const readsAll = (rights: Rights): boolean => rights.settings.has('request-log') && seesEverything(rights);
